        .macro  add3 register, amount
        addi    \register, \register, \amount
        addi    \register, \register, \amount
        addi    \register, \register, \amount
        .endm
