# crash [HOW]: does what no process may do. The kernel ends it with a message, and the rest goes on.

        .include "user/include/program.s"

        procedure main
        ld      s0, 8(a1)
        beqz    s0, write_null
        la      s1, ways
1:      ld      a1, 0(s1)
        beqz    a1, 2f
        mv      a0, s0
        call    string_compare
        beqz    a0, 3f
        addi    s1, s1, 16
        j       1b
3:      ld      t0, 8(s1)
        jr      t0
2:      la      a0, usage
        call    print_usage
        call    exit

write_null:
        sd      zero, 0(zero)
read_kernel:
        li      t0, 0x80000000
        ld      t0, 0(t0)
write_code:
        la      t0, main
        sd      zero, 0(t0)
jump_nowhere:
        li      t0, 0x50000000
        jr      t0
privileged:
        csrw    satp, zero
stop:   ebreak
stack:  addi    sp, sp, -16
        sd      sp, 0(sp)
        j       stack

        .section .rodata
usage:          .asciz  "crash [null | kernel | code | jump | privileged | break | stack]"
null_way:       .asciz  "null"
kernel_way:     .asciz  "kernel"
code_way:       .asciz  "code"
jump_way:       .asciz  "jump"
privileged_way: .asciz  "privileged"
break_way:      .asciz  "break"
stack_way:      .asciz  "stack"

        .data
        .balign 8
ways:   .quad   null_way, write_null
        .quad   kernel_way, read_kernel
        .quad   code_way, write_code
        .quad   jump_way, jump_nowhere
        .quad   privileged_way, privileged
        .quad   break_way, stop
        .quad   stack_way, stack
        .quad   0
