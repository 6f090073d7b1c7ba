        .section .a, "q"        # error: section flag `q` is not known
        .section .b, "a", @odd  # error: section type `odd` is not known
        .section .c, "aM"       # error: needs the size of its entries
        .section .data, "ax"    # error: section `.data` had other flags
        .popsection             # error: `.popsection` without a `.pushsection`
        .option pop             # error: `.option pop` without
        .option rcv             # error: unknown option `rcv`
        .option arch, +zqq      # error: extension
        .attribute nonsense, 1  # error: attribute `nonsense` is not known
