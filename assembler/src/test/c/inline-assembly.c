/* Inline assembly of many kinds. */
typedef unsigned long u64;
#define read_csr(name) ({ u64 v; __asm__ volatile("csrr %0, " #name : "=r"(v)); v; })
#define write_csr(name, v) __asm__ volatile("csrw " #name ", %0" ::"rK"(v))

u64 hart(void) { return read_csr(mhartid); }
void vectors(u64 at) { write_csr(stvec, at); }
void off(void) { write_csr(sie, 0); }
void flush(u64 address) { __asm__ volatile("sfence.vma %0, zero" ::"r"(address) : "memory"); }

long call(long number, long argument) {
  register long a0 __asm__("a0") = argument;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
  return a0;
}

int swap_in(int *where, int value) {
  int old;
  __asm__ volatile("amoswap.w.aq %0, %2, %1" : "=r"(old), "+A"(*where) : "r"(value));
  return old;
}

int first_set(u64 bits) {
  int n = 0;
  __asm__("1:\n\tandi t0, %1, 1\n\tbnez t0, 2f\n\tsrli %1, %1, 1\n\taddi %0, %0, 1\n\tj 1b\n2:"
          : "+r"(n), "+r"(bits)::"t0");
  return n;
}

double root(double x) {
  double y;
  __asm__("fsqrt.d %0, %1" : "=f"(y) : "f"(x));
  return y;
}

__asm__(".section .text.startup,\"ax\"\n.globl enter\nenter:\tla sp, stack_top\n\tcall main\n\tj .\n.text");
__asm__(".macro twice x\n\t\\x\n\t\\x\n.endm");
void pause(void) { __asm__ volatile("twice nop" ::: "memory"); }
int jump(int x) {
  __asm__ goto("beqz %0, %l1" ::"r"(x)::zero);
  return 1;
zero:
  return 2;
}
