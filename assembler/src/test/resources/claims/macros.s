# Arguments by position and name, defaults, the rest, nesting.
        .data
        .macro two a, b=7
        .byte \a, \b
        .endm
        two 1                   # = 0107
        two 1, 2                # = 0102
        two 1 2                 # = 0102
        two b=3, a=4            # = 0403
        two (1 + 2) * 3, 4      # = 0904
        two 1 +1 3              # = 0203
        .macro rest first, others:vararg
        .byte \first
        .ifnb \others
        rest \others
        .endif
        .endm
        rest 1, 2, 3            # = 010203
        .macro loop n
        .if \n
        .byte \n
        loop "(\n - 1)"
        .endif
        .endm
        loop 3                  # = 030201
        .macro number
        .byte \@
        .endm
        number                  # = 0d
        number                  # = 0e
        .macro join a
        .set v_\a\()_w, 9
        .byte v_\a\()_w
        .endm
        join x                  # = 09
        .macro leave n
        .byte 1
        .if \n
        .exitm
        .endif
        .byte 2
        .endm
        leave 1                 # = 01
        leave 0                 # = 0102
        .rept 2                 # = 0505
        .byte 5
        .endr
        .irp x, 1, 2 3          # = 010203
        .byte \x
        .endr
        .irpc x, 45             # = 0405
        .byte \x
        .endr
        .rept 0
        .byte 1
        .endr
