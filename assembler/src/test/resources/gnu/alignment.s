# Padding in code and data, mapping symbols, the end of sections.
        .text
        .align 3
        nop
        c.nop
        .align 3
        .word 1
        .align 4
        .option norvc
        nop
        .balign 16
        nop
        .option rvc
        c.nop
        .option push
        .option norvc
        .balign 8
        nop
        .option pop
        .p2align 5, , 4
        c.nop
        .p2align 3, , 6
        nop
        .section .text2, "ax"
        .word 5
        .section .text3, "ax"
        .align 2
        .section .text4, "ax"
        .byte 1
        .align 2
        nop
        .section .text5, "ax"
        nop
        nop
        .word 1
        .word 2
        .ascii "a"
        .align 1
        nop
        .float 1.0
        nop
        .space 4
        nop
        .fill 1, 4, 0
        nop
        .balign 4, 0
        nop
        .org 0x80
        nop
        .balign 64
        .section .text6, "ax"
        c.nop
        .balign 16
        .section .text7, "ax"
        nop
        .byte 1
        .balign 8
        .data
        .align 3
        .byte 1
        .align 3
        .byte 2
        .align 3
        .bss
        .align 4
x:      .zero 12
        .byte 0
