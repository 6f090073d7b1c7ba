# ls: lists the files on the disk with their lengths in bytes.

        .include "user/include/program.s"

        procedure main
        li      s0, 0
1:      mv      a0, s0
        la      a1, record
        kernel  CALL_FILE
        blez    a0, 2f
        la      t0, record
        ld      a0, ENTRY_BYTES(t0)
        li      a1, 8
        call    print_decimal_padded
        print_text "  "
        la      a0, record + ENTRY_NAME
        call    print
        print_text "\n"
        addi    s0, s0, 1
        j       1b
2:      call    exit

        .bss
        .balign 8
record: .zero   ENTRY_SIZE
