/* Decodes instructions: a sparse switch, shifts and masks. */
typedef unsigned int u32;
extern int print(const char *, ...);
static const char registers[32][5] = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};
static int field(u32 w, int from, int bits) { return (int)(w >> from & ((1u << bits) - 1)); }
static int immediate(u32 w) { return (int)w >> 20; }
static int branch(u32 w) {
  return (int)(w & 0x80000000) >> 19 | (int)(w << 4 & 0x800) | field(w, 25, 6) << 5 | field(w, 8, 4) << 1;
}
int disassemble(u32 w, unsigned long pc) {
  const char *rd = registers[field(w, 7, 5)], *rs1 = registers[field(w, 15, 5)], *rs2 = registers[field(w, 20, 5)];
  switch (w & 0x7f) {
  case 0x37: return print("lui %s,%x", rd, w >> 12);
  case 0x17: return print("auipc %s,%x", rd, w >> 12);
  case 0x6f: return print("jal %s", rd);
  case 0x67: return print("jalr %s,%d(%s)", rd, immediate(w), rs1);
  case 0x63: {
    static const char *const names[] = {"beq", "bne", "?", "?", "blt", "bge", "bltu", "bgeu"};
    return print("%s %s,%s,%lx", names[field(w, 12, 3)], rs1, rs2, pc + (unsigned long)(long)branch(w));
  }
  case 0x03: return print("load %s,%d(%s)", rd, immediate(w), rs1);
  case 0x23: return print("store %s,%d(%s)", rs2, (int)w >> 25 << 5 | field(w, 7, 5), rs1);
  case 0x13: return print("op-imm %s,%s,%d", rd, rs1, immediate(w));
  case 0x33: return print("op %s,%s,%s", rd, rs1, rs2);
  case 0x73: return w == 0x73 ? print("ecall") : w == 0x100073 ? print("ebreak") : print("csr %x", w >> 20);
  }
  return print("unknown %08x", w);
}
