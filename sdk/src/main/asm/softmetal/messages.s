# Messages that stand where they are used. The macros put the text among the read-only data and call the routines of
# softmetal/console.s and softmetal/panic.s. Emits no bytes until used.

        .ifndef SOFTMETAL_MESSAGES
        .equ    SOFTMETAL_MESSAGES,     1

# Prints a text that stands at the call: print_text "pid "
        .macro  print_text text
        .pushsection .rodata
.Lprint_text_\@:
        .asciz  "\text"
        .popsection
        la      a0, .Lprint_text_\@
        call    print
        .endm

# Ends the kernel with a message that stands at the call: panic "no memory"
        .macro  panic text
        .pushsection .rodata
.Lpanic_\@:
        .asciz  "\text"
        .popsection
        la      a0, .Lpanic_\@
        call    panic_here
        .endm

        .endif
