# The habits of compilers: anchors, jump tables, merged strings, sections of their own.
        .file   "compiler.c"
        .option nopic
        .attribute arch, "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0"
        .attribute unaligned_access, 0
        .attribute stack_align, 16
        .text
        .align  1
        .globl  choose
        .type   choose, @function
choose:
        li      a5,6
        bgtu    a0,a5,.L9
        slli    a5,a0,32
        srli    a0,a5,30
        lui     a5,%hi(.L4)
        addi    a5,a5,%lo(.L4)
        add     a0,a0,a5
        lw      a5,0(a0)
        jr      a5
        .section        .rodata
        .align  2
        .align  2
.L4:
        .word   .L7
        .word   .L6
        .word   .L9
        .text
.L6:
        lui     a5,%hi(.LANCHOR0)
        ld      a0,%lo(.LANCHOR0)(a5)
        ret
.L7:
        lui     a0,%hi(.LC0)
        addi    a0,a0,%lo(.LC0)
        tail    puts
.L9:
        li      a0,0
        ret
        .size   choose, .-choose
        .section        .text.cold,"ax",@progbits
        .align  1
        .weak   later
        .type   later, @function
later:
        lla     a0,.LANCHOR0+8
        la      a1,counter
        fld     fa5,.LC1,a5
        ret
        .size   later, .-later
        .globl  counter
        .section        .rodata.str1.8,"aMS",@progbits,1
        .align  3
.LC0:
        .string "zero"
        .zero   3
        .section        .rodata.cst8,"aM",@progbits,8
        .align  3
.LC1:
        .word   0
        .word   1072693248
        .section        .sdata,"aw"
        .align  2
        .type   counter, @object
        .size   counter, 4
counter:
        .zero   4
        .data
        .align  3
        .set    .LANCHOR0,. + 0
        .type   names, @object
        .size   names, 16
names:
        .dword  .LC0
        .dword  .LC1
        .ident  "a compiler"
