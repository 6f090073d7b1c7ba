/* What a kernel's entry looks like: headers for C and assembly, macros with several statements. */
#include "kernel.h"
#define SAVE(reg, slot) sd reg, (slot) * 8(sp)
#define SAVE_ALL \
        SAVE(ra, 0); \
        SAVE(t0, 1); SAVE(t1, 2)

        # it's here that the harts arrive; don't expand PGSIZE
        .section .text
        .globl _start
_start: la sp, stack
        li a0, PGSIZE * 4        // each hart's stack
        csrr a1, mhartid
        addi a1, a1, 1
        mul a0, a0, a1
        add sp, sp, a0
#if __riscv_xlen == 64 && defined(__riscv_compressed)
        c.nop
#else
        .word 7L, 0x10UL, 3u, 0b11ull
#endif
        SAVE_ALL
        li t0, PLIC_SENABLE(1)
1:      j 1b
        .bss
        .balign 16
stack:  .space PGSIZE * 8
