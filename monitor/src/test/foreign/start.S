# All harts arrive here, in M mode. Hart 0 clears .bss and goes to main; the others sleep for ever.
        .section .text.start, "ax"
        .globl _start
_start: csrr    a0, mhartid
        bnez    a0, park
        la      sp, stack_top
        la      t0, bss_start
        la      t1, bss_end
1:      bgeu    t0, t1, 2f
        sd      zero, 0(t0)
        addi    t0, t0, 8
        j       1b
2:      call    main
park:   wfi
        j       park

# Traps: save what C may clobber, call trap(), go back to where it says.
        .text
        .balign 4
        .globl trap_entry_m
trap_entry_m:
        .macro  save_and_call handler, epc, return
        addi    sp, sp, -256
        sd      ra, 0(sp)
        sd      t0, 8(sp)
        sd      t1, 16(sp)
        sd      t2, 24(sp)
        sd      a0, 32(sp)
        sd      a1, 40(sp)
        sd      a2, 48(sp)
        sd      a3, 56(sp)
        sd      a4, 64(sp)
        sd      a5, 72(sp)
        sd      a6, 80(sp)
        sd      a7, 88(sp)
        sd      t3, 96(sp)
        sd      t4, 104(sp)
        sd      t5, 112(sp)
        sd      t6, 120(sp)
        mv      a0, sp
        call    \handler
        ld      ra, 0(sp)
        ld      t0, 8(sp)
        ld      t1, 16(sp)
        ld      t2, 24(sp)
        ld      a0, 32(sp)
        ld      a1, 40(sp)
        ld      a2, 48(sp)
        ld      a3, 56(sp)
        ld      a4, 64(sp)
        ld      a5, 72(sp)
        ld      a6, 80(sp)
        ld      a7, 88(sp)
        ld      t3, 96(sp)
        ld      t4, 104(sp)
        ld      t5, 112(sp)
        ld      t6, 120(sp)
        addi    sp, sp, 256
        .endm
        save_and_call machine_trap
        mret

        .balign 4
        .globl trap_entry_s
trap_entry_s:
        csrrw   sp, sscratch, sp
        save_and_call supervisor_trap
        csrrw   sp, sscratch, sp
        sret

        .weak   machine_trap
        .weak   supervisor_trap
