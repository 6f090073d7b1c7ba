# Only what is true counts, and what is false is hardly looked at.
        .data
        .if 1
        .byte 1                 # = 01
        .elseif nonsense(
        .else
        .byte 2
        .endif
        .if 0
        don't look at "this
        .if 1
        .byte 3
        .else
        .byte 4
        .endif
        .elseif 2 > 1
        .byte 5                 # = 05
        .endif
        .ifdef X
        .byte 6
        .endif
        .ifndef X
        .byte 7                 # = 07
        .set X, 1
        .endif
        .ifdef X; .byte 8; .endif # = 08
        .ifc a b, a  b
        .byte 9                 # = 09
        .endif
        .ifnc "a", "b"
        .byte 10                # = 0a
        .endif
        .ifb
        .byte 11                # = 0b
        .endif
        .ifnb x
        .byte 12                # = 0c
        .endif
        .ifeq X - 1; .byte 13; .endif   # = 0d
        .ifne X - 1; .byte 14; .endif
        .ifgt X; .byte 15; .endif       # = 0f
        .ifge X - 1; .byte 16; .endif   # = 10
        .iflt X; .byte 17; .endif
        .ifle X - 1; .byte 18; .endif   # = 12
label:  .if 1
        .byte 19                # = 13
2:      .endif
