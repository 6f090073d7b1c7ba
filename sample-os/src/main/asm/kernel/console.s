# The console: a 16550 UART, and the lines that are typed at it.
#
# What is typed is collected by the interrupt, untouched, and edited and echoed only when a process reads it: so the
# echo stands where the line is used, also if it was typed long before. Only Ctrl-C acts at once, while a foreground
# process runs. If much is typed ahead, the rest stays in the UART and with whoever types, and nothing is lost.

        .include "kernel/include/kernel.s"

        .equ    TYPED_SIZE,     256             # a power of two

        .equ    CONTROL_C,      3
        .equ    CONTROL_D,      4
        .equ    BACKSPACE,      8
        .equ    CONTROL_U,      21
        .equ    ESCAPE,         27
        .equ    DELETE,         127

        .text

# Prepares the UART. Its queue of received characters is left as it is: what was typed before the boot counts.
        procedure console_initialize
        li      t0, UART
        li      t1, UART_LCR_8_BITS
        sb      t1, UART_LCR(t0)
        li      t1, UART_IER_RECEIVE
        sb      t1, UART_IER(t0)
        ret

# Puts one character on the console, with a carriage return before a new line. Waits for the UART, which is quick.
# In: a0 the character. Clobbers: t0, t1.
        procedure put_character
        li      t0, UART
        li      t1, '\n'
        bne     a0, t1, 2f
1:      lbu     t1, UART_LSR(t0)
        andi    t1, t1, UART_LSR_IDLE
        beqz    t1, 1b
        li      t1, '\r'
        sb      t1, UART_DATA(t0)
2:      lbu     t1, UART_LSR(t0)
        andi    t1, t1, UART_LSR_IDLE
        beqz    t1, 2b
        sb      a0, UART_DATA(t0)
        ret

# Puts characters on the console. In: a0 address, in the kernel, a1 bytes. Out: a0 bytes written, which is all.
        procedure console_write
        enter   3
        mv      s0, a0
        mv      s1, a1
        add     s2, a0, a1
1:      beq     s0, s2, 2f
        lbu     a0, 0(s0)
        call    put_character
        addi    s0, s0, 1
        j       1b
2:      mv      a0, s1
        leave

# Collects what has been typed. Called by the interrupt.
        procedure console_interrupt
        enter   1
1:      li      t0, UART
        lbu     t1, UART_LSR(t0)
        andi    t1, t1, UART_LSR_READY
        beqz    t1, 4f
        la      t1, typed_end
        ld      t2, 0(t1)
        ld      t3, typed_start
        sub     t3, t2, t3
        li      t4, TYPED_SIZE
        beq     t3, t4, 3f
        lbu     t5, UART_DATA(t0)
        la      t0, foreground
        ld      s0, 0(t0)
        beqz    s0, 2f
        li      t4, CONTROL_C
        beq     t5, t4, 5f
2:      la      t3, typed
        andi    t4, t2, TYPED_SIZE - 1
        add     t3, t3, t4
        sb      t5, 0(t3)
        addi    t2, t2, 1
        sd      t2, 0(t1)
        j       1b
5:      print_text "^C\n"
        mv      a0, s0
        call    process_kill_family
        j       1b
3:      sb      zero, UART_IER(t0)              # full: no more interrupts until a process has read
4:      la      a0, typed
        call    process_wake
        leave

# Waits for a typed character. Out: a0 the character, or ERROR_KILLED.
        procedure console_take
        enter
1:      la      t0, typed_start
        ld      t1, 0(t0)
        ld      t2, typed_end
        bne     t1, t2, 2f
        li      a0, ERROR_KILLED
        ld      t0, PROCESS_KILLED(tp)
        bnez    t0, 3f
        la      a0, typed
        li      a1, -1
        call    process_sleep
        j       1b
2:      andi    t2, t1, TYPED_SIZE - 1
        la      t3, typed
        add     t3, t3, t2
        lbu     a0, 0(t3)
        addi    t1, t1, 1
        sd      t1, 0(t0)
        li      t0, UART
        li      t1, UART_IER_RECEIVE
        sb      t1, UART_IER(t0)
3:      leave

# Reads from the line that was typed last, or if nothing of it is left, waits for the next one.
# In: a0 destination, in the kernel, a1 bytes, not 0. Out: a0 bytes read, 0 for the end of input, ERROR_LINE or
# ERROR_KILLED.
        procedure console_read
        enter   3
        mv      s0, a0
        mv      s1, a1
        take_lock console_lock
        ld      t0, line_left
        bnez    t0, 1f
        call    console_read_line
        mv      s2, a0
        blez    a0, 3f
        la      t0, line_left
        sd      a0, 0(t0)
        la      t1, line
        la      t2, line_next
        sd      t1, 0(t2)
1:      la      t0, line_left
        ld      s2, 0(t0)
        bleu    s2, s1, 2f
        mv      s2, s1
2:      ld      t1, 0(t0)
        sub     t1, t1, s2
        sd      t1, 0(t0)
        la      t0, line_next
        ld      a1, 0(t0)
        add     t1, a1, s2
        sd      t1, 0(t0)
        mv      a0, s0
        mv      a2, s2
        call    copy_memory
3:      release_lock console_lock
        mv      a0, s2
        leave

# Edits one line: Backspace takes back a character, Ctrl-U all, Ctrl-C gives up the line, Ctrl-D at its start is the end
# of input. Keys that send more than one character are ignored.
# Out: a0 length of the line with its end, 0 for the end of input, ERROR_LINE for a line that is too long, or
# ERROR_KILLED.
        procedure console_read_line
        enter   2
        li      s0, 0                           # characters typed; only the first LINE_LIMIT are kept
1:      call    console_take
        bltz    a0, 9f
        li      t0, '\r'
        beq     a0, t0, 7f
        li      t0, '\n'
        beq     a0, t0, 7f
        li      t0, BACKSPACE
        beq     a0, t0, 3f
        li      t0, DELETE
        beq     a0, t0, 3f
        li      t0, CONTROL_U
        beq     a0, t0, 4f
        li      t0, CONTROL_C
        beq     a0, t0, 5f
        li      t0, CONTROL_D
        beq     a0, t0, 6f
        li      t0, ESCAPE
        beq     a0, t0, 10f
        li      t0, ' '
        bltu    a0, t0, 1b
        li      t0, LINE_LIMIT
        bgeu    s0, t0, 2f
        la      t0, line
        add     t0, t0, s0
        sb      a0, 0(t0)
2:      addi    s0, s0, 1
        call    put_character
        j       1b

3:      beqz    s0, 1b
        call    console_rub_out
        addi    s0, s0, -1
        j       1b
4:      beqz    s0, 1b
        call    console_rub_out
        addi    s0, s0, -1
        j       4b
5:      print_text "^C"
        li      s0, 0
        j       7f
6:      bnez    s0, 1b
        li      a0, '\n'
        call    put_character
        li      a0, 0
        j       9f
10:     call    console_take                    # ESC [ and then digits up to a letter
        bltz    a0, 9f
        li      t0, '['
        bne     a0, t0, 1b
11:     call    console_take
        bltz    a0, 9f
        li      t0, '@'
        bltu    a0, t0, 11b
        j       1b

7:      li      a0, '\n'
        call    put_character
        li      t0, LINE_LIMIT
        bgtu    s0, t0, 8f
        la      t0, line
        add     t0, t0, s0
        li      t1, '\n'
        sb      t1, 0(t0)
        addi    a0, s0, 1
        j       9f
8:      li      a0, ERROR_LINE
9:      leave

# Takes one character from the screen.
        procedure console_rub_out
        enter
        print_text "\b \b"
        leave

# Chooses the process that Ctrl-C ends. In: a0 its id, or 0 for none. Clobbers: t0.
        procedure console_set_foreground
        la      t0, foreground
        sd      a0, 0(t0)
        ret

# Forgets a process that ends. In: a0 the process. Clobbers: t0, t1.
        procedure console_forget
        ld      t0, PROCESS_ID(a0)
        la      t1, foreground
        ld      a0, 0(t1)
        bne     t0, a0, 1f
        sd      zero, 0(t1)
1:      ret

        .bss
        .balign 8
typed_start:    .zero   8                       # counts characters; the index is what remains by TYPED_SIZE
typed_end:      .zero   8
foreground:     .zero   8                       # id of a process, or 0
console_lock:   .zero   8                       # held while a line is read
line_next:      .zero   8                       # address of what the next read gets
line_left:      .zero   8                       # bytes
typed:          .zero   TYPED_SIZE
line:           .zero   LINE_LIMIT + 1
