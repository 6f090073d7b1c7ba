# Copy, move, fill and compare memory. Nothing else is needed to use this file.
#
# All four follow the calling convention, need no stack, and clobber only what they name.

        .ifndef SOFTMETAL_MEMORY
        .equ    SOFTMETAL_MEMORY,       1
        .include "softmetal/procedure.s"
        .pushsection .text

# Copies bytes between places that do not overlap: eight at a time where both places allow it.
# In: a0 destination, a1 source, a2 number of bytes. Out: a0 as it was. Clobbers: a1, a2, t0-t2.
        procedure copy_memory
        mv      t0, a0
        or      t1, a0, a1
        andi    t1, t1, 7
        bnez    t1, .Lcopy_bytes
        li      t2, 8
.Lcopy_words:
        bltu    a2, t2, .Lcopy_bytes
        ld      t1, 0(a1)
        sd      t1, 0(t0)
        addi    a1, a1, 8
        addi    t0, t0, 8
        addi    a2, a2, -8
        j       .Lcopy_words
.Lcopy_bytes:
        beqz    a2, 1f
        lbu     t1, 0(a1)
        sb      t1, 0(t0)
        addi    a1, a1, 1
        addi    t0, t0, 1
        addi    a2, a2, -1
        j       .Lcopy_bytes
1:      ret

# Copies bytes between places that may overlap.
# In: a0 destination, a1 source, a2 number of bytes. Out: a0 as it was. Clobbers: a1, a2, t0-t2.
        procedure move_memory
        sub     t0, a0, a1
        bgeu    t0, a2, copy_memory             # the destination does not start inside the source
        add     t0, a0, a2
        add     a1, a1, a2
1:      beq     t0, a0, 2f                      # backwards, so that nothing is overwritten unread
        addi    t0, t0, -1
        addi    a1, a1, -1
        lbu     t1, 0(a1)
        sb      t1, 0(t0)
        j       1b
2:      ret

# Fills memory with one byte.
# In: a0 destination, a1 the byte, a2 number of bytes. Out: a0 as it was. Clobbers: a2, t0, t1.
        procedure fill_memory
        add     t1, a0, a2
        mv      t0, a0
1:      beq     t0, t1, 2f
        sb      a1, 0(t0)
        addi    t0, t0, 1
        j       1b
2:      ret

# Compares two places byte by byte.
# In: a0 and a1 the places, a2 number of bytes. Out: a0 negative, 0 or positive, as the first byte that differs is
# smaller, absent or greater in the first place. Clobbers: a1, a2, t0, t1.
        procedure compare_memory
1:      beqz    a2, 2f
        lbu     t0, 0(a0)
        lbu     t1, 0(a1)
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        beq     t0, t1, 1b
        sub     a0, t0, t1
        ret
2:      li      a0, 0
        ret

        .popsection
        .endif
