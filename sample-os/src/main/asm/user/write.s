# write FILE TEXT: puts a text into a file, as its only line; what was in the file before is lost.

        .include "user/include/program.s"

        procedure main
        addi    s0, a1, 8
        ld      s1, 0(s0)                       # name of the file
        li      t0, 3
        bge     a0, t0, 1f
        la      a0, usage
        call    print_usage
        call    exit

1:      la      s2, text                        # the words, with a space after each and a new line after the last
2:      addi    s0, s0, 8
        ld      a1, 0(s0)
        beqz    a1, 3f
        mv      a0, s2
        li      a2, LINE_LIMIT
        call    string_copy
        add     s2, s2, a0
        li      t0, ' '
        sb      t0, 0(s2)
        addi    s2, s2, 1
        j       2b
3:      li      t0, '\n'
        sb      t0, -1(s2)

        mv      a0, s1
        li      a1, OPEN_WRITE
        kernel  CALL_OPEN
        bltz    a0, 4f
        mv      s3, a0
        la      a1, text
        sub     a2, s2, a1
        kernel  CALL_WRITE
        mv      s4, a0
        mv      a0, s3
        kernel  CALL_CLOSE
        bltz    s4, 5f
        bltz    a0, 4f
        li      a0, 0
        call    exit
5:      mv      a0, s4
4:      mv      a1, a0
        mv      a0, s1
        call    print_error
        call    exit

        .section .rodata
usage:  .asciz  "write FILE TEXT"

        .bss
text:   .zero   2048                            # more than a program can get as arguments
        .zero   ARGUMENTS
