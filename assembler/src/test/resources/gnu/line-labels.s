# Labels as starts of basic blocks; lines in a section for data are ignored.
 .file 1 "dir/a.c"
 .loc_mark_labels 1
f:
 .loc 1 10 3
 nop
g: nop
 nop
 .loc 1 11 3
h: i: nop
 .loc 1 12 3
 .word 1
 .section .text.x,"ax"
 .loc 1 13 3
 nop
 .data
 .loc 1 12 3
 .word 1
 .loc 1 13 3
