# The distance of two labels is a number as soon as it is known.
        .text
start:  .word 1                 # = 01000000
end:    li a0, end - start      # = 1145
        addi a1, a1, end - start + 1 # = 9505
        lw a0, end - start(a1)  # = c841
