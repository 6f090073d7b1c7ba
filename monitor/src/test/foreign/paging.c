// S mode with Sv39: a user program that makes system calls, touches pages that are not there yet, and misbehaves.
#include "board.h"

#define PAGE 4096UL
#define V 1
#define R 2
#define W 4
#define X 8
#define U 16
#define A 64
#define D 128

extern char user_start[], user_end[], memory_start[];
extern void trap_entry_m(void), trap_entry_s(void);

static uint64_t next_page = 0;
static uint64_t *root;
static char trap_stack[8192] __attribute__((aligned(16)));
static int faults, calls;

static uint64_t *new_page(void) {
  if (!next_page) next_page = (uint64_t)memory_start;
  uint64_t *page = (uint64_t *)next_page;
  next_page += PAGE;
  for (int i = 0; i < 512; i++) page[i] = 0;
  return page;
}

static uint64_t *entry_for(uint64_t address) {
  uint64_t *table = root;
  for (int level = 2; level > 0; level--) {
    uint64_t *entry = &table[address >> (12 + 9 * level) & 511];
    if (!(*entry & V)) *entry = (uint64_t)new_page() >> 12 << 10 | V;
    table = (uint64_t *)(*entry >> 10 << 12);
  }
  return &table[address >> 12 & 511];
}

static void map(uint64_t address, uint64_t physical, uint64_t flags) {
  *entry_for(address) = physical >> 12 << 10 | flags | V;
}

// The user program: position-independent, in pages of its own, mapped at 0x10000.
__attribute__((section(".user"), naked)) void user_program(void) {
  asm volatile(
      "li   a7, 1\n"
      "li   a0, 'u'\n ecall\n"
      "li   s0, 0x40000000\n"          // demand-paged: eight pages, written, then read
      "li   s1, 8\n"
      "1: sd  s1, 0(s0)\n"
      "li   t0, 4096\n add s0, s0, t0\n"
      "addi s1, s1, -1\n bnez s1, 1b\n"
      "li   s0, 0x40000ffc\n"          // misaligned across two pages
      "li   t1, 0x0123456789abcdef\n"
      "sd   t1, 0(s0)\n ld a0, 0(s0)\n"
      "li   a7, 2\n ecall\n"
      "li   s0, 0x80000000\n"          // the kernel: not for users
      "ld   a0, 0(s0)\n"
      "li   a7, 2\n ecall\n"
      "csrr a0, sstatus\n"             // illegal here
      "li   s0, 0x10000\n sd a0, 0(s0)\n"  // its own code: not writable
      "li   s0, 0x50000000\n jr s0\n");    // and a page that cannot be executed: ends the program
}

void machine_trap(uint64_t *frame) {
  print("unexpected machine trap: cause %x pc %x\n", csr_read(mcause), csr_read(mepc));
  finish(1);
}

static const char *cause_name(uint64_t cause) {
  switch (cause) {
    case 2: return "illegal instruction";
    case 8: return "system call";
    case 12: return "instruction page fault";
    case 13: return "load page fault";
    case 15: return "store page fault";
    default: return "?";
  }
}

void supervisor_trap(uint64_t *frame) {
  uint64_t cause = csr_read(scause), pc = csr_read(sepc), value = csr_read(stval);
  if (cause == 8) {
    calls++;
    uint64_t a0 = frame[4], a7 = frame[11];
    if (a7 == 1) print("user says %s\n", a0 == 'u' ? "u" : "?");
    if (a7 == 2) print("user value %x\n", a0);
    csr_write(sepc, pc + 4);
    return;
  }
  if ((cause == 13 || cause == 15) && value >= 0x40000000 && value < 0x40100000) {
    faults++;
    map(value & ~(PAGE - 1), (uint64_t)new_page(), R | W | U);
    asm volatile("sfence.vma");
    return;
  }
  print("%s: pc %x value %x spp %d\n", cause_name(cause), pc - (pc >= 0x10000 && pc < 0x20000 ? 0x10000 : 0), value,
        csr_read(sstatus) >> 8 & 1);
  if (cause == 12) {
    uint64_t *pte = entry_for(0x40000000);
    print("%d system calls, %d demand pages; first page A %d D %d, read-only page A %d D %d\n", (uint64_t)calls,
          (uint64_t)faults, *pte >> 6 & 1, *pte >> 7 & 1, *entry_for(0x10000) >> 6 & 1, *entry_for(0x10000) >> 7 & 1);
    finish(0);
  }
  csr_write(sepc, pc + ((*(uint16_t *)(user_start + (pc - 0x10000)) & 3) == 3 ? 4 : 2));
}

static void supervisor_main(void) {
  print("in S mode, satp mode %d\n", csr_read(satp) >> 60);
  csr_write(stvec, trap_entry_s);
  csr_write(sscratch, trap_stack + sizeof trap_stack);
  csr_write(sepc, 0x10000);
  csr_set(sstatus, 1 << 18);  // SUM
  asm volatile("csrc sstatus, %0" ::"r"(1 << 8));  // back to U
  asm volatile("sret");
}

int main(void) {
  csr_write(mtvec, trap_entry_m);
  csr_write(pmpaddr0, -1UL);
  csr_write(pmpcfg0, 0xf);
  csr_write(medeleg, 0xffff);
  root = new_page();
  // The kernel and the devices: one gigapage each, found at their own addresses.
  root[0] = 0UL >> 12 << 10 | V | R | W | A | D;
  root[2] = 0x80000000UL >> 12 << 10 | V | R | W | X | A | D;
  root[1] = 0;
  // Gigapage 0 belongs to devices, so the user's pages begin where it has been cut into a table.
  uint64_t *low = new_page();
  for (int i = 0; i < 512; i++) low[i] = (uint64_t)i * 0x200000 >> 12 << 10 | V | R | W | A | D;
  low[0] = 0;
  root[0] = (uint64_t)low >> 12 << 10 | V;
  for (uint64_t page = 0; user_start + page < user_end; page += PAGE)
    map(0x10000 + page, (uint64_t)user_start + page, R | X | U);
  map(FINISHER, FINISHER, R | W | A | D);
  map(0x50000000, (uint64_t)new_page(), R | W | U);
  csr_write(satp, 8UL << 60 | (uint64_t)root >> 12);
  asm volatile("sfence.vma");
  uint64_t status = csr_read(mstatus);
  csr_write(mstatus, (status & ~(3UL << 11)) | 1UL << 11);
  csr_write(mepc, supervisor_main);
  asm volatile("mret");
  return 0;
}
