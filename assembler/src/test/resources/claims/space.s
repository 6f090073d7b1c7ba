# Padding and places.
        .data
        .byte 1                 # = 01
        .balign 4               # = 000000
        .byte 2                 # = 02
        .balign 4, 0xaa         # = aaaaaa
        .byte 3                 # = 03
        .balign 4, , 2          # too far: nothing
        .p2align 1              # = 00
        .space 2, 0x55          # = 5555
        .zero 1                 # = 00
        .fill 2, 2, 0x1234      # = 34123412
        .org 24, 0xee           # = eeeeeeeeeeeeee
start:  .byte 4                 # = 04
        .space 4 - (. - start)  # = 000000
        . = 32                  # = 00000000
