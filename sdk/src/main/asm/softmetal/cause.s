# Names of the causes of traps, for messages. Nothing else is needed to use this file.

        .ifndef SOFTMETAL_CAUSE
        .equ    SOFTMETAL_CAUSE,        1
        .include "softmetal/procedure.s"
        .pushsection .text

# In: a0 the value of mcause or scause. Out: a0 its name, a string. Clobbers: t0, t1.
        procedure cause_name
        la      t0, .Lcause_interrupt
        bltz    a0, 1f
        la      t0, .Lcause_unknown
        li      t1, 16
        bgeu    a0, t1, 1f
        la      t1, .Lcause_names
        slli    a0, a0, 3
        add     t1, t1, a0
        ld      t0, 0(t1)
1:      mv      a0, t0
        ret

        .section .rodata
        .balign 8
.Lcause_names:
        .quad   .Lcause_0, .Lcause_1, .Lcause_2, .Lcause_3, .Lcause_4, .Lcause_5, .Lcause_6, .Lcause_7
        .quad   .Lcause_8, .Lcause_9, .Lcause_unknown, .Lcause_11
        .quad   .Lcause_12, .Lcause_13, .Lcause_unknown, .Lcause_15
.Lcause_0:              .asciz  "misaligned instruction"
.Lcause_1:              .asciz  "instruction access fault"
.Lcause_2:              .asciz  "illegal instruction"
.Lcause_3:              .asciz  "breakpoint"
.Lcause_4:              .asciz  "misaligned load"
.Lcause_5:              .asciz  "load access fault"
.Lcause_6:              .asciz  "misaligned store"
.Lcause_7:              .asciz  "store access fault"
.Lcause_8:              .asciz  "call from user mode"
.Lcause_9:              .asciz  "call from supervisor mode"
.Lcause_11:             .asciz  "call from machine mode"
.Lcause_12:             .asciz  "instruction page fault"
.Lcause_13:             .asciz  "load page fault"
.Lcause_15:             .asciz  "store page fault"
.Lcause_interrupt:      .asciz  "interrupt"
.Lcause_unknown:        .asciz  "unknown cause"

        .popsection
        .endif
