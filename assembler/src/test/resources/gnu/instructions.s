# Instructions and what they leave to the linker.
        .text
        .globl start
start:  la a0, .Lb
        la a1, message
        call helper
        call outside
        tail helper
        li a0, 0x12345678
        li a1, -1
        li a2, 0xfffffffffffffff
        lw a0, message
        sd a0, message, t0
        lui a0, %hi(message + 4)
        addi a0, a0, %lo(message + 4)
        lw a1, %lo(message)(a0)
        sw a1, %lo(message)(a0)
here:   auipc a0, %pcrel_hi(outside)
        addi a0, a0, %pcrel_lo(here)
        lui a0, %hi(0x12345fff)
        addi a0, a0, %lo(0x12345fff)
        lui a0, %hi(late)
        lw a0, %lo(late)(a0)
        sw a0, %lo(late)(a0)
        .set late, 0x7654321
        csrr a0, mstatus
        csrw mscratch, a0
        mret
        lr.w a0, (a1)
        amoadd.d a0, a1, (a2)
        fence iorw, rw
        fld fa0, 8(sp)
        fadd.d fa0, fa1, fa2
        .equ SIZE, 32
        addi sp, sp, -SIZE
        sd ra, SIZE - 8(sp)
        sd s0, (SIZE - 16)(sp)
        lw a0, (SIZE)(a0)
        addi a0, a0, (SIZE)
        ld a0, (a1)
1:      beqz a0, 1b
        bnez a0, 1f
        j 1b
1:      ret
.Lb:    nop
helper: jr a0
        .data
message: .asciz "hello"
        .quad start, .Lb
