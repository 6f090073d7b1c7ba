# Traps to supervisor mode: interrupts, system calls and faults of processes.
#
# The kernel is never interrupted. Interrupts are off from the trap until the return to the process; while there is
# nothing to run, the scheduler waits for them and serves them itself. So nothing in the kernel changes behind the back
# of other code, and a trap of the kernel itself can only be a mistake: it panics.
#
# sscratch holds the top of the kernel stack of the running process while in user mode, and 0 while in the kernel.

        .include "kernel/include/kernel.s"

# The causes that come with an address; what comes with the others differs from machine to machine
        .equ    ACCESS_CAUSES,  1 << CAUSE_INSTRUCTION_ACCESS | 1 << CAUSE_LOAD_ACCESS | 1 << CAUSE_STORE_ACCESS
        .equ    ALIGN_CAUSES,   1 << CAUSE_INSTRUCTION_MISALIGNED | 1 << CAUSE_LOAD_MISALIGNED | 1 << CAUSE_STORE_MISALIGNED
        .equ    PAGE_CAUSES,    1 << CAUSE_INSTRUCTION_PAGE_FAULT | 1 << CAUSE_LOAD_PAGE_FAULT | 1 << CAUSE_STORE_PAGE_FAULT
        .equ    ADDRESS_CAUSES, ACCESS_CAUSES | ALIGN_CAUSES | PAGE_CAUSES

        .text

# Lets traps arrive at supervisor_trap, and chooses the interrupts that matter.
        procedure trap_initialize
        csrw    sscratch, zero
        la      t0, supervisor_trap
        csrw    stvec, t0
        li      t0, SSI | SEI
        csrw    sie, t0

        li      t1, 1                           # both devices get the lowest priority, and all priorities pass
        li      t0, PLIC + PLIC_PRIORITY
        sw      t1, 4 * UART_SOURCE(t0)
        sw      t1, 4 * VIRTIO_SOURCE(t0)
        li      t0, PLIC + PLIC_ENABLE + 0x80
        li      t1, 1 << UART_SOURCE | 1 << VIRTIO_SOURCE
        sw      t1, 0(t0)
        li      t0, PLIC + PLIC_THRESHOLD + 0x1000
        sw      zero, 0(t0)
        ret

# Arrives here in supervisor mode with interrupts off and the registers of whatever was running.
        .balign 4
        procedure supervisor_trap
        csrrw   sp, sscratch, sp
        beqz    sp, kernel_trap
        addi    sp, sp, -TRAPFRAME_SIZE
        save_registers
        csrr    t0, sscratch
        sd      t0, TRAPFRAME_sp(sp)
        csrw    sscratch, zero
        save_trap s
        ld      tp, current_process
        call    user_trap
        # falls through

# Leaves the kernel through the trap frame at sp, which is at the top of the kernel stack of process tp.
        .globl  return_to_user
return_to_user:
        restore_trap s
        addi    t0, sp, TRAPFRAME_SIZE
        csrw    sscratch, t0
        restore_registers
        sret

# A trap of the kernel: sp and sscratch have been exchanged. The kernel's stack is not to be trusted.
kernel_trap:
        la      sp, panic_frame
        save_registers
        csrr    t0, sscratch
        sd      t0, TRAPFRAME_sp(sp)
        csrw    sscratch, zero
        save_trap s
        mv      a1, sp
        la      a0, kernel_trap_message
        la      sp, panic_stack_end
        j       panic_trap

# Deals with one trap of process tp, whose frame is at PROCESS_FRAME. May let other processes run before it returns.
        procedure user_trap
        enter   1
        ld      s0, PROCESS_FRAME(tp)
        ld      t0, TRAPFRAME_cause(s0)
        bltz    t0, 2f
        li      t1, CAUSE_USER_CALL
        beq     t0, t1, 1f
        call    process_crash
        j       3f
1:      ld      t0, TRAPFRAME_pc(s0)            # go on after the ecall
        addi    t0, t0, 4
        sd      t0, TRAPFRAME_pc(s0)
        call    system_call
        j       3f
2:      call    serve_interrupts
        beqz    a0, 3f
        call    process_yield
3:      ld      t0, PROCESS_KILLED(tp)
        beqz    t0, 4f
        ld      a0, PROCESS_STATUS(tp)
        call    process_exit
4:      leave

# Ends process tp because of a fault, with one line about it; the rest goes on.
        procedure process_crash
        enter   1
        ld      s0, PROCESS_FRAME(tp)
        print_text "process "
        ld      a0, PROCESS_ID(tp)
        call    print_decimal
        print_text " ("
        addi    a0, tp, PROCESS_NAME
        call    print
        print_text ") crashed: "
        ld      a0, TRAPFRAME_cause(s0)
        call    cause_name
        call    print
        print_text ", pc "
        ld      a0, TRAPFRAME_pc(s0)
        call    print_hex
        li      t0, ADDRESS_CAUSES
        ld      t1, TRAPFRAME_cause(s0)
        srl     t0, t0, t1
        andi    t0, t0, 1
        beqz    t0, 1f
        print_text ", address "
        ld      a0, TRAPFRAME_address(s0)
        call    print_hex
1:      print_text "\n"
        li      t0, STATUS_CRASHED
        sd      t0, PROCESS_STATUS(tp)
        li      t0, 1
        sd      t0, PROCESS_KILLED(tp)
        leave

# Serves all interrupts that are pending. Out: a0 is 0 if the process that was interrupted may go on, and not 0 if it
# shall give way: its time slice is over, or somebody was woken.
        procedure serve_interrupts
        enter   2
        csrr    s0, sip
        li      s1, 0
        andi    t0, s0, SSI
        beqz    t0, 1f
        csrci   sip, SSI
        call    process_wake_by_time
        li      s1, 1
1:      andi    t0, s0, SEI
        beqz    t0, 2f
        call    serve_devices
2:      la      t0, woken
        ld      t0, 0(t0)
        or      a0, s1, t0
        leave

# Asks the PLIC which devices want something, until none does.
        procedure serve_devices
        enter   1
1:      li      t0, PLIC + PLIC_CLAIM + 0x1000
        lwu     s0, 0(t0)
        beqz    s0, 4f
        li      t0, UART_SOURCE
        bne     s0, t0, 2f
        call    console_interrupt
        j       3f
2:      li      t0, VIRTIO_SOURCE
        bne     s0, t0, 3f
        call    disk_interrupt
3:      li      t0, PLIC + PLIC_CLAIM + 0x1000
        sw      s0, 0(t0)
        j       1b
4:      leave

        .section .rodata
kernel_trap_message:    .asciz  "the kernel made a mistake"
