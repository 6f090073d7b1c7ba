# Printing of text and numbers.
#
# Whoever uses this file provides one procedure, `put_character` (in: a0; may clobber what any call may), which
# puts one character on the console. All routines here follow the calling convention and clobber what any call may.

        .ifndef SOFTMETAL_CONSOLE
        .equ    SOFTMETAL_CONSOLE,      1
        .include "softmetal/procedure.s"

        .pushsection .text

# Prints a string. In: a0 the string, ending with a zero byte.
        procedure print
        enter   1
        mv      s0, a0
1:      lbu     a0, 0(s0)
        beqz    a0, 2f
        call    put_character
        addi    s0, s0, 1
        j       1b
2:      leave

# Prints a string and then spaces up to a width. In: a0 the string, a1 the width in characters.
        procedure print_padded
        enter   2
        mv      s0, a0
        mv      s1, a1
1:      lbu     a0, 0(s0)
        beqz    a0, 2f
        call    put_character
        addi    s0, s0, 1
        addi    s1, s1, -1
        j       1b
2:      blez    s1, 3f
        li      a0, ' '
        call    put_character
        addi    s1, s1, -1
        j       2b
3:      leave

# Prints a number in decimal. In: a0 the number, without a sign.
        procedure print_decimal
        li      a1, 1
        tail    print_decimal_padded

# Prints a number in decimal, at the right of a field. In: a0 the number, without a sign, a1 the width in characters.
        procedure print_decimal_padded
        enter   2, locals=32
        addi    s0, sp, 31
        sb      zero, 0(s0)
        mv      s1, a1
        li      t0, 10
1:      remu    t1, a0, t0                      # digits from the last to the first
        divu    a0, a0, t0
        addi    t1, t1, '0'
        addi    s0, s0, -1
        sb      t1, 0(s0)
        addi    s1, s1, -1
        bnez    a0, 1b
2:      blez    s1, 3f
        li      a0, ' '
        call    put_character
        addi    s1, s1, -1
        j       2b
3:      mv      a0, s0
        call    print
        leave

# Prints a number in hexadecimal with `0x` before it and all of its 16 digits. In: a0 the number.
        procedure print_hex
        enter   2
        mv      s0, a0
        li      a0, '0'
        call    put_character
        li      a0, 'x'
        call    put_character
        li      s1, 60
1:      srl     a0, s0, s1
        andi    a0, a0, 15
        li      t0, 10
        blt     a0, t0, 2f
        addi    a0, a0, 'a' - '0' - 10
2:      addi    a0, a0, '0'
        call    put_character
        addi    s1, s1, -4
        bgez    s1, 1b
        leave

        .popsection
        .endif
