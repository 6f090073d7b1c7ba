# kill ID: ends a process. `ps` shows the ids.

        .include "user/include/program.s"

        procedure main
        ld      s0, 8(a1)
        beqz    s0, 1f
        mv      a0, s0
        call    string_to_number
        beqz    a1, 1f
        kernel  CALL_KILL
        beqz    a0, 2f
        mv      a1, a0
        mv      a0, s0
        call    print_error
        j       2f
1:      la      a0, usage
        call    print_usage
2:      call    exit
        end_procedure main

        .section .rodata
usage:  .asciz  "kill ID, a number that ps shows"
