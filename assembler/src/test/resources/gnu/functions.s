# Functions with and without sizes, for the debug information of -g.
 .text
 .globl f
 .type f,@function
f: nop
 beq a0,a1,f
1: nop
 .size f,.-f
 .type nosize,@function
nosize: nop
 .size nosize,.-nosize+4
 .type absz,@function
absz: nop
 beqz a0,absz
 .size absz,.Lx-absz
.Lx:
 .size und,4
 .type und,@function
 .type equ,@function
 .set equ,f
