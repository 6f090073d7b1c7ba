# Distances: in code they are left to the linker, elsewhere they are numbers.
        .text
a:      nop
b:      j c
        .word b - a
        .word c - a + 4
c:      nop
        .byte b - a
        .half c - b
        .word . - a, outside - .
        .quad c - a
        .set inside, b - a
        .word inside
        .space b - a
        .size a, . - a
        .equ later, d - a
        .word later
        .word (c - a) / 2
d:      li a0, inside
        .space 64 - (. - a), 0xee
        .data
e:      .word 1
f:      .word f - e, g - e, b - a, outside - ., . - f
g:      .quad outside, outside + 4, a, c - a
        .quad e - outside
        .equ length, g - e
        .word length
        .text
        li a0, length
        addi a0, a0, length
        lw a0, length(a0)
        .macro twice n
        .rept 2
        addi a0, a0, \n
        .endr
        .endm
        twice length
        .option arch, -c
        addi a0, a0, 1
        .option arch, +c
        addi a0, a0, 1
