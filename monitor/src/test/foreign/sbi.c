// S mode over the SBI: the base extension, console, timer, interrupts between harts, fences, starting and stopping harts,
// calls of version 0.1. Which hart comes first is firmware's choice, so harts are called first and second.
#include "board.h"

struct answer {
  int64_t error;
  int64_t value;
};

static struct answer sbi(uint64_t extension, uint64_t function, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  register uint64_t a0 asm("a0") = a;
  register uint64_t a1 asm("a1") = b;
  register uint64_t a2 asm("a2") = c;
  register uint64_t a3 asm("a3") = d;
  register uint64_t a6 asm("a6") = function;
  register uint64_t a7 asm("a7") = extension;
  asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a6), "r"(a7) : "memory");
  return (struct answer){a0, a1};
}

enum { BASE = 0x10, TIME = 0x54494d45, IPI = 0x735049, RFENCE = 0x52464e43, HSM = 0x48534d, SRST = 0x53525354 };

static volatile uint64_t timer_interrupts;
static volatile uint64_t software_interrupts[2];
static volatile uint64_t second_runs;
static volatile uint64_t second_saw;
static volatile uint64_t second_may_stop;
static uint8_t second_stack[4096] __attribute__((aligned(16)));

static int64_t first_hart;

// sscratch holds the trap stack of each hart, behind whose end lies which hart it is.
static uint8_t trap_stacks[2][4096] __attribute__((aligned(4096)));

void supervisor_trap(uint64_t *saved) {
  int which = (uint64_t)saved >= (uint64_t)trap_stacks[1];
  uint64_t cause = csr_read(scause);
  if (cause == (1UL << 63 | 5)) {
    timer_interrupts++;
    sbi(TIME, 0, -1, 0, 0, 0);
  } else if (cause == (1UL << 63 | 1)) {
    software_interrupts[which]++;
    csr_write(sip, csr_read(sip) & ~2UL);
  } else {
    print("unexpected trap: scause %x, sepc %x, stval %x\n", cause, csr_read(sepc), csr_read(stval));
    write32(FINISHER, 0x13333);
  }
}

extern void trap_entry_s(void);

static void accept_interrupts(int which) {
  csr_write(sscratch, trap_stacks[which] + 4096);
  csr_write(stvec, trap_entry_s);
  csr_write(sie, 0x22);
  csr_set(sstatus, 2);
}

// a0: the hart; a1: what hart_start was given.
void second_main(uint64_t hart, uint64_t opaque) {
  second_saw = opaque + hart - hart;
  accept_interrupts(1);
  second_runs = 1;
  while (!second_may_stop) {
  }
  csr_write(sie, 0);
  second_runs = 0;
  sbi(HSM, 1, 0, 0, 0, 0);
  print("hart_stop came back\n");
}

asm(".text\n.globl second_start\nsecond_start: mv sp, a1\n j second_main\n");
extern void second_start(void);

static void show(const char *what, struct answer answer) {
  print("%s: %d, %d\n", what, answer.error, answer.value);
}

static void base_extension(void) {
  struct answer version = sbi(BASE, 0, 0, 0, 0, 0);
  print("version at least 1.0: %d\n", (uint64_t)(version.error == 0 && version.value >= 1 << 24));
  print("implementation: %d\n", sbi(BASE, 1, 0, 0, 0, 0).error);
  uint64_t extensions[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, BASE, TIME, IPI, RFENCE, HSM, SRST, 0x12345, 0x0a000000};
  for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++) {
    struct answer answer = sbi(BASE, 3, extensions[i], 0, 0, 0);
    print("extension %x: %d, %d\n", extensions[i], answer.error, (uint64_t)(answer.value != 0));
  }
  show("mvendorid", sbi(BASE, 4, 0, 0, 0, 0));
  print("no such function: %d\n", sbi(BASE, 99, 0, 0, 0, 0).error);
  print("no such extension: %d\n", sbi(0x12345, 0, 0, 0, 0, 0).error);
}

static void timer(void) {
  timer_interrupts = 0;
  sbi(TIME, 0, csr_read(time) + 20000, 0, 0, 0);
  while (!timer_interrupts) asm volatile("wfi");
  print("timer interrupts: %d\n", timer_interrupts);
  // One in the past, by the call of version 0.1.
  sbi(0, 0, 1, 0, 0, 0);
  while (timer_interrupts < 2) {
  }
  print("timer interrupts: %d\n", timer_interrupts);
}

static void interrupts_to_itself(void) {
  software_interrupts[0] = 0;
  show("send_ipi to itself", sbi(IPI, 0, 1, first_hart, 0, 0));
  while (!software_interrupts[0]) {
  }
  uint64_t mask = 1UL << first_hart;
  print("legacy send_ipi: %d\n", sbi(4, 0, (uint64_t)&mask, 0, 0, 0).error);
  while (software_interrupts[0] < 2) {
  }
  print("software interrupts: %d\n", software_interrupts[0]);
  print("send_ipi to nobody: %d\n", sbi(IPI, 0, 0, 0, 0, 0).error);
}

static void fences(void) {
  show("fence_i", sbi(RFENCE, 0, 1, first_hart, 0, 0));
  show("sfence_vma", sbi(RFENCE, 1, 0, -1, 0x1000, 0x1000));
  show("sfence_vma_asid", sbi(RFENCE, 2, 0, -1, 0, -1));
  print("legacy fence_i: %d\n", sbi(5, 0, 0, 0, 0, 0).error);
  print("legacy sfence_vma: %d\n", sbi(6, 0, 0, 0, 0, 0).error);
}

static void harts(int64_t second) {
  show("status of the first", sbi(HSM, 2, first_hart, 0, 0, 0));
  show("status of the second", sbi(HSM, 2, second, 0, 0, 0));
  print("status of hart 99: %d\n", sbi(HSM, 2, 99, 0, 0, 0).error);
  print("start of the first: %d\n", sbi(HSM, 0, first_hart, (uint64_t)second_start, 0, 0).error);
  print("start of hart 99: %d\n", sbi(HSM, 0, 99, (uint64_t)second_start, 0, 0).error);
  for (int round = 0; round < 2; round++) {
    second_may_stop = 0;
    uint64_t stack = (uint64_t)second_stack + sizeof second_stack;
    show("start of the second", sbi(HSM, 0, second, (uint64_t)second_start, stack, 0));
    while (!second_runs) {
    }
    print("it saw what it was given: %d\n", (uint64_t)(second_saw == stack));
    show("status of the second", sbi(HSM, 2, second, 0, 0, 0));
    print("again: %d\n", sbi(HSM, 0, second, (uint64_t)second_start, stack, 0).error);
    software_interrupts[1] = 0;
    show("send_ipi to it", sbi(IPI, 0, 1UL << second, 0, 0, 0));
    while (!software_interrupts[1]) {
    }
    second_may_stop = 1;
    while (sbi(HSM, 2, second, 0, 0, 0).value != 1) {
    }
    print("stopped\n");
  }
}

void main(uint64_t hart, uint64_t tree) {
  first_hart = hart;
  print("device tree: %x\n", (uint64_t)read32(tree));
  print("satp %x, sstatus.SIE %d\n", csr_read(satp), csr_read(sstatus) >> 1 & 1);
  accept_interrupts(0);
  for (const char *s = "by putchar\n"; *s; s++) sbi(1, 0, *s, 0, 0, 0);
  print("getchar: %d\n", sbi(2, 0, 0, 0, 0, 0).error);
  base_extension();
  timer();
  interrupts_to_itself();
  fences();
  harts(1 - first_hart);
  print("no such reset: %d\n", sbi(SRST, 0, 77, 0, 0, 0).error);
  sbi(SRST, 0, 0, 0, 0, 0);
  print("system_reset came back\n");
}

// The one hart that firmware starts arrives here, at the lowest address: QEMU looks for no other entry.
asm(".section .text.first, \"ax\"\n.globl supervisor_start\nsupervisor_start:\n la sp, stack_top\n j main\n");
