package softmetal.sdk;

/// Kernels of a few lines.
final class TinyKernels {
  /// Loops for ever, an instruction a turn.
  static final Kernel ENDLESS = Kernel.assembled("_start: j _start");

  /// Waits for an interrupt, with none switched on.
  static final Kernel ASLEEP = Kernel.assembled("_start: wfi\n j _start");

  private TinyKernels() {}

  /// Switches itself off at once.
  static Kernel ending(int status) {
    return Kernel.assembled(
        """
                .include "softmetal/board.s"
        _start: li   t0, FINISHER
                li   t1, %s
                sw   t1, 0(t0)
        hang:   j    hang
        """
            .formatted(status == 0 ? "FINISHER_PASS" : status + " << 16 | FINISHER_FAIL"));
  }

  /// Prints a text and goes to what follows it.
  ///
  /// @param next assembly that begins where the text has been printed
  static Kernel printing(String text, String next) {
    return Kernel.assembled(
        """
                .include "softmetal/board.s"
                .globl _start
        _start: la   a0, message
                li   a1, UART
        print:  lbu  a2, 0(a0)
                beqz a2, printed
                sb   a2, 0(a1)
                addi a0, a0, 1
                j    print
        printed:
                %s
        hang:   j    hang
        message: .asciz "%s"
        """
            .formatted(next, text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")));
  }

  /// Prints a text and switches itself off.
  static Kernel printingAndEnding(String text, int status) {
    return printing(
        text,
        "li t0, FINISHER\n li t1, %s\n sw t1, 0(t0)"
            .formatted(status == 0 ? "FINISHER_PASS" : status + " << 16 | FINISHER_FAIL"));
  }

  /// Sends back what is typed, in brackets, and counts it at `typed`.
  static Kernel echoing() {
    return Kernel.assembled(
        """
                .include "softmetal/board.s"
        _start: li   s0, UART
                la   s1, typed
        next:   lbu  t0, UART_LSR(s0)
                andi t0, t0, 1
                beqz t0, next
                lbu  t1, 0(s0)
                li   t0, '['
                sb   t0, 0(s0)
                sb   t1, 0(s0)
                li   t0, ']'
                sb   t0, 0(s0)
                ld   t0, 0(s1)
                addi t0, t0, 1
                sd   t0, 0(s1)
                j    next
                .balign 8
        typed:  .dword 0
        """);
  }
}
