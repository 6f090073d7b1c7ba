# shell: reads lines and runs the programs they name. `&` at the end lets a program run in the background.
#
# A few commands are part of the shell itself, so that they work when there is no room for another process.

        .include "user/include/program.s"

        procedure main
next_line:
        call    report_ended
        print_text "softmetal$ "
        call    flush
        li      a0, 0
        la      a1, line
        li      a2, LINE_LIMIT + 1
        kernel  CALL_READ
        beqz    a0, end_of_input
        bltz    a0, bad_line
        la      t0, line                        # the line ends with a new line; as a string, it ends there
        add     t0, t0, a0
        sb      zero, -1(t0)
        call    split_line
        bltz    a0, too_many_words
        beqz    a0, next_line
        call    run
        j       next_line

end_of_input:
        print_text "to leave, type poweroff\n"
        j       next_line
bad_line:
        mv      a1, a0
        la      a0, shell
        call    print_error
        j       next_line
too_many_words:
        la      a0, shell
        li      a1, ERROR_ARGUMENTS
        call    print_error
        j       next_line

# Splits `line` into `words`, in place, and takes a final `&` off. Out: a0 number of words, -1 if there are too many.
        procedure split_line
        la      t0, background
        sd      zero, 0(t0)
        la      t0, line
        la      t1, words
        li      a0, 0
        li      t4, ' '
1:      lbu     t2, 0(t0)                       # between words
        beqz    t2, 4f
        beq     t2, t4, 3f
        li      t3, ARGUMENTS
        beq     a0, t3, 6f
        sd      t0, 0(t1)
        addi    t1, t1, 8
        addi    a0, a0, 1
2:      addi    t0, t0, 1                       # in a word
        lbu     t2, 0(t0)
        beqz    t2, 4f
        bne     t2, t4, 2b
        sb      zero, 0(t0)
3:      addi    t0, t0, 1
        j       1b

4:      beqz    a0, 5f
        ld      t0, -8(t1)
        lbu     t2, 0(t0)
        li      t3, '&'
        bne     t2, t3, 5f
        lbu     t2, 1(t0)
        bnez    t2, 5f
        addi    t1, t1, -8
        addi    a0, a0, -1
        la      t0, background
        sd      a0, 0(t0)
5:      sd      zero, 0(t1)
        ret
6:      li      a0, -1
        ret

# Runs the command in `words`. In: a0 how many.
        procedure run
        enter   4, locals=8
        mv      s1, a0
        la      s2, words
        ld      s0, 0(s2)
        la      s3, own_commands
1:      ld      a1, 0(s3)
        beqz    a1, 2f
        mv      a0, s0
        call    string_compare
        ld      t0, 8(s3)
        addi    s3, s3, 16
        bnez    a0, 1b
        jr      t0                              # with the frame of `run`, the name in s0 and the words at s2

2:      mv      a0, s0
        la      a1, spin
        call    string_compare
        bnez    a0, 3f
        li      t0, 1
        bne     s1, t0, 3f
        la      t0, background                  # plain `spin` never ends: nobody wants to wait for it
        sd      t0, 0(t0)

3:      mv      a0, s0
        mv      a1, s2
        kernel  CALL_SPAWN
        bltz    a0, not_run
        mv      s1, a0
        ld      t0, background
        bnez    t0, in_background
        kernel  CALL_FOREGROUND
        mv      a0, s1
        mv      a1, sp
        li      a2, WAIT_BLOCK
        kernel  CALL_WAIT
        li      a0, 0
        kernel  CALL_FOREGROUND
        leave

in_background:
        print_text "["
        mv      a0, s1
        call    print_decimal
        print_text "] "
        mv      a0, s0
        call    print
        print_text "\n"
        leave

not_run:
        li      t0, ERROR_NO_FILE
        beq     a0, t0, 4f
        mv      a1, a0
        mv      a0, s0
        call    print_error
        leave
4:      mv      a0, s0
        call    print
        print_text ": unknown command; help lists them\n"
        leave

run_help:
        la      a0, help_text
        call    print
        leave

# The shell itself becomes the program; when that ends, init starts a new shell.
run_exec:
        addi    a1, s2, 8
        ld      a0, 0(a1)
        beqz    a0, 5f
        mv      s0, a0
        kernel  CALL_EXEC
        j       not_run
5:      la      a0, exec_usage
        call    print_usage
        leave

run_kill:
        ld      s0, 8(s2)
        beqz    s0, 7f
        mv      a0, s0
        call    string_to_number
        beqz    a1, 7f
        kernel  CALL_KILL
        beqz    a0, 6f
        mv      a1, a0
        mv      a0, s0
        call    print_error
6:      leave
7:      la      a0, kill_usage
        call    print_usage
        leave

run_panic:
        kernel  CALL_PANIC
run_poweroff:
        kernel  CALL_POWEROFF

# Says which background processes have ended.
        procedure report_ended
        enter   1, locals=8
1:      li      a0, 0
        mv      a1, sp
        li      a2, WAIT_POLL
        kernel  CALL_WAIT
        blez    a0, 2f
        mv      s0, a0
        print_text "["
        mv      a0, s0
        call    print_decimal
        la      a0, done
        ld      t0, 0(sp)
        bgez    t0, 3f
        la      a0, killed
        li      t1, STATUS_KILLED
        beq     t0, t1, 3f
        la      a0, crashed
3:      call    print
        j       1b
2:      leave

        .section .rodata
shell:          .asciz  "shell"
help:           .asciz  "help"
exec:           .asciz  "exec"
kill:           .asciz  "kill"
panic_name:     .asciz  "panic"
poweroff:       .asciz  "poweroff"
spin:           .asciz  "spin"
exec_usage:     .asciz  "exec PROGRAM [ARGUMENT...]"
kill_usage:     .asciz  "kill ID, a number that ps shows"
done:           .asciz  "] done\n"
killed:         .asciz  "] killed\n"
crashed:        .asciz  "] crashed\n"
help_text:
        .ascii  "cat FILE...       show files\n"
        .ascii  "crash [HOW]       a process that faults and is killed\n"
        .ascii  "echo [TEXT]       print a text\n"
        .ascii  "exec PROGRAM      let the shell become another program\n"
        .ascii  "fill FILE         write a file until the disk is full\n"
        .ascii  "help              show this list\n"
        .ascii  "kill ID           end a process\n"
        .ascii  "ls                list the files\n"
        .ascii  "misuse            call the kernel with arguments that it must refuse\n"
        .ascii  "panic             make the kernel itself fail\n"
        .ascii  "poweroff          switch the machine off\n"
        .ascii  "primes            count primes in four processes at once\n"
        .ascii  "ps                list the processes\n"
        .ascii  "rm FILE           remove a file\n"
        .ascii  "sleep TIME        wait for some milliseconds\n"
        .ascii  "spin              a process that never yields, in the background\n"
        .ascii  "write FILE TEXT   put a text into a file\n"
        .asciz  "With & at the end, a program runs in the background; Ctrl-C ends the one that does not.\n"

        .data
        .balign 8
own_commands:
        .quad   help, run_help
        .quad   exec, run_exec
        .quad   kill, run_kill
        .quad   panic_name, run_panic
        .quad   poweroff, run_poweroff
        .quad   0

        .bss
        .balign 8
background:     .zero   8                       # not 0 if the shell shall not wait
words:          .zero   8 * (ARGUMENTS + 1)
line:           .zero   LINE_LIMIT + 1
