# Sections by name and with flags, and the ways between them.
        .word 1
        .data
        .byte 2
        .section .rodata
        .asciz "abc"
        .section .rodata.str1.8,"aMS",@progbits,1
        .asciz "merge"
        .section .mine,"aw"
        .balign 16
        .word 3
        .previous
        .asciz "back"
        .pushsection .mine
        .word 4
        .pushsection .init_array
        .quad start
        .popsection
        .word 5
        .popsection
        .asciz "again"
        .section .note.GNU-stack,"",@progbits
        .section .text.boot,"ax"
start:  .word 6
        .section .bss.stack,"aw",@nobits
        .balign 16
stack:  .space 4096
        .bss
        .zero 12
        .word 0
        .section .tdata
        .word 7
        .section .odd
        .word 8
        .section .consts,"aM",@progbits,8
        .quad 9
        .text
        .word 10
        .section .note.mine, "", @note
        .word 11
        .attribute stack_align, 16
