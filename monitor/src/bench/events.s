# What an operating system does all the time, ITERATIONS times over: how long each event takes.
#
#   EVENT 0   a system call that does nothing, from user mode and back, all registers saved
#   EVENT 1   a demand page fault: a process touches a page, the kernel maps it, the process goes on
#   EVENT 2   the kernel maps a page, stores to it and loads from it, and unmaps it, with sfence.vma for its address
#   EVENT 3   a timer interrupt in machine mode, handed on to the kernel, which switches to another process and its page tables
#
# Sv39 maps the gigabyte of RAM and that of devices to themselves for the kernel; at USER lies the page of the process, and
# from WINDOW on there are 64 pages that come and go. At the end the machine is switched off.

        .include "softmetal/board.s"

        .ifndef ITERATIONS
        .equ    ITERATIONS, 1000
        .endif
        .ifndef EVENT
        .equ    EVENT,      0
        .endif
        .equ    USER,       0x40000000
        .equ    WINDOW,     0x40010000
        .equ    PAGES,      64
        .equ    FRAME,      0xc7                # V R W A D
        .equ    USER_FRAME, 0xd7                # V R W U A D

        .globl  _start
_start: csrr    t0, mhartid
        bnez    t0, sleep

# Two root tables, one for each process; they lead to the same.
        la      t0, root_a
        la      t1, root_b
        li      t2, 0xc7                        # devices: V R W A D
        sd      t2, 0(t0)
        sd      t2, 0(t1)
        la      t2, middle
        srli    t2, t2, 2
        ori     t2, t2, 1
        sd      t2, 8(t0)
        sd      t2, 8(t1)
        li      t2, (RAM >> 2) | 0xcf           # V R W X A D
        sd      t2, 16(t0)
        sd      t2, 16(t1)
        la      t0, middle
        la      t1, leaves
        srli    t2, t1, 2
        ori     t2, t2, 1
        sd      t2, 0(t0)
        la      t2, process
        srli    t2, t2, 2
        ori     t2, t2, 0xdb                    # V R X U A D
        sd      t2, 0(t1)

        li      t0, -1                          # let the other modes reach everything
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, machine_frame
        csrw    mscratch, t0
        la      t0, trap
        csrw    stvec, t0
        la      t0, frame_a
        csrw    sscratch, t0
        li      t0, 0xb1ff                      # all but calls of the kernel
        csrw    medeleg, t0
        li      t0, 2                           # the kernel's software interrupt
        csrw    mideleg, t0
        li      t0, 2 | 1 << 7
        csrw    mie, t0
        li      t0, CLINT + CLINT_MTIMECMP
        li      t1, -1
        sd      t1, 0(t0)
        la      t0, root_a
        srli    s10, t0, 12
        li      t1, 8 << 60
        or      s10, s10, t1
        csrw    satp, s10
        sfence.vma
        li      s11, ITERATIONS
        la      t0, remaining
        sd      s11, 0(t0)
        li      t0, 3 << 11
        csrc    mstatus, t0
        .if EVENT == 2
        li      t0, 1 << 11
        csrs    mstatus, t0
        la      t0, map_and_unmap
        .else
        li      t0, USER
        .endif
        csrw    mepc, t0
        .if EVENT == 3
        li      t0, CLINT + CLINT_MTIMECMP
        sd      zero, 0(t0)
        .endif
        mret

# In the kernel: s11 is how often.
map_and_unmap:
        la      s0, leaves
        la      s1, frames
        srli    s1, s1, 2
        ori     s1, s1, FRAME
        li      s2, 0
        li      s3, WINDOW
1:      andi    t0, s2, PAGES - 1               # one page after the other
        addi    t1, t0, 16
        slli    t1, t1, 3
        add     t1, t1, s0
        slli    t2, t0, 10
        add     t2, t2, s1
        slli    t3, t0, 12
        add     t3, t3, s3
        sd      t2, 0(t1)
        sd      s2, 0(t3)
        ld      t4, 0(t3)
        sd      zero, 0(t1)
        sfence.vma t3
        addi    s2, s2, 1
        bne     s2, s11, 1b
        j       off

# Machine mode: the timer, which it hands on.
        .balign 4
machine_trap:
        csrrw   sp, mscratch, sp
        sd      t0, 0(sp)
        sd      t1, 8(sp)
        li      t0, CLINT + CLINT_MTIMECMP
        li      t1, -1
        sd      t1, 0(t0)
        csrsi   mip, 2
        ld      t0, 0(sp)
        ld      t1, 8(sp)
        csrrw   sp, mscratch, sp
        mret

# The kernel: saves all registers, then does what the event asks for.
        .balign 4
trap:   csrrw   sp, sscratch, sp
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        sd      x\n, 8 * \n(sp)
        .endr
        csrr    t0, sscratch
        sd      t0, 16(sp)
        csrr    t0, sepc
        sd      t0, 0(sp)
        csrw    sscratch, sp
        mv      s0, sp
        csrr    s1, scause
        bltz    s1, timer
        li      t0, 8
        beq     s1, t0, call

# A page fault of the process: the frame with the same number.
        csrr    t0, stval
        li      t1, WINDOW
        sub     t1, t0, t1
        srli    t1, t1, 12
        li      t2, PAGES
        bgeu    t1, t2, fail
        slli    t2, t1, 10
        la      t3, frames
        srli    t3, t3, 2
        ori     t3, t3, USER_FRAME
        add     t2, t2, t3
        la      t3, leaves + 16 * 8
        slli    t1, t1, 3
        add     t3, t3, t1
        sd      t2, 0(t3)
        sfence.vma t0
        la      t3, remaining
        ld      t4, 0(t3)
        addi    t4, t4, -1
        sd      t4, 0(t3)
        blez    t4, off
        j       back

# A system call: nothing, or with a7 = 1 all pages of the window go.
call:   ld      t0, 0(sp)
        addi    t0, t0, 4
        sd      t0, 0(sp)
        li      t0, 1
        beq     a7, t0, unmap_all
        la      t3, remaining
        ld      t4, 0(t3)
        addi    t4, t4, -1
        sd      t4, 0(t3)
        bgtz    t4, back
        j       off

unmap_all:
        la      t0, leaves + 16 * 8
        addi    t1, t0, PAGES * 8
1:      sd      zero, 0(t0)
        addi    t0, t0, 8
        bne     t0, t1, 1b
        sfence.vma
        j       back

# The timer: the other process, and the next interrupt at once.
timer:  csrci   sip, 2
        la      t3, remaining
        ld      t4, 0(t3)
        addi    t4, t4, -1
        sd      t4, 0(t3)
        blez    t4, off
        la      t0, frame_a
        la      t1, root_a
        bne     s0, t0, 1f
        la      t0, frame_b
        la      t1, root_b
1:      csrw    sscratch, t0
        mv      sp, t0
        ld      t2, 0(sp)
        bnez    t2, 2f
        li      t2, USER                        # it has never run
        sd      t2, 0(sp)
2:      srli    t1, t1, 12
        li      t2, 8 << 60
        or      t1, t1, t2
        csrw    satp, t1
        sfence.vma
        li      t0, CLINT + CLINT_MTIMECMP
        sd      zero, 0(t0)

back:   ld      t0, 0(sp)
        csrw    sepc, t0
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      x\n, 8 * \n(sp)
        .endr
        ld      sp, 16(sp)
        sret

fail:   li      a0, FINISHER_FAIL | 1 << 16
        j       1f
off:    li      a0, FINISHER_PASS
1:      li      a1, FINISHER
        sw      a0, 0(a1)
sleep:  wfi
        j       sleep

# The process, at USER.
        .balign 4096
process:
        .if EVENT == 0
1:      ecall
        j       1b
        .elseif EVENT == 1
1:      li      t0, WINDOW
        li      t1, PAGES
        li      t2, 4096
2:      sd      t1, 0(t0)
        add     t0, t0, t2
        addi    t1, t1, -1
        bnez    t1, 2b
        li      a7, 1
        ecall
        j       1b
        .else
1:      addi    t0, t0, 1
        j       1b
        .endif
        .balign 4096

        .bss
        .balign 4096
root_a: .zero   4096
root_b: .zero   4096
middle: .zero   4096
leaves: .zero   4096
frames: .zero   PAGES * 4096
frame_a: .zero  256
frame_b: .zero  256
machine_frame: .zero 16
remaining: .zero 8
