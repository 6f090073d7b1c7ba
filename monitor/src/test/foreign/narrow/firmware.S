# The least firmware in M mode, for a board without any: the SBI calls of version 0.1 that the kernel makes.
        .section .text.firmware, "ax"
        .globl _start
_start: csrr    t0, mhartid
        bnez    t0, park
        la      t0, trap_in_firmware
        csrw    mtvec, t0
        la      t0, saved
        csrw    mscratch, t0
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, 0xb1ff              # every exception but the calls of the kernel
        csrw    medeleg, t0
        li      t0, 0x222
        csrw    mideleg, t0
        li      t0, 7
        csrw    mcounteren, t0
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x800
        csrs    mstatus, t0
        li      t0, 0x80200000
        csrw    mepc, t0
        mret
park:   wfi
        j       park

        .balign 4
trap_in_firmware:
        csrrw   t0, mscratch, t0
        sw      t1, 0(t0)
        sw      t2, 4(t0)
        csrr    t1, mcause
        bltz    t1, timer
        csrr    t1, mepc
        addi    t1, t1, 4
        csrw    mepc, t1
        beqz    a7, set_timer
        li      t1, 1
        beq     a7, t1, putchar
        li      t1, 8
        beq     a7, t1, shutdown
        li      a0, -2
        j       out

putchar:
        li      t1, 0x10000000
        sb      a0, 0(t1)
        li      a0, 0
        j       out

set_timer:
        li      t1, 0x2004000
        li      t2, -1
        sw      t2, 4(t1)
        sw      a0, 0(t1)
        sw      a1, 4(t1)
        li      t1, 1 << 5
        csrc    mip, t1
        li      t1, 1 << 7
        csrs    mie, t1
        li      a0, 0
        j       out

shutdown:
        li      t1, 0x100000
        li      t2, 0x5555
        sw      t2, 0(t1)
        j       .

timer:  li      t1, 1 << 7
        csrc    mie, t1
        li      t1, 1 << 5
        csrs    mip, t1
out:    lw      t1, 0(t0)
        lw      t2, 4(t0)
        csrrw   t0, mscratch, t0
        mret

        .bss
        .balign 4
saved:  .space  8
