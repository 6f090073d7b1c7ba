// S mode on RV32 above an SBI of version 0.1: console, timer, Sv32 with demand paging, a user program, and a disk behind
// version 1 of virtio-mmio.
#include <stdint.h>

#define PAGE 4096u
#define MEGAPAGE (4u << 20)
#define RAM 0x80000000u
#define VIRTIO 0x10001000u
#define DEMAND 0x40000000u
#define USER_CODE 0x10000u

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };
enum { SET_TIMER = 0, PUTCHAR = 1, SHUTDOWN = 8 };

#define csr_read(name) ({ uint32_t v_; asm volatile("csrr %0, " #name : "=r"(v_)); v_; })
#define csr_write(name, value) asm volatile("csrw " #name ", %0" ::"r"((uint32_t)(value)) : "memory")
#define csr_set(name, value) asm volatile("csrs " #name ", %0" ::"r"((uint32_t)(value)) : "memory")

static int32_t sbi(uint32_t extension, uint32_t first, uint32_t second) {
  register uint32_t a0 asm("a0") = first;
  register uint32_t a1 asm("a1") = second;
  register uint32_t a7 asm("a7") = extension;
  asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
  return a0;
}

static void print(const char *text) {
  while (*text) sbi(PUTCHAR, *text++, 0);
}

static void print_hex(const char *what, uint64_t value) {
  char digits[17];
  int at = 16;
  digits[at] = 0;
  do {
    digits[--at] = "0123456789abcdef"[value & 15];
    value >>= 4;
  } while (value);
  print(what);
  print(" ");
  print(digits + at);
  print("\n");
}

// --- time

static uint64_t now(void) {
  uint32_t high, low, again;
  do {
    asm volatile("rdtimeh %0; rdtime %1; rdtimeh %2" : "=r"(high), "=r"(low), "=r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

static void set_timer(uint64_t when) {
  sbi(SET_TIMER, when, when >> 32);
}

// --- page tables: all of the beginning of memory and the devices as they are, user code, and pages on demand

static uint32_t root[1024] __attribute__((aligned(4096)));
static uint32_t low_table[1024] __attribute__((aligned(4096)));
static uint32_t demand_table[1024] __attribute__((aligned(4096)));
static uint8_t pages[8][4096] __attribute__((aligned(4096)));
extern char user_program[];
static volatile uint32_t faults, calls, ticks;

static uint32_t entry(uint32_t physical, uint32_t flags) {
  return physical >> 12 << 10 | flags | V;
}

static void paging_on(void) {
  for (uint32_t i = 0; i < 4; i++) root[RAM / MEGAPAGE + i] = entry(RAM + i * MEGAPAGE, R | W | X | A | D);
  root[0x10000000u / MEGAPAGE] = entry(0x10000000u, R | W | A | D);
  root[0] = entry((uint32_t)low_table, 0);
  root[DEMAND / MEGAPAGE] = entry((uint32_t)demand_table, 0);
  low_table[USER_CODE / PAGE] = entry((uint32_t)user_program, R | X | U);
  csr_write(satp, 1u << 31 | (uint32_t)root >> 12);
  asm volatile("sfence.vma" ::: "memory");
  print_hex("satp mode", csr_read(satp) >> 31);
}

// --- traps

extern void trap_entry(void);
static uint32_t user_result;
static void *after_user[3];  // sp, s0, ra

void trap(uint32_t *saved) {
  uint32_t cause = csr_read(scause), value = csr_read(stval);
  if (cause == 0x80000005u) {
    ticks++;
    set_timer(-1);
  } else if ((cause == 13 || cause == 15) && value >= DEMAND && value < DEMAND + sizeof pages) {
    uint32_t page = (value - DEMAND) / PAGE;
    demand_table[page] = entry((uint32_t)pages[page], R | W);
    asm volatile("sfence.vma %0" ::"r"(value) : "memory");
    faults++;
  } else if (cause == 8) {
    calls++;
    user_result = saved[0];
    csr_write(sepc, csr_read(sepc) + 4);
    if (calls == 2) {
      csr_set(sstatus, 1 << 8);
      csr_write(sepc, after_user[2]);
    }
  } else {
    print_hex("trap", cause);
    print_hex("  value", value);
    uint32_t pc = csr_read(sepc);
    csr_write(sepc, pc + ((*(uint16_t *)pc & 3) == 3 ? 4 : 2));
  }
}

// --- a user program: adds with carry over the word, and calls twice

static void run_user(void) {
  csr_write(sepc, USER_CODE);
  asm volatile(
      "la t0, 1f\n"
      "sw t0, 8(%0)\n"
      "li t0, 1 << 8\n"
      "csrc sstatus, t0\n"
      "sret\n"
      "1:\n" ::"r"(after_user)
      : "t0", "t1", "t2", "a0", "a1", "a2", "memory");
  print_hex("user calls", calls);
  print_hex("user result", user_result);
}

asm(".section .user, \"ax\"\n"
    ".balign 4096\n"
    "user_program:\n"
    "  li a0, -1\n  li a1, 1\n  add a2, a0, a1\n  sltu a1, a2, a0\n  mv a0, a1\n  ecall\n"
    "  li a0, 0x7fffffff\n  addi a0, a0, 1\n  srai a0, a0, 4\n  ecall\n"
    "  .balign 4096\n"
    ".text\n"
    ".balign 4\n"
    "trap_entry:\n"
    "  addi sp, sp, -64\n"
    "  sw a0, 0(sp)\n  sw a1, 4(sp)\n  sw a2, 8(sp)\n  sw a3, 12(sp)\n  sw a4, 16(sp)\n  sw a5, 20(sp)\n"
    "  sw a6, 24(sp)\n  sw a7, 28(sp)\n  sw t0, 32(sp)\n  sw t1, 36(sp)\n  sw t2, 40(sp)\n  sw t3, 44(sp)\n"
    "  sw t4, 48(sp)\n  sw t5, 52(sp)\n  sw t6, 56(sp)\n  sw ra, 60(sp)\n"
    "  mv a0, sp\n  call trap\n"
    "  lw a0, 0(sp)\n  lw a1, 4(sp)\n  lw a2, 8(sp)\n  lw a3, 12(sp)\n  lw a4, 16(sp)\n  lw a5, 20(sp)\n"
    "  lw a6, 24(sp)\n  lw a7, 28(sp)\n  lw t0, 32(sp)\n  lw t1, 36(sp)\n  lw t2, 40(sp)\n  lw t3, 44(sp)\n"
    "  lw t4, 48(sp)\n  lw t5, 52(sp)\n  lw t6, 56(sp)\n  lw ra, 60(sp)\n"
    "  addi sp, sp, 64\n"
    "  sret\n"
    ".section .text.first, \"ax\"\n"
    ".globl kernel_start\n"
    "kernel_start:\n"
    "  la sp, stack_top\n"
    "  j main\n");

// --- the disk

static uint8_t ring[3 * 4096] __attribute__((aligned(4096)));
static uint8_t data[512], expected[512];
static struct {
  uint32_t type, reserved;
  uint64_t sector;
} request;
static volatile uint8_t status;

static volatile uint32_t *reg(uint32_t offset) {
  return (volatile uint32_t *)(VIRTIO + offset);
}

static void descriptor(uint32_t number, void *address, uint32_t length, uint16_t flags) {
  volatile uint32_t *at = (volatile uint32_t *)(ring + 16 * number);
  at[0] = (uint32_t)address;
  at[1] = 0;
  at[2] = length;
  at[3] = flags | (number + 1) << 16;
}

static void transfer(uint32_t type, uint32_t sector) {
  volatile uint16_t *available = (volatile uint16_t *)(ring + 16 * 8);
  volatile uint16_t *used = (volatile uint16_t *)(ring + 4096);
  uint16_t before = used[1];
  request.type = type;
  request.sector = sector;
  status = 0xff;
  descriptor(0, &request, 16, 1);
  descriptor(1, data, 512, type ? 1 : 3);
  descriptor(2, (void *)&status, 1, 2);
  available[2 + available[1] % 8] = 0;
  asm volatile("fence" ::: "memory");
  available[1]++;
  asm volatile("fence" ::: "memory");
  *reg(0x50) = 0;
  while (used[1] == before) {
  }
  *reg(0x64) = *reg(0x60);
}

static void disk(void) {
  print_hex("virtio magic", *reg(0));
  print_hex("version", *reg(4));
  print_hex("device", *reg(8));
  *reg(0x70) = 0;
  *reg(0x70) = 3;
  *reg(0x14) = 0;
  print_hex("flush is offered", *reg(0x10) >> 9 & 1);
  *reg(0x24) = 0;
  *reg(0x20) = 0;
  *reg(0x28) = PAGE;
  *reg(0x30) = 0;
  print_hex("a queue is there", *reg(0x34) != 0);
  *reg(0x38) = 8;
  *reg(0x3c) = PAGE;
  *reg(0x40) = (uint32_t)ring / PAGE;
  *reg(0x70) = 7;
  print_hex("sectors", *reg(0x100));
  for (uint32_t i = 0; i < 512; i++) data[i] = expected[i] = i * 7 ^ i >> 3;
  transfer(1, 5);
  print_hex("written", status);
  for (uint32_t i = 0; i < 512; i++) data[i] = 0;
  transfer(0, 5);
  print_hex("read", status);
  uint32_t different = 0;
  for (uint32_t i = 0; i < 512; i++) different += data[i] != expected[i];
  print_hex("bytes that differ", different);
  transfer(0, 0x7fffffff);
  print_hex("behind the end", status);
}

int main(void) {
  print("hello from a kernel of 32 bits\n");
  csr_write(stvec, trap_entry);
  volatile uint64_t big = 0xfedcba9876543210;
  print_hex("64-bit product", big * 0x123456789);
  print_hex("64-bit quotient", big / 12345);
  csr_set(sstatus, 1 << 13);
  volatile double third = 1.0 / 3.0;
  print_hex("a third of a million", (uint64_t)(uint32_t)(third * 1e6));
  paging_on();
  volatile uint32_t *demand = (volatile uint32_t *)(DEMAND + 4094);  // across two pages
  *demand = 0x12345678;
  print_hex("misaligned", *demand);
  print_hex("faults", faults);
  print_hex("A and D", demand_table[0] >> 6 & 3);
  (void)*(volatile uint32_t *)0xdead0000;
  csr_set(sie, 1 << 5);
  csr_set(sstatus, 1 << 1);
  set_timer(now() + 20000);
  while (!ticks) asm volatile("wfi");
  print_hex("ticks", ticks);
  run_user();
  disk();
  sbi(SHUTDOWN, 0, 0);
  return 0;
}
