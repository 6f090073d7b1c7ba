# What neither we nor a linker can compute.
        .data
        .byte later             # error: the address `later` does not fit in a number of 1 bytes
        .word later + later     # error: can be neither computed nor left to the linker
        .word -later            # error: can be neither computed
        .word later * 2         # error: can be neither computed
        .quad later - elsewhere - 1
later:  .set a, b               # error: the value of `a` cannot be computed
        .set b, a               # error: the value of `b` cannot be computed
