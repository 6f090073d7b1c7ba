# An integer loop in supervisor mode with paging on: how fast plain instructions are.
#
# Sv39 maps the gigabyte of RAM to itself and, elsewhere, 64 pages of 4 KiB each. On these the sieve of Eratosthenes finds the
# primes below 262,144, ITERATIONS times, about 3 million instructions each; then the machine is switched off.

        .include "softmetal/board.s"
        .include "softmetal/csr.s"

        .ifndef ITERATIONS
        .equ    ITERATIONS, 100
        .endif
        .equ    WINDOW,     0x40000000          # where the 64 pages appear
        .equ    PAGES,      64

        .globl  _start
_start: csrr    t0, mhartid
        bnez    t0, sleep

# The root table: RAM as one gigapage; the window through two more levels.
        la      t0, root
        li      t1, (RAM >> 2) | 0xcf           # V R W X A D
        sd      t1, 16(t0)
        la      t1, middle
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 8(t0)
        la      t2, middle
        la      t1, leaves
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 0(t2)
        li      t1, (FINISHER >> 2) | 0xc7      # V R W A D: the off switch, behind the pages
        la      t2, leaves
        li      t3, PAGES * 8
        add     t3, t3, t2
        sd      t1, 0(t3)
        la      t3, pages
        srli    t3, t3, 2
        ori     t3, t3, 0xc7
        li      t4, PAGES
1:      sd      t3, 0(t2)
        addi    t3, t3, 1 << 10
        addi    t2, t2, 8
        addi    t4, t4, -1
        bnez    t4, 1b

        li      t0, -1                          # let supervisor mode reach everything
        csrw    pmpaddr0, t0
        li      t0, 0xf
        csrw    pmpcfg0, t0
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        li      t0, 3 << 11
        csrc    mstatus, t0
        li      t0, 1 << 11
        csrs    mstatus, t0
        la      t0, loop_start
        csrw    mepc, t0
        mret

loop_start:
        li      s0, WINDOW
        li      s1, ITERATIONS
        li      s2, PAGES * 4096
round:  mv      a0, s0                          # every number may be a prime
        add     a1, s0, s2
        li      a2, 0x0101010101010101
1:      sd      a2, 0(a0)
        addi    a0, a0, 8
        bltu    a0, a1, 1b

        li      a3, 2                           # strike out the multiples of what is left
2:      add     a0, s0, a3
        lbu     a4, 0(a0)
        beqz    a4, 4f
        mul     a5, a3, a3
        bgeu    a5, s2, 5f
        add     a0, s0, a5
3:      sb      zero, 0(a0)
        add     a0, a0, a3
        bltu    a0, a1, 3b
4:      addi    a3, a3, 1
        j       2b

5:      addi    a0, s0, 2                       # count
        li      s3, 0
6:      lbu     a4, 0(a0)
        add     s3, s3, a4
        addi    a0, a0, 1
        bltu    a0, a1, 6b
        addi    s1, s1, -1
        bnez    s1, round

        li      a0, WINDOW + PAGES * 4096
        li      a1, FINISHER_PASS
        sw      a1, 0(a0)
sleep:  wfi
        j       sleep

        .bss
        .balign 4096
root:   .zero   4096
middle: .zero   4096
leaves: .zero   4096
pages:  .zero   PAGES * 4096
