# Strings, their escapes, and bytes that are no text.
        .data
        .ascii "a\n\t\"\\"      # = 610a09225c
        .ascii "\101\x41\0"     # = 414100
        .asciz "a" "b"          # = 616200
        .string "c", "d"        # = 63006400
        .ascii "é"              # = c3a9
        .ascii "a;b#c/*d*/"     # = 613b6223632f2a642a2f
        .byte ';', '#', '"'     # = 3b2322
        .byte 1; .byte 2        # = 0102
        .byte /* one */ 3 /*
        two lines */, 4         # = 0304
