# A name means one thing, but for `.set`.
        .data
        .set x, 1
        .byte x                 # = 01
        .set x, x + 1
        .byte x                 # = 02
y = 3
        .byte y                 # = 03
        .equiv z, 4
        .byte z                 # = 04
        .byte late              # = 05
        .set late, 5
here:   .word . - here          # = 00000000
1:      .byte 1f - 1b           # = 01
1:      .byte 1b - here         # = 05
