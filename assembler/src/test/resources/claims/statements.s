        .globel main            # error: unknown directive `.globel`
        .altmagro          # error: unknown directive `.altmagro`
        nop // why              # error: `//` does not start a comment
        lw a0, [sp]             # error: square brackets
        .word (1 + 2            # error: `(` without its `)`
        .word 1 + 2)            # error: `)` without its `(`
        5 nop                   # error: unexpected `nop`
        .macro                  # error: needs a name
        .endm
        .endm                   # error: `.endm` without a `.macro`
        .endr                   # error: `.endr` without
        .else                   # error: `.else` without an `.if`
        .endif                  # error: `.endif` without an `.if`
        .elseif 1               # error: `.elseif` without an `.if`
        .error "as the source says"     # error: as the source says
        .warning "careful"      # warning: careful
        .include "missing.s"    # error: cannot read missing.s
        .include missing        # error: needs a file name in quotes
        .if                     # error: an expression is missing
        .endif
        nop \x                  # error: `\x` stands for nothing here
        nop $                   # error: 
        .end
        this is not read
