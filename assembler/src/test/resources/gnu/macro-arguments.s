# How arguments of macros are split, and what takes their place.
        .macro M x
        .word 7&x, \x
        .byte '\x'
        .endm
        M 3
        .byte '\0', '\n', '\'', '\\', 'a, 'b', '\e
        .ascii "a\x41\101" "b"
        .macro N a, b
        .ascii "<\a|\b>"
        .endm
        N 1 +1 3
        N a (b)
        N "x y", z
        N (1 2) 3
        N , q
        N b=x, a=y
