# What becomes of names: bindings, types, sizes, order.
        .file "symbols.c"
        .ident "a compiler"
        .data
        .globl g, unused
        .weak w, unused_weak, defined_weak
        .local l
        .type f, @function
        .type o, %object
        .hidden h
        .protected p
        .set early, 5
        .set early, early + 1
        .equ copy, early
        .equiv once, 7
assigned = 0x123456789
        .word early, copy, once, forward
        .set forward, 9
f:      .word g, w, h
        .size f, . - f
o:      .quad l, p, undefined + 8
        .size o, 24
l:      .word 1
alias = f
alias4 = f + 4
elsewhere = outside + 16
        .quad alias, alias4, elsewhere
distance = l - o
        .word distance
.Lkept: .word 1
.Ldropped: .word 2
        .quad .Lkept + 4
1:      .quad 1b, 1f, 2f
1:      .word 2f - 1b
2:
defined_weak:
p:      .word 1
        .comm common, 24, 8
        .comm small, 4, 4
        .local mine
        .comm mine, 16, 16
        .lcomm other, 5
        .globl early
        .size g, 4
g:      .word 4
        .globl assigned
