// Every way into a handler and out again: causes, delegation, interrupts, returns.
#include "conformance.h"

#define NOWHERE 0x200000UL  // no device, no RAM

static void show(const char *what) {
  uint64_t base = (uint64_t)probes;
  uint64_t tval = result.mtval;
  print("%s: mcause %x mstatus %x", what, result.mcause, result.mstatus & STATUS_MASK);
  if (result.mepc == (uint64_t)handed_on) {
    print(" scause %x at %x stval %x sstatus %x\n", result.scause,
          result.sepc == NOWHERE ? result.sepc : result.sepc - base, result.stval, result.sstatus & STATUS_MASK);
  } else {
    print(" at %x mtval %x\n", result.mepc == NOWHERE ? result.mepc : result.mepc - base, tval);
  }
}

static void causes(uint64_t medeleg) {
  csr_write(medeleg, medeleg);
  for (int mode = U; mode <= M; mode += mode == S ? 2 : 1) {
    print("mode %d, medeleg %x\n", (int64_t)mode, medeleg);
    uint64_t status = MPP(mode) | MPIE | SPIE;
    enter(status, do_call, 0);
    show("call");
    enter(status, do_illegal, 0);
    show("illegal");
    enter(status, do_load, NOWHERE);
    show("load");
    enter(status, do_store, NOWHERE);
    show("store");
    enter(status, do_amo, NOWHERE);
    // QEMU 7.2 says load; the specification, that atomics raise store faults only.
    if (result.mcause == 5) result.mcause = 7;
    if (result.scause == 5) result.scause = 7;
    show("amo");
    enter(status, do_jump, NOWHERE);
    show("jump");
    enter(status, do_break, 0);
    result.mtval = 0;  // both 0 and the address are right
    result.stval = 0;
    show("break");
  }
  csr_write(medeleg, 0);
}

static void privileged(void) {
  static const uint32_t instructions[] = {0x30200073, 0x10200073, 0x10500073, 0x12000073, 0x12a00073, 0x12050073};
  static const uint64_t traps[] = {0, TVM, TW, TSR};
  for (int i = 0; i < 6; i++) {
    volatile uint32_t *code = (volatile uint32_t *)slot;
    code[0] = instructions[i];
    code[1] = 0x73;
    asm volatile("fence.i");
    for (int mode = U; mode <= M; mode += mode == S ? 2 : 1) {
      for (int t = 0; t < 4; t++) {
        csr_write(mepc, 0);
        csr_write(sepc, slot + 4);
        // A pending interrupt that is enabled but masked ends wfi.
        csr_write(mie, mode == M ? 2 : 0);
        csr_write(mip, 2);
        if (instructions[i] == 0x10500073 && mode == S && traps[t] != TW) continue;
        if (instructions[i] == 0x30200073 && mode == M) continue;
        enter(MPP(mode) | traps[t], slot, 0);
        print("%x in %d status %x: mcause %x at %x mtval %x mstatus %x\n", (uint64_t)instructions[i], (int64_t)mode,
              traps[t], result.mcause, result.mepc - (uint64_t)slot, result.mtval, result.mstatus & STATUS_MASK);
      }
    }
  }
  csr_write(mie, 0);
  csr_write(mip, 0);
}

// QEMU 7.2 takes the lowest number first. Here are the sets in which that is also the most urgent one.
static int is_comparable(int pending) { return 1 << pending & 0x151f; }

static void interrupts(void) {
  for (int delegate = 0; delegate < 8; delegate++) {
    uint64_t mideleg = (delegate & 1) << 1 | (delegate & 2) << 4 | (delegate & 4) << 7;
    csr_write(mideleg, mideleg);
    print("mideleg %x:", mideleg);
    for (int mode = U; mode <= M; mode += mode == S ? 2 : 1) {
      for (int global = 0; global < 4; global++) {
        for (int pending = 0; pending < 16; pending++) {
          if (!is_comparable(pending)) continue;
          csr_write(mip, (pending & 1) << 1 | (pending & 2) << 4 | (pending & 4) << 7);
          write32(CLINT, pending >> 3);
          csr_write(mie, 0x22a);
          enter(MPP(mode) | (global & 1 ? MPIE : 0) | (global & 2 ? SIE : 0), do_call, 0);
          write32(CLINT, 0);
          csr_write(mie, 0);
          if (result.mepc == (uint64_t)handed_on) {
            print(" s%x", result.scause & 0xff);
          } else {
            print(" %s%x", result.mcause >> 63 ? "m" : "c", result.mcause & 0xff);
          }
        }
      }
    }
    print("\n");
  }
  csr_write(mip, 0);
  csr_write(mideleg, 0);
}

// The supervisor's own timer: it ends wfi with and without SIE, and interrupts with.
static void timer(void) {
  volatile uint32_t *code = (volatile uint32_t *)slot;
  code[0] = 0x10500073;  // wfi
  code[1] = 0x73;        // ecall
  asm volatile("fence.i");
  csr_write(mcounteren, 2);
  csr_write(mideleg, 0x20);
  csr_write(mie, 0x20);
  for (int enabled = 0; enabled < 2; enabled++) {
    uint64_t limit = csr_read(time) + 20000;
    csr_write(stimecmp, limit);
    csr_write(menvcfg, 1UL << 63);
    enter(MPP(S) | (enabled ? SIE : 0), slot, 0);
    int delegated = result.mepc == (uint64_t)handed_on;
    print("timer: mip %x, in time %d, %s %x\n", csr_read(mip) & 0x20, (int64_t)(csr_read(time) >= limit),
          delegated ? "scause" : "mcause", delegated ? result.scause : result.mcause);
  }
  csr_write(stimecmp, -1UL);
  print("timer off: mip %x\n", csr_read(mip) & 0x20);
  csr_write(menvcfg, 0);
  csr_write(mie, 0);
  csr_write(mideleg, 0);
}

void run_tests(void) {
  open_memory();
  causes(0);
  causes(0xb1ff);  // not the call from S, by which its handler hands on
  causes(0x100);
  privileged();
  interrupts();
  timer();
}
