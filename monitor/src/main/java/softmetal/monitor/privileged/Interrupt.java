package softmetal.monitor.privileged;

/// The interrupts of a virtual CPU, the most urgent first.
///
/// Source: RISC-V Privileged ISA, "Machine Interrupt Registers (mip and mie)".
public enum Interrupt {
  MACHINE_EXTERNAL(11),
  MACHINE_SOFTWARE(3),
  MACHINE_TIMER(7),
  SUPERVISOR_EXTERNAL(9),
  SUPERVISOR_SOFTWARE(1),
  SUPERVISOR_TIMER(5);

  /// All of them, as bits of `mip`.
  static final long ALL = 0xaaa;

  /// Those that can be delegated, or raised by machine mode for supervisor mode.
  static final long SUPERVISOR = 0x222;

  private final int code;

  Interrupt(int code) {
    this.code = code;
  }

  /// The bit number in `mip`, and the code in `mcause` beside its top bit.
  public int code() {
    return code;
  }

  long bit() {
    return 1L << code;
  }

  /// @param pending at least one bit of [#ALL]
  static Interrupt mostUrgent(long pending) {
    for (Interrupt interrupt : values()) {
      if ((pending & interrupt.bit()) != 0) {
        return interrupt;
      }
    }
    throw new IllegalArgumentException("no interrupt in " + Long.toHexString(pending));
  }
}
