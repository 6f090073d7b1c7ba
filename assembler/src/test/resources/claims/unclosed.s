        .if 1                   # error: `.if` has no `.endif`
        .byte 1
        .macro never            # error: `.macro` has no `.endm`
        .byte 2
