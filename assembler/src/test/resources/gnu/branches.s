# Branches at all their sizes, near and far, here and elsewhere.
        .text
back:   beqz a0, near
        bnez a1, far
        beq a0, a1, far
        j near
        j far
        jal near
        jal far
        blt a0, a1, veryfar
        bgeu a0, a1, elsewhere
        beqz s0, veryfar
        bnez s0, elsewhere
        j elsewhere
        j outside
        beq t0, t1, outside
        beqz a5, weak
        .weak weak
weak:   nop
near:   nop
        .space 200
        bnez a0, near
        .space 60
        beqz a0, near
        j back
        .space 2000
far:    j back
        beqz a0, back
        bltu a0, a1, back
        .space 2100
        beqz a0, back
        bge a0, a1, back
        beq a0, t6, back
        j back
        .space 3000
veryfar:
        j 3
        beq a0, a1, . + 8
        .option norvc
        j veryfar
        beqz a0, veryfar
        bne a0, a1, veryfar
        j elsewhere
        beqz a0, elsewhere
        .balign 64
        beqz a0, near
        .option rvc
2:      .rept 130
        beqz a0, 2f
        .endr
2:
        .section .text.other, "ax"
elsewhere:
        j near
        ret
