# `.option relax` and `norelax` in one file.
        .text
        la a0, x + 8
        call y
        .option push
        .option norelax
        la a0, x
        call y
        lui a0, %hi(x)
        nop
        .option pop
        .option push
        .option relax
        la a0, x
        lui a0, %hi(x)
        addi a0, a0, %lo(x)
        c.nop
        .balign 16
        nop
        .option pop
        lw a0, x
        .option norelax
        la a0, x
