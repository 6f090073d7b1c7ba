        .data
a:      .byte 1
a:                              # error: symbol `a` is defined already
        .equ X, 1
X:                              # error: label `X` takes the place of a constant
        .set a, 2               # error: symbol `a` is defined already
        .equiv X, 2             # error: symbol `X` is defined already
        .word 5b                # error: there is no label `5:` above
        .if UNDEFINED           # error: symbol `UNDEFINED` has no value yet, and `.if` needs one
        .endif
        .globl                  # error: `.globl` is written
        .type a, @nonsense      # error: `@nonsense` is no type of symbols
        .set only               # error: `.set` is written
        .comm c, 8, 3           # error: an alignment of 3 bytes
