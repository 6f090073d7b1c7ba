# Values of every size; what is cut off is said.
        .data
        .byte 255, -128         # = ff80
        .byte 300               # = 2c # warning: 300 does not fit in 1 byte (-128..255): it becomes 44
        .byte -200              # = 38 # warning: -200 does not fit
        .half 0x12345           # = 4523 # warning: does not fit in 2 bytes
        .word -1, 0xffffffff    # = ffffffffffffffff
        .quad 0x8000000000000000 # = 0000000000000080
        .quad 18446744073709551615 # = ffffffffffffffff
        .float 1.5, -2          # = 0000c03f000000c0
        .float 0f1.5, inf, -inf # = 0000c03f0000807f000080ff
        .double .1              # = 9a9999999999b93f
        .float 16777217         # = 0000804b
        .uleb128 300            # = ac02
        .sleb128 -300           # = d47d
