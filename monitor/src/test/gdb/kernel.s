# A kernel to be debugged. Two harts enter in machine mode. Hart 0 turns paging on, goes to supervisor mode and runs a user
# program at 0x10000, with a timer interrupt now and then; hart 1 counts in supervisor mode. When `quit` is not zero, the next
# system call switches the machine off.
        .globl  _start, user_main, user_step, supervisor_trap, worker_step, quit, shared, calls, ticks, spare
        .text
_start:
        la      t0, machine_trap
        csrw    mtvec, t0
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, 0xb100
        csrw    medeleg, t0
        li      t0, 0x222
        csrw    mideleg, t0
        li      t0, 1 << 63
        csrw    menvcfg, t0
        csrwi   mcounteren, 2
        li      t0, 0x2800                      # MPP = S, FS = initial
        csrs    mstatus, t0
        csrr    tp, mhartid
        la      t0, supervisor_trap
        csrw    stvec, t0
        la      t0, supervisor
        beqz    tp, 1f
        la      t0, worker
1:      csrw    mepc, t0
        la      sp, stack
        slli    t1, tp, 10
        add     sp, sp, t1
        bnez    tp, 2f
        call    make_tables
2:      mret

        .balign 4
machine_trap:
        j       machine_trap

# Kernel: one page of 1 GiB. User: a page of code, a page of data. Devices: the test finisher.
make_tables:
        la      t0, root
        li      t1, 0x200000cf
        sd      t1, 16(t0)
        la      t1, middle
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 0(t0)
        la      t2, middle
        la      t1, last
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 0(t2)
        la      t2, last
        la      t1, user_load
        srli    t1, t1, 2
        ori     t1, t1, 0x5b
        sd      t1, 0x80(t2)
        la      t1, user_data
        srli    t1, t1, 2
        ori     t1, t1, 0xd7
        sd      t1, 0x88(t2)
        li      t1, 0x400c7
        addi    t2, t2, 0x400
        sd      t1, 0x400(t2)
        ret

supervisor:
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        la      t0, number
        fld     ft0, 0(t0)
        csrr    t0, time
        addi    t0, t0, 100
        csrw    stimecmp, t0
        li      t0, 0x20
        csrw    sie, t0
        li      t0, 0x10000
        csrw    sepc, t0
        sret

        .balign 4
supervisor_trap:
        csrrw   sp, sscratch, sp
        csrr    t5, scause
        bltz    t5, timer
        la      t6, calls
        ld      t5, 0(t6)
        addi    t5, t5, 1
        sd      t5, 0(t6)
        csrr    t5, sepc
        addi    t5, t5, 4
        csrw    sepc, t5
        la      t6, quit
        lw      t5, 0(t6)
        beqz    t5, leave
        li      t6, 0x100000
        li      t5, 0x5555
        sw      t5, 0(t6)
timer:
        la      t6, ticks
        ld      t5, 0(t6)
        addi    t5, t5, 1
        sd      t5, 0(t6)
        csrr    t5, stimecmp
        addi    t5, t5, 200
        csrw    stimecmp, t5
leave:
        csrrw   sp, sscratch, sp
        sret

worker:
        li      s1, 0
1:      call    worker_step
        j       1b

        .type   worker_step, @function
worker_step:
        la      t0, shared
        lw      t1, 0(t0)
        addi    t1, t1, 1
        sw      t1, 0(t0)
        addi    s1, s1, 1
        ret
        .size   worker_step, . - worker_step

        .data
        .balign 8
number: .double 1.5
calls:  .dword  0
ticks:  .dword  0
spare:  .dword  0x1122334455667788
shared: .word   0
quit:   .word   0
        .bss
        .balign 4096
root:   .space  4096
middle: .space  4096
last:   .space  4096
user_data:
        .space  4096
        .space  2048
stack:  .space  2048

        .section .user, "ax", @progbits
user_main:
        li      sp, 0x12000
        li      s0, 0
1:      li      a7, 64
        mv      a0, s0
        ecall
after_call:
        call    user_step
        j       1b

        .type   user_step, @function
user_step:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        addi    s0, s0, 1
        sd      s0, 0(sp)
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret
        .size   user_step, . - user_step
