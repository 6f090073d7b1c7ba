# Macros, repetitions and conditions.
        .data
        .macro pair first, second=7
        .byte \first, \second
        .endm
        pair 1
        pair 1, 2
        pair 1 2
        pair second=3, first=4
        pair (1 + 2) * 3, 4
        pair 1 +1 3
        .macro defaults a=1, b=2, c
        .byte \a, \b, 0\c
        .endm
        defaults
        defaults , 5
        defaults 1, , 3
        .macro rest first, others:vararg
        .byte \first
        .ifnb \others
        rest \others
        .endif
        .endm
        rest 1, 2, 3, 4
        .macro label name
l\@_\name:
        .word l\@_\name
\name\()_end:
        .endm
        label a
        label b
        .macro counted
        .byte \@
        .endm
        counted; counted
        counted
        .macro outer x
        .macro inner_\x y
        .byte \x, \y
        .endm
        inner_\x 9
        .endm
        outer 1
        outer 2
        inner_1 8
        .macro down n
        .byte \n
        .if \n
        down "(\n - 1)"
        .endif
        .endm
        down 3
        .macro quit n
        .if \n > 1
        .exitm
        .endif
        .byte \n
        .endm
        quit 1
        quit 2
        .rept 3
        .byte 0xaa
        .endr
        .irp r, 1, 2, 3
        .irp s, 4 5
        .byte \r\s
        .endr
        .endr
        .irpc c, 123
        .byte 1\c
        .endr
        .irp none
        .byte 7\none
        .endr
        .macro text s
        .ascii "<\s>"
        .endm
        text "x y, z"
        text a
        .macro CASE
        .byte 0x77
        .endm
        case
        .purgem CASE
        .if 1 == 2
        .byte 1
        .if 1
        .byte 2
        .else
        .byte 3
        .endif
        .elseif 2 > 1
        .byte 4
        .else
        .byte 5
        .endif
        .ifdef l0_a
        .byte 6
        .endif
        .ifdef counted_nothing
        .byte 7
        .endif
        .ifndef X
        .set X, 3
        .endif
        .ifeq X - 3
        .byte 8
        .endif
        .ifc a b, a  b
        .byte 9
        .endif
        .ifnc "a","b"
        .byte 10
        .endif
        .ifb
        .byte 11
        .endif
        .if 0
        .macro broken
        don't
        .endm
        .if
        .endif
        .endif
        .macro amp x, y
        .word 4 | \x, \y
        .endm
        amp 1, 2
        .rept 2
        .macro once
        .byte 12
        .endm
        once
        .purgem once
        .endr
        .ifge X ; .byte 13 ; .endif
        .iflt X ; .byte 14 ; .endif
        .ifgt X - 3 ; .byte 15 ; .else ; .byte 16 ; .endif
        .macro mem offset, base
        .asciz "\offset(\base)"
        .endm
        mem 8, sp
        .irp reg, ra,sp, gp
        .asciz "\reg"
        .endr
        .set i, 0
        .rept 4
        .byte i
        .set i, i + 1
        .endr
