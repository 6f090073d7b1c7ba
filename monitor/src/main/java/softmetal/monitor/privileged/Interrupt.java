package softmetal.monitor.privileged;

import java.util.StringJoiner;

/// The interrupts of a virtual CPU, the most urgent first.
///
/// Source: RISC-V Privileged ISA, "Machine Interrupt Registers (mip and mie)".
public enum Interrupt {
  MACHINE_EXTERNAL(11, "MEI"),
  MACHINE_SOFTWARE(3, "MSI"),
  MACHINE_TIMER(7, "MTI"),
  SUPERVISOR_EXTERNAL(9, "SEI"),
  SUPERVISOR_SOFTWARE(1, "SSI"),
  SUPERVISOR_TIMER(5, "STI");

  /// All of them, as bits of `mip`.
  static final long ALL = 0xaaa;

  /// Those that can be delegated, or raised by machine mode for supervisor mode.
  static final long SUPERVISOR = 0x222;

  private final int code;
  private final String abbreviation;

  Interrupt(int code, String abbreviation) {
    this.code = code;
    this.abbreviation = abbreviation;
  }

  /// The bit number in `mip`, and the code in `mcause` beside its top bit.
  public int code() {
    return code;
  }

  /// The bits of `mip`, `mie` or `mideleg` as people write them: `MTI SEI`.
  public static String describe(long bits) {
    StringJoiner names = new StringJoiner(" ");
    for (Interrupt interrupt : values()) {
      if ((bits & interrupt.bit()) != 0) {
        names.add(interrupt.abbreviation);
      }
    }
    return names.toString();
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
