# What every program starts with: the entry, system calls, buffered output, and the texts of errors.
#
# A program includes this file first and then defines `main`, which gets the number of its arguments in a0 and the
# address of their addresses in a1, as in C, and returns the exit status in a0.

        .include "softmetal/csr.s"
        .include "softmetal/procedure.s"
        .include "softmetal/messages.s"
        .include "kernel/include/interface.s"

# Asks the kernel for something. The arguments are in a0-a2, the result comes in a0. Clobbers: a7.
        .macro  kernel call_number
        li      a7, \call_number
        ecall
        .endm

        .text

# The kernel starts every program here, with a0 and a1 as for main, and sp at the arguments.
        procedure _start
        call    main
        call    exit

        .include "softmetal/memory.s"
        .include "softmetal/strings.s"
        .include "softmetal/console.s"

        .equ    OUTPUT_SIZE,    128

        .text

# Ends the process. In: a0 exit status. Does not return.
        procedure exit
        mv      s0, a0
        call    flush
        mv      a0, s0
        kernel  CALL_EXIT

# Puts one character on the console, when the line is complete or the buffer is full. In: a0 the character.
        procedure put_character
        la      t0, output_length
        ld      t1, 0(t0)
        la      t2, output
        add     t2, t2, t1
        sb      a0, 0(t2)
        addi    t1, t1, 1
        sd      t1, 0(t0)
        li      t2, '\n'
        beq     a0, t2, flush
        li      t2, OUTPUT_SIZE
        beq     t1, t2, flush
        ret

# Puts on the console what is still in the buffer. Clobbers: a0-a2, a7, t0.
        procedure flush
        la      t0, output_length
        ld      a2, 0(t0)
        sd      zero, 0(t0)
        li      a0, 1
        la      a1, output
        kernel  CALL_WRITE
        ret

# Prints what went wrong with something. In: a0 its name, a1 the error. Out: a0 exit status 1.
        procedure print_error
        enter   1
        mv      s0, a1
        call    print
        print_text ": "
        neg     t0, s0
        li      t1, ERRORS
        bleu    t0, t1, 1f
        li      t0, 0
1:      la      t1, error_texts                 # one after the other
2:      beqz    t0, 4f
3:      lbu     t2, 0(t1)
        addi    t1, t1, 1
        bnez    t2, 3b
        addi    t0, t0, -1
        j       2b
4:      mv      a0, t1
        call    print
        print_text "\n"
        li      a0, 1
        leave

# Prints how a program is to be called. In: a0 the text. Out: a0 exit status 2.
        procedure print_usage
        enter   1
        mv      s0, a0
        print_text "usage: "
        mv      a0, s0
        call    print
        print_text "\n"
        li      a0, 2
        leave

        .section .rodata
error_texts:
        .asciz  "unknown error"
        .asciz  "no such system call"
        .asciz  "bad address"
        .asciz  "bad descriptor"
        .asciz  "no such file"
        .asciz  "bad name: at most 27 visible characters"
        .asciz  "the file is in use"
        .asciz  "the disk is full"
        .asciz  "the directory is full"
        .asciz  "the disk is read-only"
        .asciz  "the disk failed"
        .asciz  "not a program"
        .asciz  "too many or too long arguments"
        .asciz  "no memory left"
        .asciz  "too many processes"
        .asciz  "no such process"
        .asciz  "too many open files"
        .asciz  "line too long: at most 120 characters"
        .asciz  "killed"
        .asciz  "the first process cannot be killed"

        .bss
        .balign 8
output_length:  .zero   8
output:         .zero   OUTPUT_SIZE

        .text
