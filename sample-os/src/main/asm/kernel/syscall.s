# System calls: what processes can ask of the kernel. The numbers and meanings are in interface.s.

        .include "kernel/include/kernel.s"

        .text

# Serves the call in the trap frame of process tp, and puts the result into its a0.
        procedure system_call
        enter   1
        ld      s0, PROCESS_FRAME(tp)
        ld      t0, TRAPFRAME_a7(s0)
        li      a0, ERROR_CALL
        li      t1, CALLS
        bgeu    t0, t1, 1f
        la      t1, calls
        slli    t0, t0, 3
        add     t1, t1, t0
        ld      t1, 0(t1)
        ld      a0, TRAPFRAME_a0(s0)
        ld      a1, TRAPFRAME_a1(s0)
        ld      a2, TRAPFRAME_a2(s0)
        jalr    t1
1:      sd      a0, TRAPFRAME_a0(s0)
        leave

        .section .rodata
        .balign 8
calls:  .quad   process_exit, call_write, call_read, call_open, call_close, call_remove
        .quad   call_exec, call_spawn, call_wait, process_kill, call_getpid, call_yield
        .quad   call_sleep, call_file, call_process, call_foreground, call_poweroff, call_panic

        .text

# Finds an open descriptor. In: a0 its number. Out: a0 its address, or 0; t0 its kind.
descriptor_find:
        li      t0, DESCRIPTORS
        bgeu    a0, t0, 1f
        slli    a0, a0, 4                       # DESCRIPTOR_SIZE is 16
        add     a0, a0, tp
        addi    a0, a0, PROCESS_DESCRIPTORS
        lwu     t0, DESCRIPTOR_KIND(a0)
        bnez    t0, 2f
1:      li      a0, 0
2:      ret

# Writes a buffer of the process: to the console, or to a file.
call_write:
        li      a3, PTE_READ
        la      a4, file_write
        la      a5, console_write
        li      a6, KIND_READER
        j       transfer

# Reads into a buffer of the process: from a file, or at most one line from the console.
call_read:
        li      a3, PTE_WRITE
        la      a4, file_read
        la      a5, console_read
        li      a6, KIND_WRITER

# Moves a buffer of the process to or from what a descriptor stands for, page by page, as the kernel finds its memory.
# In: a0 descriptor, a1 address, a2 bytes, a3 right that the process must have, a4 procedure for files, a5 procedure for
# the console, a6 the kind of descriptor that is not for this. Out: a0 bytes moved, or an error if there are none.
transfer:
        enter   9
        mv      s0, a1
        mv      s1, a2
        mv      s2, a3
        mv      s3, a4
        mv      s4, a5
        call    descriptor_find
        mv      s5, a0
        li      s6, 0                           # bytes moved
        li      s7, ERROR_DESCRIPTOR            # what the last piece gave
        beqz    a0, 4f
        beq     t0, a6, 4f
        mv      s8, t0
        mv      a0, s0
        mv      a1, s1
        mv      a2, s2
        call    user_check
        mv      s7, a0
        bltz    a0, 4f
1:      li      s7, 0
        beqz    s1, 4f
        ld      t0, PROCESS_KILLED(tp)
        bnez    t0, 4f
        mv      a0, s0
        mv      a1, s1
        mv      a2, s2
        call    user_piece
        li      t0, KIND_CONSOLE
        beq     s8, t0, 2f
        mv      a2, a0
        mv      a3, a1
        lwu     a0, DESCRIPTOR_FILE(s5)
        ld      a1, DESCRIPTOR_POSITION(s5)
        take_lock file_lock
        jalr    s3
        release_lock file_lock
        mv      s7, a0
        blez    a0, 4f
        ld      t0, DESCRIPTOR_POSITION(s5)
        add     t0, t0, a0
        sd      t0, DESCRIPTOR_POSITION(s5)
        j       3f
2:      jalr    s4
        mv      s7, a0
        li      t0, PTE_READ
        bne     s2, t0, 5f                      # one line is enough
3:      add     s0, s0, s7
        sub     s1, s1, s7
        add     s6, s6, s7
        j       1b
4:      mv      a0, s6                          # what has been moved counts more than what came then
        bnez    s6, 5f
        mv      a0, s7
5:      leave

call_open:
        enter   3, locals=NAME_SIZE
        mv      s1, a1
        mv      a1, a0
        mv      a0, sp
        li      a2, NAME_SIZE
        call    copy_string_from_user
        bltz    a0, 3f
        li      a0, ERROR_DESCRIPTORS           # finds a free descriptor first
        addi    s0, tp, PROCESS_DESCRIPTORS
        li      s2, 0
1:      lwu     t0, DESCRIPTOR_KIND(s0)
        beqz    t0, 2f
        addi    s0, s0, DESCRIPTOR_SIZE
        addi    s2, s2, 1
        li      t0, DESCRIPTORS
        bne     s2, t0, 1b
        j       3f
2:      mv      a0, sp
        mv      a1, s1
        mv      a2, s0
        call    file_open
        bltz    a0, 3f
        mv      a0, s2
3:      leave

call_close:
        enter
        call    descriptor_find
        mv      t1, a0
        li      a0, ERROR_DESCRIPTOR
        beqz    t1, 1f
        mv      a0, t1
        call    file_close
1:      leave

# Closes all files of process tp.
        procedure descriptors_close
        enter   2
        addi    s0, tp, PROCESS_DESCRIPTORS
        addi    s1, s0, DESCRIPTORS * DESCRIPTOR_SIZE
1:      lwu     t0, DESCRIPTOR_KIND(s0)
        li      t1, KIND_READER
        bltu    t0, t1, 2f
        mv      a0, s0
        call    file_close
2:      addi    s0, s0, DESCRIPTOR_SIZE
        bne     s0, s1, 1b
        leave

call_remove:
        la      a2, file_remove
        j       call_with_name

call_exec:
        la      a2, program_exec
        j       call_with_name

call_spawn:
        la      a2, program_spawn

# Copies the name at a0 from the process, and calls the procedure at a2 with it and a1.
call_with_name:
        enter   2, locals=NAME_SIZE
        mv      s0, a1
        mv      s1, a2
        mv      a1, a0
        mv      a0, sp
        li      a2, NAME_SIZE
        call    copy_string_from_user
        bltz    a0, 1f
        mv      a0, sp
        mv      a1, s0
        jalr    s1
1:      leave

call_wait:
        enter   2, locals=8
        mv      s0, a0
        mv      s1, a1
        sd      a2, 0(sp)
        beqz    a1, 1f
        mv      a0, a1
        li      a1, 8
        li      a2, PTE_WRITE
        call    user_check
        bltz    a0, 2f
1:      mv      a0, s0
        ld      a1, 0(sp)
        call    process_wait
        blez    a0, 2f
        beqz    s1, 2f
        mv      s0, a0
        sd      a1, 0(sp)
        mv      a0, s1
        mv      a1, sp
        li      a2, 8
        call    copy_to_user
        mv      a0, s0
2:      leave

call_getpid:
        ld      a0, PROCESS_ID(tp)
        ret

call_yield:
        enter
        call    process_yield
        li      a0, 0
        leave

call_sleep:
        enter   1
        li      t0, 1 << 32                     # 49 days are enough
        bleu    a0, t0, 1f
        mv      a0, t0
1:      li      t0, TICKS_PER_MILLISECOND
        mul     s0, a0, t0
        csrr    t0, time
        add     s0, s0, t0
2:      csrr    t0, time
        li      a0, 0
        bgeu    t0, s0, 3f
        li      a0, ERROR_KILLED
        ld      t0, PROCESS_KILLED(tp)
        bnez    t0, 3f
        li      a0, 0                           # nobody wakes this channel
        mv      a1, s0
        call    process_sleep
        j       2b
3:      leave

call_file:
        enter   1, locals=ENTRY_SIZE
        mv      s0, a1
        mv      a1, sp
        call    file_describe
        blez    a0, 1f
        mv      a0, s0
        mv      a1, sp
        li      a2, ENTRY_SIZE
        call    copy_to_user
        bltz    a0, 1f
        li      a0, 1
1:      leave

call_process:
        enter   1, locals=LISTED_SIZE
        mv      s0, a1
        la      t0, processes
        la      t1, processes_end
1:      ld      t2, PROCESS_STATE(t0)
        beqz    t2, 2f
        beqz    a0, 3f
        addi    a0, a0, -1
2:      addi    t0, t0, PROCESS_SIZE
        bne     t0, t1, 1b
        li      a0, 0
        j       5f
3:      sd      t2, LISTED_STATE(sp)
        ld      t2, PROCESS_ID(t0)
        sd      t2, LISTED_ID(sp)
        ld      t1, PROCESS_PARENT(t0)
        beqz    t1, 4f
        ld      t1, PROCESS_ID(t1)
4:      sd      t1, LISTED_PARENT(sp)
        addi    a0, sp, LISTED_NAME
        addi    a1, t0, PROCESS_NAME
        li      a2, NAME_SIZE + 4
        call    copy_memory
        mv      a0, s0
        mv      a1, sp
        li      a2, LISTED_SIZE
        call    copy_to_user
        bltz    a0, 5f
        li      a0, 1
5:      leave

# Only a child of the process, or nobody, can become the foreground.
call_foreground:
        enter   1
        mv      s0, a0
        beqz    a0, 1f
        call    process_find
        mv      t0, a0
        li      a0, ERROR_NO_PROCESS
        beqz    t0, 2f
        ld      t0, PROCESS_PARENT(t0)
        bne     t0, tp, 2f
1:      mv      a0, s0
        call    console_set_foreground
        li      a0, 0
2:      leave

call_poweroff:
        enter
        take_lock file_lock                     # not in the middle of a change to the disk
        call    disk_flush
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
1:      wfi
        j       1b

# Fails as a wrong kernel would: by a store through a pointer that was never set.
call_panic:
        li      t0, 0
        sd      zero, 0(t0)
        ret
