# fill FILE: writes a file until the disk is full, to show that this is no disaster.

        .include "user/include/program.s"

        procedure main
        ld      s0, 8(a1)
        bnez    s0, 1f
        la      a0, usage
        call    print_usage
        call    exit
1:      li      s2, 0                           # bytes written
        mv      a0, s0
        li      a1, OPEN_WRITE
        kernel  CALL_OPEN
        bltz    a0, 3f
        mv      s1, a0
2:      mv      a0, s1
        la      a1, buffer
        li      a2, PAGE_SIZE
        kernel  CALL_WRITE
        blez    a0, 4f
        add     s2, s2, a0
        j       2b
4:      mv      s3, a0
        mv      a0, s1
        kernel  CALL_CLOSE
        mv      a0, s3
3:      mv      s3, a0
        mv      a0, s2
        call    print_decimal
        print_text " bytes written\n"
        mv      a0, s0
        mv      a1, s3
        call    print_error
        call    exit

        .section .rodata
usage:  .asciz  "fill FILE"

        .bss
buffer: .zero   PAGE_SIZE
