# Arrives in M mode at the first byte of RAM, on every hart; hart 0 goes on in C.

        .section .text.start, "ax"
        .globl _start
_start:
        csrr    t0, mhartid
1:      bnez    t0, 1b
        la      sp, stack_end
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, supervisor_trap
        csrw    stvec, t0
        la      t0, result
        csrw    mscratch, t0
        call    run_tests
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
1:      j       1b

# enter(status, pc, a): leaves with mret for `pc`, with `mstatus` as given and `a` in a0, and comes back
# with the next trap that machine mode takes. The trap is in `result`. All registers but a0 survive.
#   result: 0 caller's sp, 8 mcause, 16 mepc, 24 mtval, 32 a0, 40 mstatus, 48 a1, 56 a2, 64 a3, 72 a4
# If supervisor mode took a trap first, mepc is `handed_on`, and a1 to a4 say what it saw.
        .text
        .globl enter
enter:
        addi    sp, sp, -112
        sd      ra, 0(sp)
        sd      gp, 8(sp)
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
        sd      s\n, 16+8*\n(sp)
        .endr
        la      t0, result
        sd      sp, 0(t0)
        csrw    mstatus, a0
        csrw    mepc, a1
        mv      a0, a2
        mret

        .align  2
machine_trap:
        csrrw   tp, mscratch, tp
        ld      sp, 0(tp)
        sd      a0, 32(tp)
        sd      a1, 48(tp)
        sd      a2, 56(tp)
        sd      a3, 64(tp)
        sd      a4, 72(tp)
        csrr    t0, mcause
        sd      t0, 8(tp)
        csrr    t0, mepc
        sd      t0, 16(tp)
        csrr    t0, mtval
        sd      t0, 24(tp)
        csrr    t0, mstatus
        sd      t0, 40(tp)
        csrrw   tp, mscratch, tp
        ld      ra, 0(sp)
        ld      gp, 8(sp)
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
        ld      s\n, 16+8*\n(sp)
        .endr
        addi    sp, sp, 112
        ret

# A page of things to do in another mode; a0 is an address.
        .globl  probes, do_load, do_store, do_call, do_break, do_illegal, do_amo, do_jump
        .align  12
probes:
do_load:
        ld      a0, 0(a0)
        ecall
do_store:
        sd      a0, 0(a0)
        ecall
do_amo: amoadd.d a0, zero, (a0)
        ecall
do_call:
        ecall
do_break:
        ebreak
do_illegal:
        .half   0
do_jump: jr     a0

        .balign 4
# A delegated trap: noted in a1 to a4, then handed on to machine mode by a call.
        .globl  supervisor_trap
supervisor_trap:
        csrr    a1, scause
        csrr    a2, sepc
        csrr    a3, stval
        csrr    a4, sstatus
        .globl  handed_on
handed_on:
        ecall

        .globl  slot
        .align  12
# A page for code that is put together while it runs.
slot:   .skip   4096

        .bss
        .globl  result
        .align  4
result: .skip   128
stack:  .skip   65536
stack_end:
