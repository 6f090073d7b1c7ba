# misuse: calls the kernel with arguments that it must refuse, and prints what it says. Nothing must die of it.

        .include "user/include/program.s"

        .equ    USER_CODE,      0x40000000
        .equ    KERNEL_ADDRESS, 0x80000000
        .equ    NO_ADDRESS,     0x7ff00000
        .equ    HUGE,           0x7ffffffffffffff0

# Makes one call with three arguments and prints its result behind a text.
        .macro  try text, number, first=0, second=0, third=0
        .pushsection .rodata
.Ltry_\@:
        .asciz  "\text"
        .popsection
        li      a0, \first
        li      a1, \second
        li      a2, \third
        kernel  \number
        mv      a1, a0
        la      a0, .Ltry_\@
        call    print_error
        .endm

        procedure main
        try     "a call that does not exist", 99
        try     "write from an unmapped address", CALL_WRITE, 1, NO_ADDRESS, 8
        try     "write from the kernel", CALL_WRITE, 1, KERNEL_ADDRESS, 8
        try     "write more than there is", CALL_WRITE, 1, USER_CODE, HUGE
        try     "write from the code to nowhere", CALL_WRITE, 7, USER_CODE, 8
        try     "read into the code", CALL_READ, 0, USER_CODE, 8
        try     "read into the kernel", CALL_READ, 0, KERNEL_ADDRESS, 8
        try     "read across the end of the addresses", CALL_READ, 0, -8, 16
        try     "open a name that is no address", CALL_OPEN, 8, OPEN_READ
        try     "close what is not open", CALL_CLOSE, -1
        try     "execute the name in the kernel", CALL_EXEC, KERNEL_ADDRESS
        try     "wait for nobody", CALL_WAIT, 1234
        try     "wait with the status in the kernel", CALL_WAIT, 0, KERNEL_ADDRESS
        try     "kill the first process", CALL_KILL, 1
        try     "kill a process that does not exist", CALL_KILL, 1234
        la      a0, long_name
        li      a1, OPEN_WRITE
        kernel  CALL_OPEN
        mv      a1, a0
        la      a0, long_name_text
        call    print_error
        la      a0, name
        la      a1, bad_arguments
        kernel  CALL_SPAWN
        mv      a1, a0
        la      a0, bad_arguments_text
        call    print_error
        la      a0, name
        la      a1, bad_arguments + 4
        kernel  CALL_EXEC
        mv      a1, a0
        la      a0, odd_arguments_text
        call    print_error

        li      s0, 0                           # opens its own program until the kernel has enough
1:      la      a0, name
        li      a1, OPEN_READ
        kernel  CALL_OPEN
        bltz    a0, 2f
        addi    s0, s0, 1
        j       1b
2:      mv      s1, a0
        mv      a0, s0
        call    print_decimal
        la      a0, open_text
        mv      a1, s1
        call    print_error
        li      a0, 7                           # makes room for one more
        kernel  CALL_CLOSE
        la      a0, name
        li      a1, OPEN_WRITE
        kernel  CALL_OPEN
        mv      a1, a0
        la      a0, write_text
        call    print_error
        li      a0, 0
        call    exit

        .section .rodata
name:                   .asciz  "misuse"
long_name:              .asciz  "a-name-that-is-one-too-long-"
long_name_text:         .asciz  "open a name of 28 characters"
bad_arguments_text:     .asciz  "arguments in the kernel"
odd_arguments_text:     .asciz  "arguments at an odd address"
open_text:              .asciz  " files opened, and then"
write_text:             .asciz  "write a file that is being read"

        .data
        .balign 8
bad_arguments:  .quad   name, KERNEL_ADDRESS, 0
