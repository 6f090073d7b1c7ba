# sleep TIME: waits for some milliseconds.

        .include "user/include/program.s"

        procedure main
        ld      a0, 8(a1)
        beqz    a0, 1f
        call    string_to_number
        beqz    a1, 1f
        kernel  CALL_SLEEP
        li      a0, 0
        call    exit
1:      la      a0, usage
        call    print_usage
        call    exit

        .section .rodata
usage:  .asciz  "sleep TIME, in milliseconds"
