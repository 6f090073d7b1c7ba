# Files with directories and sums, as version 5 of DWARF has them.
 .file 0 "/some/where" "main.c" md5 0x00112233445566778899aabbccddeeff
 .file 1 "dir/a.c" md5 0x10112233445566778899aabbccddeeff
 .file 2 "dir" "b.c" md5 0x20112233445566778899aabbccddeeff
f:
 .loc 1 10 3 view -0
 nop
 .loc 2 12 3 view .LVU1
 .loc 2 13 3 view .LVU2
 nop
 .loc 2 12 3 view .LVU3
 .loc 2 13 3 view .LVU4
 nop
 .data
