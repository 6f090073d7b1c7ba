# The end of a kernel that can go no further: says what happened, where, and with which registers, and switches the
# machine off with a failure status.
#
# Prints through softmetal/console.s, and so through the kernel's `put_character`, which must work without interrupts.
# A panic during a panic prints one line and switches off.

        .ifndef SOFTMETAL_PANIC
        .equ    SOFTMETAL_PANIC,        1
        .include "softmetal/board.s"
        .include "softmetal/procedure.s"
        .include "softmetal/trapframe.s"
        .include "softmetal/messages.s"
        .include "softmetal/console.s"
        .include "softmetal/cause.s"

        .equ    PANIC_STATUS,           1       # the machine's exit status
        .equ    PANIC_STACK_WORDS,      16

        .pushsection .text

# Panics where the kernel itself found that something is wrong. Does not return.
# In: a0 message. The dump shows all registers as they were, but for a0, ra and sp, which the call has changed.
        procedure panic_here
        csrci   sstatus, 2                      # no interrupt shall come between
        addi    sp, sp, -TRAPFRAME_SIZE
        save_registers
        addi    t0, sp, TRAPFRAME_SIZE
        sd      t0, TRAPFRAME_sp(sp)
        sd      ra, TRAPFRAME_pc(sp)
        csrr    t0, sstatus
        sd      t0, TRAPFRAME_status(sp)
        mv      s0, sp
        mv      s1, a0
        call    panic_title
        li      s2, 0                           # there was no trap, so there is no cause
        j       panic_report

# Panics because of a trap that should not have happened. Does not return.
# In: a0 message, a1 trap frame; sp a stack with 256 bytes of room, not the one that may have caused the trap.
        procedure panic_trap
        mv      s0, a1
        mv      s1, a0
        call    panic_title
        print_text "cause "
        ld      a0, TRAPFRAME_cause(s0)
        call    cause_name
        call    print
        print_text ", address "
        ld      a0, TRAPFRAME_address(s0)
        call    print_hex
        print_text "\n"
        j       panic_report

# Prints the title, the message in s1; the second time, switches the machine off instead.
        procedure panic_title
        enter
        la      t0, panicking
        lw      t1, 0(t0)
        li      t2, 1
        sw      t2, 0(t0)
        beqz    t1, 1f
        print_text "\nPANIC inside the panic\n"
        j       panic_switch_off
1:      print_text "\nPANIC: "
        mv      a0, s1
        call    print
        print_text "\n"
        leave

# Prints the frame at s0 and the stack of its owner, and switches the machine off.
panic_report:
        print_text "pc    "
        ld      a0, TRAPFRAME_pc(s0)
        call    print_hex
        print_text "  status "
        ld      a0, TRAPFRAME_status(s0)
        call    print_hex
        la      s1, .Lpanic_registers           # names of four bytes, in the order of the frame
        mv      s2, s0
        li      s3, 0
1:      andi    t0, s3, 3
        li      a0, '\n'
        beqz    t0, 2f
        li      a0, ' '
2:      call    put_character
        mv      a0, s1
        li      a1, 4
        call    print_padded
        ld      a0, 0(s2)
        call    print_hex
        addi    s1, s1, 4
        addi    s2, s2, 8
        addi    s3, s3, 1
        li      t0, 31
        bne     s3, t0, 1b

        print_text "\nstack, from sp"
        ld      s1, TRAPFRAME_sp(s0)
        andi    s1, s1, -8
        li      s3, 0
3:      andi    t0, s3, 3
        li      a0, '\n'
        beqz    t0, 4f
        li      a0, ' '
4:      call    put_character
        ld      a0, 0(s1)                       # if even this faults, the panic inside the panic ends it
        call    print_hex
        addi    s1, s1, 8
        addi    s3, s3, 1
        slli    t0, s1, 64 - 12                 # what follows the page may not exist
        beqz    t0, 5f
        li      t0, PANIC_STACK_WORDS
        bne     s3, t0, 3b
5:      print_text "\n"

panic_switch_off:
        li      t0, FINISHER
        li      t1, PANIC_STATUS << 16 | FINISHER_FAIL
        sw      t1, 0(t0)
6:      wfi
        j       6b

        .section .rodata
.Lpanic_registers:
        .irp    register, ra,sp,gp,tp,t0,t1,t2,s0,s1,a0,a1,a2,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9
        .ascii  "\register\0\0"
        .endr
        .ascii  "s10\0s11\0"
        .irp    register, t3,t4,t5,t6
        .ascii  "\register\0\0"
        .endr

        .section .bss
        .balign 4
panicking:
        .zero   4

        .popsection
        .endif
