# ps: lists the processes with their parents and what they are doing.

        .include "user/include/program.s"

        procedure main
        kernel  CALL_YIELD                      # the shell gets to its waiting, so that the list is always the same
        print_text "  id parent state    program\n"
        li      s0, 0
1:      mv      a0, s0
        la      a1, record
        kernel  CALL_PROCESS
        blez    a0, 2f
        la      s1, record
        ld      a0, LISTED_ID(s1)
        li      a1, 4
        call    print_decimal_padded
        ld      a0, LISTED_PARENT(s1)
        li      a1, 7
        call    print_decimal_padded
        print_text " "
        ld      t0, LISTED_STATE(s1)            # names of eight bytes
        slli    t0, t0, 3
        la      a0, states
        add     a0, a0, t0
        li      a1, 9
        call    print_padded
        addi    a0, s1, LISTED_NAME
        call    print
        print_text "\n"
        addi    s0, s0, 1
        j       1b
2:      call    exit

        .section .rodata
states: .ascii  "free\0\0\0\0ready\0\0\0running\0waiting\0ended\0\0\0"

        .bss
        .balign 8
record: .zero   LISTED_SIZE
