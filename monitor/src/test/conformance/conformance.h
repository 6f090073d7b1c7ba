// What the conformance programs share: the board, and `enter` (start.S).
#pragma once
#include "../foreign/board.h"

struct result {
  uint64_t sp, mcause, mepc, mtval, a0, mstatus, scause, sepc, stval, sstatus;
};

extern volatile struct result result;
extern char probes[], do_load[], do_store[], do_amo[], do_call[], do_break[], do_illegal[], do_jump[];
extern char handed_on[], slot[];

void enter(uint64_t mstatus, const void *pc, uint64_t a0);

enum { U = 0, S = 1, M = 3 };

#define MPP(mode) ((uint64_t)(mode) << 11)
#define SIE (1UL << 1)
#define MIE (1UL << 3)
#define SPIE (1UL << 5)
#define MPIE (1UL << 7)
#define FS_DIRTY (3UL << 13)
#define MPRV (1UL << 17)
#define SUM (1UL << 18)
#define MXR (1UL << 19)
#define TVM (1UL << 20)
#define TW (1UL << 21)
#define TSR (1UL << 22)

// Without the fields in which QEMU goes beyond the specification: VS although there are no vectors, UXL and SXL that
// take any value, MPV and GVA although there is no hypervisor.
#define STATUS_MASK 0x80000000007ff9ffUL

static inline void open_memory(void) {
  csr_write(pmpaddr0, -1UL);
  csr_write(pmpcfg0, 0x1f);
}
