        .data
        .quad 18446744073709551616      # error: does not fit in 64 bits
        .word 09                        # error: octal number `09` has the digit 9
        .word 0xZZ                      # error: `Z` is no hexadecimal digit
        .word 0x1_000                   # error: `_` is no hexadecimal digit
        .word 12abc                     # error: neither a number nor a name
        .word "text"                    # error: text is for `.ascii` and `.asciz`
        .word 1.5                       # error: where an integer is needed
        .word 1,,2                      # error: an operand of `.word` is missing
        .word 1,                        # error: behind the last `,`
        .float abc                      # error: `.float` needs a number such as
        .ascii 5                        # error: needs text
        .ascii "abc                     # error: no closing quote
        .ascii "a\q"                    # warning: unknown escape `\q`
        .word %hi(x)                # error: has no meaning here
        .word 2 2                       # error: `,` is missing between `2` and `2`
