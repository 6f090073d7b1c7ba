# Strings that end with a zero byte. Nothing else is needed to use this file.
#
# All follow the calling convention, need no stack, and clobber only what they name.

        .ifndef SOFTMETAL_STRINGS
        .equ    SOFTMETAL_STRINGS,      1
        .include "softmetal/procedure.s"
        .pushsection .text

# In: a0 string. Out: a0 its length in bytes. Clobbers: t0, t1.
        procedure string_length
        mv      t0, a0
1:      lbu     t1, 0(t0)
        beqz    t1, 2f
        addi    t0, t0, 1
        j       1b
2:      sub     a0, t0, a0
        ret

# In: a0 and a1 strings. Out: a0 negative, 0 or positive, as the first is before, equal to or after the second.
# Clobbers: a1, t0, t1.
        procedure string_compare
1:      lbu     t0, 0(a0)
        lbu     t1, 0(a1)
        addi    a0, a0, 1
        addi    a1, a1, 1
        bne     t0, t1, 2f
        bnez    t0, 1b
2:      sub     a0, t0, t1
        ret

# Copies a string, or as much of it as fits. What is copied always ends with a zero byte.
# In: a0 destination, a1 string, a2 room at the destination in bytes, at least 1.
# Out: a0 the length copied, without the zero byte. Clobbers: a1, a2, t0, t1.
        procedure string_copy
        mv      t0, a0
1:      addi    a2, a2, -1
        beqz    a2, 2f
        lbu     t1, 0(a1)
        beqz    t1, 2f
        sb      t1, 0(t0)
        addi    a1, a1, 1
        addi    t0, t0, 1
        j       1b
2:      sb      zero, 0(t0)
        sub     a0, t0, a0
        ret

# Finds a character.
# In: a0 string, a1 character. Out: a0 the address where it first occurs, or 0. Clobbers: t0.
        procedure string_find
1:      lbu     t0, 0(a0)
        beq     t0, a1, 2f
        addi    a0, a0, 1
        bnez    t0, 1b
        li      a0, 0
2:      ret

# Reads a decimal number without a sign, which must be the whole string.
# In: a0 string. Out: a0 the number; a1 is 1, or 0 if the string is no number of at most 18 digits. Clobbers: t0-t3.
        procedure string_to_number
        mv      t0, a0
        li      a0, 0
        li      a1, 0
        li      t1, 10
        li      t3, 18
1:      lbu     t2, 0(t0)
        beqz    t2, 2f
        addi    t2, t2, -'0'
        bgeu    t2, t1, 3f
        beqz    t3, 3f
        mul     a0, a0, t1
        add     a0, a0, t2
        li      a1, 1
        addi    t0, t0, 1
        addi    t3, t3, -1
        j       1b
3:      li      a1, 0
2:      ret

        .popsection
        .endif
