# echo [TEXT]: prints its arguments.

        .include "user/include/program.s"

        procedure main
        addi    s0, a1, 8
1:      ld      a0, 0(s0)
        beqz    a0, 2f
        call    print
        addi    s0, s0, 8
        ld      t0, 0(s0)
        beqz    t0, 2f
        li      a0, ' '
        call    put_character
        j       1b
2:      print_text "\n"
        li      a0, 0
        call    exit
