# init: the first program. Keeps a shell running, and asks for the exit status of every process that lost its parent.

        .include "user/include/program.s"

        procedure main
1:      la      a0, shell
        la      a1, arguments
        kernel  CALL_SPAWN
        mv      s0, a0
        bgez    a0, 2f
        mv      a1, a0
        la      a0, shell
        call    print_error
        j       4f
2:      li      a0, 0                           # any child
        li      a1, 0
        li      a2, WAIT_BLOCK
        kernel  CALL_WAIT
        bne     a0, s0, 2b
        print_text "init: the shell has ended, here is a new one\n"
        j       1b
4:      kernel  CALL_POWEROFF                   # without a shell, nobody could ask for it

        .section .rodata
shell:  .asciz  "shell"

        .data
        .balign 8
arguments:      .quad   shell, 0
