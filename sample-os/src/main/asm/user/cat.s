# cat FILE...: shows files.

        .include "user/include/program.s"

        .equ    BUFFER_SIZE,    512

        procedure main
        addi    s0, a1, 8
        li      s2, 0                           # exit status
        ld      t0, 0(s0)
        bnez    t0, 1f
        la      a0, usage
        call    print_usage
        call    exit
1:      ld      a0, 0(s0)
        beqz    a0, 4f
        li      a1, OPEN_READ
        kernel  CALL_OPEN
        bltz    a0, 3f
        mv      s1, a0
2:      mv      a0, s1
        la      a1, buffer
        li      a2, BUFFER_SIZE
        kernel  CALL_READ
        blez    a0, 5f
        mv      a2, a0
        li      a0, 1
        la      a1, buffer
        kernel  CALL_WRITE
        j       2b
5:      mv      s3, a0
        mv      a0, s1
        kernel  CALL_CLOSE
        mv      a0, s3
        beqz    a0, 6f
3:      mv      a1, a0
        ld      a0, 0(s0)
        call    print_error
        mv      s2, a0
6:      addi    s0, s0, 8
        j       1b
4:      mv      a0, s2
        call    exit

        .section .rodata
usage:  .asciz  "cat FILE..."

        .bss
buffer: .zero   BUFFER_SIZE
