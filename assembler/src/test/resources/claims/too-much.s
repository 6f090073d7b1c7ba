        .rept 1000000000        # error: the source expands to more than
        .endr
