# Says that it is ready, and then sends back what is typed; counts it at `typed`.

        .include "softmetal/board.s"

        .globl  _start
_start: li      s0, UART
        la      s1, greeting
1:      lbu     t0, 0(s1)
        beqz    t0, next
        sb      t0, UART_DATA(s0)
        addi    s1, s1, 1
        j       1b

next:   lbu     t0, UART_LSR(s0)
        andi    t0, t0, UART_LSR_READY
        beqz    t0, next
        lbu     a0, UART_DATA(s0)
        la      t0, typed
        ld      t1, 0(t0)
        addi    t1, t1, 1
        sd      t1, 0(t0)
        sb      a0, UART_DATA(s0)
        j       next

        .balign 8
typed:  .dword  0
greeting:
        .asciz  "ready\n"
