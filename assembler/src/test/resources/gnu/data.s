# Numbers, text and padding in a data section.
        .data
start:  .byte 1, -1, 255, 'a', '\n', '\\', 'b
        .half 0x1234, -2
        .2byte 7
        .word 1|2+4, 1<<4|3, -7/2, -1>>4 & 0xff, 3 < 4, 4 == 4, 1 && 2, 6!2
        .quad -1, 0xffffffffffffffff, 0x123456789abcdef0, 0b1011, 0777
        .8byte later, later+8, other-4
        .4byte later
        .ascii "a\n\t\"\\\101\x41", "b"
        .asciz "c" "d"
        .string "e", "f"
        .zero 3
        .space 2, 0x55
        .skip 1
        .fill 3, 2, 0x1122
        .fill 2
        .fill 1, 8, 0x1122334455667788
        .float 1.5, -2.25e3, 3, 0f0.1
        .double 3.14159, -0.0
        .uleb128 300
        .uleb128 127
        .uleb128 128
        .sleb128 -300
        .sleb128 63
        .sleb128 64
        .sleb128 -65
        .balign 8
        .byte 1
        .balign 8, 0x11
        .byte 2
        .p2align 4, , 3
        .byte 3
        .p2align 2, 0x22, 3
        .byte . - later, . - start
        .word later - start, start - later
        .org start + 0x180
        .byte 4
        .org 0x190, 0xee
later:  .word 5
        .quad later - ., . - start
