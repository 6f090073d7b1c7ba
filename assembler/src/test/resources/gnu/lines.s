# Lines of a compiler: options of .loc, jumps too far for one advance, several sections.
 .file "main.c"
 .text
 .file 1 "dir/a.c"
 .file 2 "/abs/b.c"
 .file 3 "dir/c.c"
 .file 4 "e.c"
f:
 .loc 1 10 3
 nop
 .loc 1 12 3 prologue_end
 nop
 .loc 1 11 3 epilogue_begin basic_block isa 3 discriminator 7
 nop
 .loc 2 300 
 nop
 .loc 1 5 is_stmt 0
 nop
 .zero 60000
 .loc 1 6 is_stmt 1
 nop
 .zero 49990
 .loc 1 7 3
 nop
 .section .text.x,"ax"
 nop
 .loc 3 1 1
 nop
 nop
 .text
 .loc 1 7 3
 nop
 .zero 60000
 .section .text.y,"ax"
 .loc 4 1 1
 .loc 4 2 1
 .loc 4 3 1
 .data
 .byte 3
 .text
 nop
