# What is probably not meant.
        .data
        .macro save register, offset
        .byte \offset + 0
        .endm
        save ra                 # = 00 # warning: argument `offset` of macro `save` is missing
        .macro maybe x
        .ifb \x
        .byte 1
        .endif
        .endm
        maybe                   # = 01
        .macro mask x
        .byte 7 &x              # = 49 # warning: `&x` is the value of the parameter
        .endm
        mask 3
        .macro char x
        .byte '\x'              # = 78 # warning: is the character `x`
        .endm
        char 3
        .rept -1                # warning: a count of -1 repeats nothing
        .endr
        .exitm                  # warning: `.exitm` outside a macro
#include "stdio.h"      # warning: the C preprocessor does not run
        .byte 2                 # = 02
        .print "as is"          # note: as is
