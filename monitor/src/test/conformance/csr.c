// Every CSR number: which exist, what they keep of what is written, and who may touch them.
#include "conformance.h"

// Bits that are compared; 0 skips the register. What is left out is where QEMU 7.2 does not follow the specification,
// goes beyond it, or where both may choose.
static uint64_t mask_of(int csr) {
  switch (csr) {
    case 0x100: case 0x300: return STATUS_MASK;
    case 0x106: case 0x306: return 0xffffffff;      // counter enables are 32 bits wide
    case 0x320: return 0xfffffffd;                  // mcountinhibit has no bit for time
    case 0x10a: return 1;                           // no cache block instructions here
    case 0x30a: return 1UL << 63 | 1;
    case 0x141: case 0x341: return ~1UL;            // bit 0 of an exception pc is zero
    case 0x302: return 0xb3ff;                      // calls from M, hypervisor faults
    case 0x303: case 0x304: return 0xaaa;           // counter overflow
    case 0x344: case 0x144: return 0x20a;           // STIP: QEMU raises it by stimecmp even while STCE is clear
    case 0x24d: return 0;                           // QEMU has vstimecmp even without a hypervisor
    case 0xf12: case 0xf13: return 0;               // who made it
    case 0x7a0: case 0x7a1: case 0x7a2: case 0x7a3: case 0x7a4: return 0;  // triggers
    case 0xc00: case 0xc01: case 0xc02: case 0xb00: case 0xb02: return 0;  // they run
    case 0x3a0: case 0x3a2: return 0;               // reserved bits, locks: see pmp.c
  }
  if (csr >= 0x3b0 && csr <= 0x3bf) return (1UL << 54) - 1;  // 56 bits of physical address
  if (csr >= 0x323 && csr <= 0x33f) return 0;                // event counters: QEMU has 16, we have none
  if (csr >= 0xb03 && csr <= 0xb1f) return 0;
  if (csr >= 0xc03 && csr <= 0xc1f) return 0;
  return ~0UL;
}

static uint64_t extra_status;

// Executes one instruction, then an ecall. Whether it was legal; its a0 in `result`.
static int execute(int mode, uint32_t instruction, uint64_t a0) {
  volatile uint32_t *code = (volatile uint32_t *)slot;
  code[0] = instruction;
  code[1] = 0x73;
  asm volatile("fence.i");
  enter(MPP(mode) | FS_DIRTY | extra_status, slot, a0);
  return result.mepc == (uint64_t)slot + 4;
}

static int read(int mode, int csr) { return execute(mode, 0x2573 | csr << 20, 0); }    // csrr a0
static int write(int mode, int csr, uint64_t v) { return execute(mode, 0x51073 | csr << 20, v); }  // csrw

static void values(void) {
  static const uint64_t patterns[] = {-1UL, 0, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa, 0x0123456789abcdef};
  for (int csr = 0; csr < 4096; csr++) {
    uint64_t mask = mask_of(csr);
    if (!mask || !read(M, csr)) continue;
    uint64_t old = result.a0;
    print("csr %x: %x", (uint64_t)csr, old & mask);
    int handler = csr == 0x305 || csr == 0x340;  // ours
    for (int i = 0; i < 5 && !handler; i++) {
      if (csr == 0x180 && i != 1) continue;
      if (!write(M, csr, patterns[i])) {
        print(" read-only");
        break;
      }
      read(M, csr);
      print(" %x", result.a0 & mask);
      write(M, csr, old);
    }
    if (csr == 0x14d) write(M, csr, -1UL);
    print("\n");
  }
}

// Those that a trap changes, in place.
#define IN_PLACE(name, mask)                                                            \
  for (int i = 0; i < 6; i++) {                                                         \
    static const uint64_t values[] = {-1UL, 0, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa, 0x1800, 0x1000}; \
    csr_write(name, values[i]);                                                         \
    uint64_t kept = csr_read(name) & (mask);                                            \
    csr_write(name, 0);                                                                 \
    print(#name " of %x: %x\n", values[i], kept);                                       \
  }

static void values_in_place(void) {
  IN_PLACE(mstatus, STATUS_MASK & ~MPRV & ~MPP(3))  // the reserved mode: QEMU takes it
  IN_PLACE(sstatus, STATUS_MASK)
  IN_PLACE(mepc, ~1UL)
  IN_PLACE(sepc, ~1UL)
  IN_PLACE(mcause, -1UL)
  IN_PLACE(mtval, -1UL)
}

// M mode has the last word on all of them, so legality there is in `values`.
static void rights(const char *title) {
  print("%s\n", title);
  for (int csr = 0; csr < 4096; csr++) {
    if (csr == 0x305 || csr == 0x340 || csr == 0x24d || (csr >= 0xc03 && csr <= 0xc1f)) continue;
    for (int mode = U; mode <= S; mode++) {
      int legal = read(mode, csr);
      uint64_t value = result.a0;
      if (!legal) continue;
      int writable = write(mode, csr, value);
      print(" %s%x%s", mode == U ? "U" : "S", (uint64_t)csr, writable ? "w" : "");
    }
  }
  print("\n");
}

static void set_and_clear(void) {
  // csrrs, csrrc, csrrsi, csrrci with and without bits, on a writable and on a read-only register.
  static const uint32_t forms[] = {0x2573, 0x3573, 0x6573, 0x7573, 0x52573, 0x53573, 0xfe573, 0xff573, 0x51573, 0xfd573};
  for (int i = 0; i < 10; i++) {
    write(M, 0x140, 0x3c);
    int legal = execute(M, forms[i] | 0x140 << 20, 0x55);
    uint64_t before = result.a0;
    read(M, 0x140);
    print("form %x: %d %x %x", (uint64_t)forms[i], (int64_t)legal, before, result.a0);
    // The register that holds the bits decides, not its value; QEMU 7.2 lets bits that are zero pass.
    print(" read-only: %d\n", (int64_t)execute(M, forms[i] | 0xf14 << 20, 1));
  }
}

static void writes_of_satp(void) {
  for (uint64_t mode = 0; mode < 16; mode++) {
    csr_write(satp, 0x1234);
    csr_write(satp, mode << 60 | 0x0abc00000056789fUL);
    print("satp mode %d: %x\n", mode, csr_read(satp));
    csr_write(satp, 0);
  }
  for (uint64_t mode = 0; mode < 4; mode++) {
    csr_write(stvec, 0x80000100);
    csr_write(stvec, 0x80000200 | mode);
    print("stvec mode %d: %x\n", mode, csr_read(stvec));
  }
}

static void delegated_views(void) {
  for (int i = 0; i < 8; i++) {
    uint64_t mideleg = (i & 1) << 1 | (i & 2) << 4 | (i & 4) << 7;
    csr_write(mideleg, mideleg);
    csr_write(mie, 0xaaa);
    csr_write(mip, 0x202);
    print("mideleg %x: sie %x sip %x", mideleg, csr_read(sie) & 0xaaa, csr_read(sip) & 0x20a);
    csr_write(sie, 0);
    csr_write(sip, 0);
    print(" then mie %x mip %x\n", csr_read(mie) & 0xaaa, csr_read(mip) & 0x20a);
    csr_write(mip, 0);
    csr_write(mie, 0);
  }
  csr_write(mideleg, 0);
}

void run_tests(void) {
  open_memory();
  csr_write(stimecmp, -1UL);
  values();
  values_in_place();
  open_memory();
  set_and_clear();
  writes_of_satp();
  delegated_views();
  csr_write(mcounteren, 0);
  csr_write(scounteren, 0);
  rights("no counters");
  csr_write(mcounteren, 7);
  rights("counters for S");
  csr_write(scounteren, 7);
  rights("counters for all");
  csr_write(menvcfg, 1UL << 63);
  rights("stimecmp for S");
  extra_status = TVM;
  rights("satp trapped");
  extra_status = 0;
}
