# Processes: their table, the scheduler, sleeping and waking, ending and being waited for.
#
# While the kernel works for a process, tp holds its address in the table, and sp is in its kernel stack; in the
# scheduler tp is 0 and sp is the boot stack. A process runs until it sleeps, ends, or has used up its time slice.

        .include "kernel/include/kernel.s"

        .text

# Makes the first process, which has no program yet: it starts in the kernel, at first_process.
        procedure process_initialize
        enter   1
        mv      tp, zero
        call    address_space_create
        call    process_create
        mv      s0, a0
        la      t0, first_process
        sd      t0, CONTEXT_ra(s0)
        li      t0, STATE_READY
        sd      t0, PROCESS_STATE(s0)
        leave

# Takes a free place in the table for a child of tp: console open, all registers zero, about to return to user mode. The
# caller gives it a program and makes it ready.
# In: a0 root table. Out: a0 the process, or 0 if there is no free place.
        procedure process_create
        enter   2
        mv      s1, a0
        la      s0, processes
        la      t0, processes_end
        la      t1, kernel_stacks
        li      t2, 2 * PAGE_SIZE
1:      add     t1, t1, t2                      # end of the stack that belongs to the place
        ld      t3, PROCESS_STATE(s0)
        beqz    t3, 2f
        addi    s0, s0, PROCESS_SIZE
        bne     s0, t0, 1b
        li      a0, 0
        j       3f

2:      addi    t1, t1, -TRAPFRAME_SIZE
        sd      t1, PROCESS_FRAME(s0)
        sd      t1, CONTEXT_sp(s0)
        la      t0, return_to_user
        sd      t0, CONTEXT_ra(s0)
        la      t0, next_id
        ld      t2, 0(t0)
        sd      t2, PROCESS_ID(s0)
        addi    t2, t2, 1
        sd      t2, 0(t0)
        sd      tp, PROCESS_PARENT(s0)
        sd      s1, PROCESS_ROOT(s0)
        sd      zero, PROCESS_KILLED(s0)
        mv      a0, t1
        li      a1, 0
        li      a2, TRAPFRAME_SIZE
        call    fill_memory
        li      t0, SSTATUS_SPIE                # user mode with interrupts on
        sd      t0, TRAPFRAME_status(a0)
        addi    a0, s0, PROCESS_DESCRIPTORS
        li      a1, 0
        li      a2, DESCRIPTORS * DESCRIPTOR_SIZE
        call    fill_memory
        li      t0, KIND_CONSOLE
        sw      t0, DESCRIPTOR_KIND(a0)
        sw      t0, DESCRIPTOR_SIZE + DESCRIPTOR_KIND(a0)
        sw      t0, 2 * DESCRIPTOR_SIZE + DESCRIPTOR_KIND(a0)
        mv      a0, s0
3:      leave

# Runs the processes that are ready, for ever: first the one that was just woken, so that who waits for a key or the
# disk does not wait for the time slices of all others; then one after the other. With none ready, waits for an
# interrupt.
        procedure scheduler
        la      s0, processes                   # whose turn it was last
1:      la      t0, woken
        ld      s2, 0(t0)
        sd      zero, 0(t0)
        beqz    s2, 2f
        ld      t0, PROCESS_STATE(s2)
        li      t1, STATE_READY
        beq     t0, t1, 6f
2:      li      s1, PROCESSES
3:      addi    s0, s0, PROCESS_SIZE            # start after the one that ran last, so that all get their turn
        la      t0, processes_end
        bne     s0, t0, 4f
        la      s0, processes
4:      ld      t0, PROCESS_STATE(s0)
        li      t1, STATE_READY
        beq     t0, t1, 5f
        addi    s1, s1, -1
        bnez    s1, 3b
        wfi                                     # ends when something is pending, though interrupts are off
        call    serve_interrupts
        j       1b

5:      mv      s2, s0
6:      li      t0, STATE_RUNNING
        sd      t0, PROCESS_STATE(s2)
        la      t0, current_process
        sd      s2, 0(t0)
        mv      tp, s2
        ld      a0, PROCESS_ROOT(s2)
        call    address_space_enter
        la      a0, scheduler_context
        mv      a1, s2
        call    switch_context
        mv      tp, zero
        j       1b

# Leaves one flow of control and goes on with another, where that one has called switch_context.
# In: a0 the context to keep this one in, a1 the context to go on with.
        procedure switch_context
        .irp    register, ra,sp,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11
        sd      \register, CONTEXT_\register(a0)
        .endr
        .irp    register, ra,sp,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11
        ld      \register, CONTEXT_\register(a1)
        .endr
        ret

# Gives the hart away. In: a0 the state of process tp from now on. Returns when the scheduler chooses it again.
        procedure process_give_way
        sd      a0, PROCESS_STATE(tp)
        mv      a0, tp
        la      a1, scheduler_context
        tail    switch_context

# Lets other processes run before process tp goes on.
        procedure process_yield
        li      a0, STATE_READY
        tail    process_give_way

# Puts process tp to sleep. It is woken for the channel, at the time, or because it is killed: the caller checks again
# what it waits for. In: a0 channel, a1 time, or -1 for never.
        procedure process_sleep
        sd      a0, PROCESS_CHANNEL(tp)
        sd      a1, PROCESS_WAKE_TIME(tp)
        li      a0, STATE_SLEEPING
        tail    process_give_way

# Makes all processes ready that sleep for a channel. In: a0 channel. Clobbers: t0-t3.
        procedure process_wake
        la      t0, processes
        la      t1, processes_end
1:      ld      t2, PROCESS_STATE(t0)
        li      t3, STATE_SLEEPING
        bne     t2, t3, 2f
        ld      t2, PROCESS_CHANNEL(t0)
        bne     t2, a0, 2f
        li      t2, STATE_READY
        sd      t2, PROCESS_STATE(t0)
        la      t3, woken
        sd      t0, 0(t3)
2:      addi    t0, t0, PROCESS_SIZE
        bne     t0, t1, 1b
        ret

# Makes all processes ready whose time has come. They wait for their turn, and so does who was woken before: this is
# called at the end of a time slice, and even processes that wake each other all the time must leave room for the others
# then. Clobbers: a0, t0-t3.
        procedure process_wake_by_time
        la      t0, woken
        sd      zero, 0(t0)
        csrr    a0, time
        la      t0, processes
        la      t1, processes_end
1:      ld      t2, PROCESS_STATE(t0)
        li      t3, STATE_SLEEPING
        bne     t2, t3, 2f
        ld      t2, PROCESS_WAKE_TIME(t0)
        bgtu    t2, a0, 2f
        li      t2, STATE_READY
        sd      t2, PROCESS_STATE(t0)
2:      addi    t0, t0, PROCESS_SIZE
        bne     t0, t1, 1b
        ret

# Takes a lock, a word that is 0 while nobody holds it; waits for it in the kernel. In: t6 its address. Keeps a0-a3.
        procedure lock_take
        enter   1, locals=32
        .irp    n, 0,1,2,3
        sd      a\n, 8*\n(sp)
        .endr
        mv      s0, t6
1:      ld      t0, 0(s0)
        beqz    t0, 2f
        mv      a0, s0
        li      a1, -1
        call    process_sleep
        j       1b
2:      sd      tp, 0(s0)
        .irp    n, 0,1,2,3
        ld      a\n, 8*\n(sp)
        .endr
        leave

# Gives a lock back. In: t6 its address. Keeps a0-a3.
        procedure lock_release
        enter   1
        mv      s0, a0
        sd      zero, 0(t6)
        mv      a0, t6
        call    process_wake
        mv      a0, s0
        leave

# Ends process tp. Its place stays taken until the parent has asked for the status; its children go to the first
# process, which asks for all. In: a0 exit status. Does not return.
        procedure process_exit
        enter   2
        sd      a0, PROCESS_STATUS(tp)
        la      s0, processes
        bne     tp, s0, 1f
        panic   "init has ended"
1:      call    descriptors_close
        mv      a0, tp
        call    console_forget

        la      s1, processes_end
2:      ld      t0, PROCESS_PARENT(s0)
        bne     t0, tp, 3f
        la      t0, processes
        sd      t0, PROCESS_PARENT(s0)
        mv      a0, t0
        call    process_wake
3:      addi    s0, s0, PROCESS_SIZE
        bne     s0, s1, 2b

        ld      a0, PROCESS_PARENT(tp)          # a parent that waits sleeps for its own address
        call    process_wake
        addi    a0, tp, PROCESS_STATUS          # and who kills, for the victim's status
        call    process_wake
        li      a0, STATE_ENDED
        call    process_give_way
        panic   "a process ran after its end"

# Waits until a child of process tp has ended, and frees its place.
# In: a0 id of the child, or 0 for any, a1 WAIT_BLOCK or WAIT_POLL. Out: a0 its id and a1 its exit status; or a0 is 0 if
# polling found that it still runs, ERROR_NO_PROCESS if there is no such child, ERROR_KILLED if process tp is to end.
        procedure process_wait
        enter   4
        mv      s0, a0
        mv      s1, a1
1:      la      s2, processes
        la      s3, processes_end
        li      t2, ERROR_NO_PROCESS
2:      ld      t0, PROCESS_PARENT(s2)
        bne     t0, tp, 3f
        ld      t0, PROCESS_STATE(s2)
        beqz    t0, 3f
        ld      a0, PROCESS_ID(s2)
        beqz    s0, 4f
        bne     s0, a0, 3f
4:      li      t2, 0                           # there is such a child
        li      t1, STATE_ENDED
        beq     t0, t1, 5f
3:      addi    s2, s2, PROCESS_SIZE
        bne     s2, s3, 2b

        mv      a0, t2
        bnez    t2, 6f
        li      t0, WAIT_POLL
        beq     s1, t0, 6f
        li      a0, ERROR_KILLED
        ld      t0, PROCESS_KILLED(tp)
        bnez    t0, 6f
        mv      a0, tp
        li      a1, -1
        call    process_sleep
        j       1b

5:      mv      a0, s2
        ld      s0, PROCESS_ID(s2)
        ld      s1, PROCESS_STATUS(s2)
        sd      zero, PROCESS_STATE(s2)
        sd      zero, PROCESS_PARENT(s2)
        ld      a0, PROCESS_ROOT(s2)
        call    address_space_free
        mv      a0, s0
        mv      a1, s1
6:      leave

# Finds a process that has not ended. In: a0 its id. Out: a0 the process, or 0. Clobbers: t0-t3.
        procedure process_find
        la      t0, processes
        la      t1, processes_end
1:      ld      t2, PROCESS_ID(t0)
        bne     t2, a0, 2f
        ld      t2, PROCESS_STATE(t0)
        beqz    t2, 2f
        li      t3, STATE_ENDED
        bne     t2, t3, 3f
2:      addi    t0, t0, PROCESS_SIZE
        bne     t0, t1, 1b
        li      t0, 0
3:      mv      a0, t0
        ret

# Marks a process to end before it sees user mode again, and wakes it. In: a0 the process. Clobbers: t0, t1.
        procedure process_mark_killed
        li      t0, 1
        sd      t0, PROCESS_KILLED(a0)
        li      t0, STATUS_KILLED
        sd      t0, PROCESS_STATUS(a0)
        ld      t0, PROCESS_STATE(a0)
        li      t1, STATE_SLEEPING
        bne     t0, t1, 1f
        li      t0, STATE_READY
        sd      t0, PROCESS_STATE(a0)
1:      ret

# Kills a process, and waits until it has ended.
# In: a0 id. Out: a0 0, ERROR_NO_PROCESS, ERROR_PROTECTED, or ERROR_KILLED if process tp itself is to end.
        procedure process_kill
        enter   2
        mv      s1, a0
        call    process_find
        mv      s0, a0
        li      a0, ERROR_NO_PROCESS
        beqz    s0, 3f
        li      a0, ERROR_PROTECTED
        la      t0, processes
        beq     s0, t0, 3f
        mv      a0, s0
        call    process_mark_killed
1:      li      a0, ERROR_KILLED
        ld      t0, PROCESS_KILLED(tp)
        bnez    t0, 3f
        mv      a0, s1
        call    process_find
        beqz    a0, 3f
        addi    a0, s0, PROCESS_STATUS
        li      a1, -1
        call    process_sleep
        j       1b
3:      leave

# Marks a process and everything that descends from it to end. In: a0 id.
        procedure process_kill_family
        enter   3
        mv      s0, a0
        la      s1, processes
        la      s2, processes_end
1:      ld      t0, PROCESS_STATE(s1)
        beqz    t0, 4f
        mv      t1, s1
2:      ld      t0, PROCESS_ID(t1)              # from parent to parent, up to the first process
        beq     t0, s0, 3f
        ld      t1, PROCESS_PARENT(t1)
        bnez    t1, 2b
        j       4f
3:      mv      a0, s1
        call    process_mark_killed
4:      addi    s1, s1, PROCESS_SIZE
        bne     s1, s2, 1b
        leave

        .data
        .balign 8
next_id:        .quad   1

        .bss
        .balign 16
        .globl  current_process, processes, processes_end, woken
current_process:        .zero   8
woken:                  .zero   8               # the process that was woken last and has not run since, or 0
scheduler_context:      .zero   CONTEXT_SIZE
processes:              .zero   PROCESSES * PROCESS_SIZE
processes_end:

        .section .stacks, "aw", @nobits
        .balign PAGE_SIZE
kernel_stacks:  .zero   PROCESSES * 2 * PAGE_SIZE       # for each process a page that is not mapped, and its stack
