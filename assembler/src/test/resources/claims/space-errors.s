        .data
        .balign 6               # error: an alignment of 6 bytes is no power of two
        .p2align 40             # error: the exponent must be 0..31
        .space -1               # error: a size of -1 bytes is negative, or too large
        .space 1 << 50          # error: a size of 1125899906842624 bytes is negative, or too large
        .fill 1 << 60, 8        # error: is negative, or too large
        .align                  # error: `.align` is written
        .space                  # error: `.space` is written
        .incbin "no such file"  # error: cannot read no such file
        .bss
        .byte 1                 # error: section `.bss` has no contents
        .ascii "x"              # error: section `.bss` has no contents
        .zero 4
        nop                     # error: section `.bss` has no contents
