# Operators bind as in GNU as, comparisons give -1, and shifts to the right fill with zeros.
        .data
        .byte 1|2+4             # = 07
        .byte 1<<4|3            # = 13
        .byte -7/2              # = fd
        .byte -7%3              # = ff
        .byte 2+3*4             # = 0e
        .byte (2+3)*4           # = 14
        .byte 3<4, 4<3, 4==4    # = ff00ff
        .byte 1&&2, 0||0, !0    # = 010001
        .byte ~0x55, - -3, +4   # = aa0304
        .byte 6!2               # = ff
        .byte 12 <> 12          # = 00
        .quad -1>>4             # = ffffffffffffff0f
        .byte 'a', '\n', '\'', 'b+1 # = 610a2763
        .byte 0b101, 017, 0x1F  # = 050f1f
        .byte(5)                # = 05
        .byte 1/0               # error: division by zero
        .byte 1%(2-2)           # error: division by zero
