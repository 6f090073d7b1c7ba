// M mode only: what the processor says of itself, and a walk through the unprivileged instructions.
#include "board.h"

static uint64_t counter;
static uint8_t bytes[64] __attribute__((aligned(16)));

static double square_root(double x) {
  double guess = x / 2;
  for (int i = 0; i < 30; i++) guess = (guess + x / guess) / 2;
  return guess;
}

void machine_trap(uint64_t *frame) {
  // Implementations may choose what mtval holds after ebreak.
  uint64_t cause = csr_read(mcause);
  print("trap: cause %x value %x\n", cause, cause == 3 ? 0 : csr_read(mtval) & 0xffffffff);
  uint16_t first = *(uint16_t *)csr_read(mepc);
  csr_write(mepc, csr_read(mepc) + ((first & 3) == 3 ? 4 : 2));
}
extern void trap_entry_m(void);

int main(void) {
  csr_write(mtvec, trap_entry_m);
  print("hello from hart %d\n", csr_read(mhartid));
  print("IMAFDC+SU: %x\n", csr_read(misa) & 0x14112d);
  csr_set(mstatus, 1 << 13);

  // Arithmetic with results that a lazy emulator gets wrong.
  volatile int64_t least = INT64_MIN, minus_one = -1, zero = 0;
  print("least / -1 = %x, 7 / 0 = %d, 7 %% 0 = %d\n", least / minus_one, 7 / zero, 7 % zero);
  volatile uint64_t big = 0xfedcba9876543210;
  print("mulhu %x, mulh %x\n", (uint64_t)((unsigned __int128)big * big >> 64),
        (uint64_t)((__int128)(int64_t)big * (int64_t)big >> 64));

  // Misaligned loads and stores succeed.
  *(volatile uint64_t *)(bytes + 3) = 0x1122334455667788;
  print("misaligned %x %x\n", *(volatile uint32_t *)(bytes + 5), (uint64_t)bytes[3]);

  // Atomics.
  for (int i = 0; i < 1000; i++) __atomic_fetch_add(&counter, 3, __ATOMIC_SEQ_CST);
  uint64_t expected = 3000;
  int swapped = __atomic_compare_exchange_n(&counter, &expected, 7, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  print("atomics %d %d\n", (uint64_t)swapped, counter);

  // Floating point, with flags.
  asm volatile("fsflags zero");
  volatile double third = 1.0 / 3.0, root = square_root(2.0);
  uint64_t flags;
  asm volatile("frflags %0" : "=r"(flags));
  print("1/3 = %x, sqrt 2 = %x, flags %x\n", *(uint64_t *)&third, *(uint64_t *)&root, flags);
  volatile double huge = 1e300;
  print("1e300 as int %x, as long %x\n", (int64_t)(int32_t)huge, (int64_t)huge);

  // Exceptions come here, and go on behind the instruction.
  asm volatile(".word 0xffffffff");
  asm volatile("csrw mhartid, zero");
  asm volatile("ebreak");
  asm volatile("ecall");
  (void)read32(0x40);  // nothing there, or a ROM: either way no harm
  print("done\n");
  finish(7);
}
