# From reset to the kernel, and all of the kernel that stays in machine mode.
#
# The board starts every hart at _start: machine mode, no paging, interrupts off, a0 the number of the hart. Hart 0
# prepares the machine and goes on in supervisor mode at kernel_main; the others sleep for ever.

        .include "kernel/include/kernel.s"

# What goes wrong with processes
        .equ    FETCH_FAULTS,   1 << CAUSE_INSTRUCTION_MISALIGNED | 1 << CAUSE_INSTRUCTION_ACCESS
        .equ    LOAD_FAULTS,    1 << CAUSE_LOAD_MISALIGNED | 1 << CAUSE_LOAD_ACCESS
        .equ    STORE_FAULTS,   1 << CAUSE_STORE_MISALIGNED | 1 << CAUSE_STORE_ACCESS
        .equ    PAGE_FAULTS,    1 << CAUSE_INSTRUCTION_PAGE_FAULT | 1 << CAUSE_LOAD_PAGE_FAULT | 1 << CAUSE_STORE_PAGE_FAULT
        .equ    OTHER_FAULTS,   1 << CAUSE_ILLEGAL_INSTRUCTION | 1 << CAUSE_BREAKPOINT
        .equ    FAULTS,         FETCH_FAULTS | LOAD_FAULTS | STORE_FAULTS | PAGE_FAULTS | OTHER_FAULTS

        .section .text.boot, "ax"
        procedure _start
        csrw    mie, zero
        csrr    t0, mhartid
        bnez    t0, park

        la      sp, boot_stack_end
        la      t0, kernel_bss
        la      t1, kernel_bss_end
1:      sd      zero, 0(t0)                     # what the loader may have left is no data of ours
        addi    t0, t0, 8
        bltu    t0, t1, 1b

        # Faults and calls of processes, and what concerns the kernel, go to supervisor mode without coming by here.
        li      t0, FAULTS | 1 << CAUSE_USER_CALL
        csrw    medeleg, t0
        li      t0, SSI | SEI
        csrw    mideleg, t0

        # Supervisor mode may use all of memory, and read the time.
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, PMP_READ | PMP_WRITE | PMP_EXECUTE | PMP_TOR
        csrw    pmpcfg0, t0
        li      t0, 2
        csrw    mcounteren, t0

        # The timer interrupts machine mode, which passes it on.
        la      t0, machine_registers
        csrw    mscratch, t0
        la      t0, machine_trap
        csrw    mtvec, t0
        li      t0, CLINT + CLINT_MTIME
        ld      t1, 0(t0)
        li      t0, SLICE
        add     t1, t1, t0
        li      t0, CLINT + CLINT_MTIMECMP
        sd      t1, 0(t0)
        li      t0, MTI
        csrw    mie, t0

        # "Return" to supervisor mode.
        csrw    satp, zero
        li      t0, MSTATUS_MPP
        csrc    mstatus, t0
        li      t0, MSTATUS_MPP_S
        csrs    mstatus, t0
        la      t0, kernel_main
        csrw    mepc, t0
        mret
park:   wfi
        j       park

        .text

# Arrives here in machine mode, whatever was running: the timer, or something that should never happen. mscratch points
# to machine_registers.
        .balign 4
machine_trap:
        csrrw   sp, mscratch, sp
        sd      t0, 0(sp)
        sd      t1, 8(sp)
        csrr    t0, mcause
        addi    t0, t0, -INTERRUPT_MACHINE_TIMER
        slli    t0, t0, 1                       # drop the bit that says "interrupt"
        bnez    t0, machine_fault

        li      t0, CLINT + CLINT_MTIME         # the next time slice starts now
        ld      t1, 0(t0)
        li      t0, SLICE
        add     t1, t1, t0
        li      t0, CLINT + CLINT_MTIMECMP
        sd      t1, 0(t0)
        csrsi   mip, SSI                        # the kernel sees the timer as a software interrupt

        ld      t1, 8(sp)
        ld      t0, 0(sp)
        csrrw   sp, mscratch, sp
        mret

# A trap of machine mode itself, or of a kind that is not delegated: the kernel is wrong.
machine_fault:
        ld      t1, 8(sp)
        ld      t0, 0(sp)
        la      sp, panic_frame
        save_registers
        csrr    t0, mscratch
        sd      t0, TRAPFRAME_sp(sp)
        save_trap m
        mv      a1, sp
        la      a0, machine_fault_message
        la      sp, panic_stack_end
        j       panic_trap

# The first code in supervisor mode: paging is off, interrupts are off, sp is the boot stack. Brings up one part after
# the other, makes the first process, and becomes the scheduler.
        procedure kernel_main
        call    console_initialize
        call    memory_initialize
        call    trap_initialize
        call    disk_initialize
        call    process_initialize
        j       scheduler

# The first process starts here, still in the kernel: it can wait for the disk, which kernel_main could not. sp is the
# trap frame through which it leaves for user mode, as the program `init`.
        procedure first_process
        call    file_mount
        print_text "\nSoftmetal sample OS: 32 MiB of memory, 16 processes, slate disk with "
        call    file_free_blocks
        slli    a0, a0, 2
        call    print_decimal
        print_text " KiB free\nType help for the commands.\n"
        la      a0, first_program
        mv      a1, zero
        call    program_exec
        bgez    a0, 1f
        panic   "cannot run init: is it on the disk?"
1:      j       return_to_user

        .section .rodata
first_program:          .asciz  "init"
machine_fault_message:  .asciz  "unexpected trap to machine mode"

        .bss
        .balign 16
machine_registers:      .zero   16              # t0 and t1 of whoever the timer interrupted
        .globl  panic_frame, panic_stack_end
panic_frame:            .zero   TRAPFRAME_SIZE
        .zero   2048
panic_stack_end:
        .zero   4096
boot_stack_end:
