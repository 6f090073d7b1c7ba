# rm FILE...: removes files.

        .include "user/include/program.s"

        procedure main
        addi    s0, a1, 8
        li      s1, 0                           # exit status
        ld      a0, 0(s0)
        bnez    a0, 1f
        la      a0, usage
        call    print_usage
        call    exit
1:      ld      a0, 0(s0)
        beqz    a0, 3f
        kernel  CALL_REMOVE
        bgez    a0, 2f
        mv      a1, a0
        ld      a0, 0(s0)
        call    print_error
        mv      s1, a0
2:      addi    s0, s0, 8
        j       1b
3:      mv      a0, s1
        call    exit

        .section .rodata
usage:  .asciz  "rm FILE..."
