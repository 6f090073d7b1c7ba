// Sv39: every combination of permission bits, and the ways in which tables can be wrong.
#include "conformance.h"

#define PAGE 4096
#define TESTED 0x40000000UL
#define USER_CODE 0x40001000UL

typedef uint64_t table[512] __attribute__((aligned(PAGE)));
static table root, low, lowest, high, highest, page;

static uint64_t pte(const void *target, uint64_t flags) { return (uint64_t)target >> 12 << 10 | flags; }

// The code page is the supervisor's at its own address, and the user's at USER_CODE.
static void build(void) {
  uint64_t code = (uint64_t)probes;
  root[1] = pte(low, 1);
  low[0] = pte(lowest, 1);
  lowest[0] = pte(page, 0xcf);
  lowest[1] = pte(probes, 0xd9);
  root[2] = pte(high, 1);
  high[code >> 21 & 511] = pte(highest, 1);
  highest[code >> 12 & 511] = pte(probes, 0xc9);
  page[0] = 0x73;  // ecall
}

static const void *in(int mode, const char *probe) {
  return mode == U ? (const void *)(USER_CODE + (probe - probes)) : probe;
}

static void attempt(int mode, uint64_t status, int access, uint64_t address) {
  static const char *const code[] = {do_load, do_store, do_jump, do_amo};
  asm volatile("sfence.vma" ::: "memory");
  page[0] = 0x73;
  enter(MPP(mode) | status, in(mode, code[access]), address);
}

static void permissions(void) {
  for (int mode = U; mode <= S; mode++) {
    for (int rights = 0; rights < 4; rights++) {
      uint64_t status = (rights & 1 ? SUM : 0) | (rights & 2 ? MXR : 0);
      for (int access = 0; access < 4; access++) {
        print("mode %d status %x access %d:", (int64_t)mode, status, (int64_t)access);
        for (uint64_t flags = 0; flags < 256; flags++) {
          lowest[0] = pte(page, flags);
          attempt(mode, status, access, TESTED);
          // QEMU 7.2 lets an atomic load first: a load fault, and A set although the store faults. The specification
          // has store faults only.
          int refused_atomic = access == 3 && result.mcause >= 12;
          print(" %x", refused_atomic ? 15 : result.mcause);
          if (refused_atomic) continue;
          if (lowest[0] != pte(page, flags)) print("+%x", (lowest[0] & 255) ^ flags);
          if (result.mcause >= 12 && result.mtval != TESTED) print("!%x", result.mtval);
        }
        print("\n");
      }
    }
  }
  build();
}

static void show(const char *what, uint64_t address) {
  print("%s %x:", what, address);
  for (int access = 0; access < 3; access++) {
    attempt(S, 0, access, address);
    print(" %x %x", result.mcause, result.mtval);
  }
  print("\n");
}

static void shapes(void) {
  show("good", TESTED);
  for (int bit = 54; bit < 64; bit++) {
    lowest[0] = pte(page, 0xcf) | 1UL << bit;
    show("reserved bit of a leaf", TESTED);
    build();
    low[0] = pte(lowest, 1) | 1UL << bit;
    show("reserved bit of a pointer", TESTED);
    build();
  }
  for (uint64_t flags = 0; flags < 256; flags++) {
    low[0] = pte(lowest, flags);
    show("pointer or misaligned superpage", TESTED);
    build();
  }
  for (int bit = 8; bit < 10; bit++) {
    lowest[0] = pte(page, 0xcf) | 1UL << bit;
    show("software bit", TESTED);
    build();
  }
  root[1] = pte((void *)0x80000000, 0xcf);
  show("gigapage", TESTED + ((uint64_t)page - 0x80000000));
  root[1] = pte((void *)0x80200000, 0xcf);
  show("misaligned gigapage", TESTED);
  build();
  low[0] = pte((void *)0x80000000, 0xcf);
  show("megapage", TESTED + ((uint64_t)page - 0x80000000));
  build();
  lowest[0] = pte((void *)page, 1);
  show("pointer in the last table", TESTED);
  build();
  // A table where nothing is: QEMU 7.2 says page fault, the specification access fault.
  lowest[0] = pte((void *)0x200000, 0xcf);
  show("page nowhere", TESTED);
  build();
  show("not canonical", 1UL << 38);
  show("not canonical", 1UL << 39);
  show("not canonical", 1UL << 63 | TESTED);
  root[511] = root[1];
  show("upper half", -(1UL << 30));
  show("end of the lower half", (1UL << 38) - 8);
}

static void stale_entries(void) {
  // A change of satp or of a page table with sfence.vma is seen at once.
  lowest[2] = pte(page, 0xcf);
  attempt(S, 0, 0, TESTED + 0x2000);
  print("mapped: %x\n", result.mcause);
  lowest[2] = 0;
  asm volatile("sfence.vma %0" ::"r"(TESTED + 0x2000) : "memory");
  attempt(S, 0, 0, TESTED + 0x2000);
  print("unmapped: %x\n", result.mcause);
  csr_write(satp, 0);
  attempt(S, 0, 0, (uint64_t)page);
  print("bare: %x %x\n", result.mcause, result.a0);
  csr_write(satp, 8UL << 60 | (uint64_t)root >> 12);
  attempt(S, 0, 0, (uint64_t)page);
  print("paged: %x %x\n", result.mcause, result.mtval);
}

static void modify_privilege(void) {
  // mret to M mode leaves MPP = U, whose rights MPRV then gives to loads and stores, not to fetches.
  for (uint64_t flags = 0xc7; flags <= 0xd7; flags += 0x10) {
    lowest[0] = pte(page, flags);
    for (int access = 0; access < 2; access++) {
      attempt(M, MPRV, access, TESTED);
      print("mprv %x: %x %x\n", flags, result.mcause, result.mstatus & STATUS_MASK);
    }
  }
  build();
}

void run_tests(void) {
  open_memory();
  build();
  csr_write(satp, 8UL << 60 | (uint64_t)root >> 12);
  permissions();
  shapes();
  stale_entries();
  modify_privilege();
}
