        .data
        .word 1, 2
        .org 4                  # error: the location is 0x8 already, and cannot go back to 0x4
