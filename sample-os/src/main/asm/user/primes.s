# primes: counts the primes below 8000 in four processes at once, each with a quarter of the numbers. The count comes
# back as the exit status.
#
# primes FROM TO is one of the four.

        .include "user/include/program.s"

        .equ    WORKERS,        4

        procedure main
        li      t0, 3
        beq     a0, t0, work

        li      s0, 0                           # starts all four ...
        la      s1, workers
        la      s2, ranges
1:      ld      t0, 0(s2)
        la      a1, arguments
        sd      t0, 8(a1)
        ld      t0, 8(s2)
        sd      t0, 16(a1)
        la      a0, primes
        kernel  CALL_SPAWN
        bltz    a0, 3f
        sd      a0, 0(s1)
        addi    s0, s0, 1
        addi    s1, s1, 8
        addi    s2, s2, 8
        li      t0, WORKERS
        bne     s0, t0, 1b

        li      s0, 0                           # ... and waits for one after the other
        la      s1, workers
        la      s2, ranges
2:      ld      a0, 0(s1)
        la      a1, status
        li      a2, WAIT_BLOCK
        kernel  CALL_WAIT
        mv      a1, a0
        la      a0, primes
        bltz    a1, 5f
        print_text "process "
        ld      a0, 0(s1)
        call    print_decimal
        print_text " found "
        la      t0, status
        ld      a0, 0(t0)
        call    print_decimal
        print_text " primes from "
        ld      a0, 0(s2)
        call    print
        print_text " to "
        ld      a0, 8(s2)
        call    print
        print_text "\n"
        addi    s0, s0, 1
        addi    s1, s1, 8
        addi    s2, s2, 8
        li      t0, WORKERS
        bne     s0, t0, 2b
        li      a0, 0
        call    exit
3:      mv      a1, a0
        la      a0, primes
5:      call    print_error
        call    exit

# One of the four: tries all divisors up to the root of each number.
work:   mv      s3, a1
        ld      a0, 8(s3)
        call    string_to_number
        mv      s0, a0
        ld      a0, 16(s3)
        call    string_to_number
        mv      s1, a0
        li      a0, 0                           # primes found
1:      bgeu    s0, s1, 5f
        li      t0, 2
        bltu    s0, t0, 4f
2:      mul     t1, t0, t0
        bgtu    t1, s0, 3f
        remu    t1, s0, t0
        beqz    t1, 4f
        addi    t0, t0, 1
        j       2b
3:      addi    a0, a0, 1
4:      addi    s0, s0, 1
        j       1b
5:      call    exit

        .section .rodata
primes:         .asciz  "primes"
        .irp    number, 0,2000,4000,6000,8000
number_\number: .asciz  "\number"
        .endr

        .data
        .balign 8
arguments:      .quad   primes, 0, 0, 0
ranges:         .quad   number_0, number_2000, number_4000, number_6000, number_8000

        .bss
        .balign 8
status:         .zero   8
workers:        .zero   8 * WORKERS
