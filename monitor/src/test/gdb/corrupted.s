# Two harts and a timer. Hart 0 fills a table again and again, and every LIMIT rounds one entry too many, which is `length`. Hart 1 counts. When
# hart 0 finds `length` wrong, DELAY rounds of another loop later, it switches the machine off with status 1.
        .globl  _start, table, length, fill, guilty, check, found
        .text
_start:
        csrr    s0, mhartid
        la      t0, trap
        csrw    mtvec, t0
        bnez    s0, other
        li      t0, 0x80
        csrw    mie, t0
        csrsi   mstatus, 8
        li      t0, 0x2004000
        li      t1, 100
        sd      t1, 0(t0)
        li      s1, 0
rounds: addi    s1, s1, 1
        la      a0, table
        li      a1, 8
        li      t0, LIMIT
        bne     s1, t0, 1f
        addi    a1, a1, 1                       # the mistake
1:      mv      a2, s1
        call    fill
        li      t0, LIMIT
        blt     s1, t0, rounds
        li      s2, DELAY
2:      addi    s2, s2, -1
        bnez    s2, 2b
check:  la      t0, length
        ld      t0, 0(t0)
        li      t1, 8
        beq     t0, t1, rounds
found:  li      t0, 0x100000
        li      t1, 0x13333
        sw      t1, 0(t0)
3:      j       3b

        .type   fill, @function
fill:   mv      t2, a0
        mv      t3, a1
4:
guilty: sd      a2, 0(t2)
        addi    t2, t2, 8
        addi    t3, t3, -1
        bnez    t3, 4b
        ret
        .size   fill, . - fill

other:  la      t0, shared
5:      lw      t1, 0(t0)
        addi    t1, t1, 1
        sw      t1, 0(t0)
        j       5b

        .balign 4
trap:   csrw    mscratch, t0
        li      t0, 0x200bff8
        ld      t0, 0(t0)
        addi    t0, t0, 100
        la      t6, time
        sd      t0, 0(t6)
        li      t6, 0x2004000
        sd      t0, 0(t6)
        csrr    t0, mscratch
        mret

        .data
        .balign 8
table:  .space  64
length: .dword  8
shared: .word   0
        .balign 8
time:   .dword  0
