        .data
        .word 5f                # error: there is no label `5:` below
        .quad .Lnowhere         # error: local label `.Lnowhere` is not defined
        .quad .Lnowhere + 8
        .word elsewhere
