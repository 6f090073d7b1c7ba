# A kernel that counts, for stepping through it.
        .include "macros.s"
        .text
        .globl  _start
        .type   _start, @function
_start:
        la      sp, stack_top
        li      a0, 0
        add3    a0, 1
        add3    a0, 2
        call    work
        .rept   2
        addi    a0, a0, 5
        .endr
stop:   j       stop
        .size   _start, . - _start

        .section .text.work, "ax"
        .cfi_sections .debug_frame
        .type   work, @function
work:
        .cfi_startproc
        slli    a0, a0, 1
        add3    a0, 3
        ret
        .cfi_endproc
        .size   work, . - work

        .bss
        .balign 16
        .space  4096
stack_top:
