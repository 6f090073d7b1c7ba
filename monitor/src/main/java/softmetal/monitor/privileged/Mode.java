package softmetal.monitor.privileged;

/// The virtual mode: which of the three privilege modes the guest believes to be in. The physical mode is always user.
public enum Mode {
  USER(0, "U"),
  SUPERVISOR(1, "S"),
  MACHINE(3, "M");

  private final int code;
  private final String letter;

  Mode(int code, String letter) {
    this.code = code;
    this.letter = letter;
  }

  /// As in `mstatus.MPP`: 0, 1 or 3.
  public int code() {
    return code;
  }

  /// @param code 0, 1 or 3
  static Mode of(int code) {
    return switch (code) {
      case 0 -> USER;
      case 1 -> SUPERVISOR;
      case 3 -> MACHINE;
      default -> throw new IllegalArgumentException("privilege mode " + code);
    };
  }

  boolean atLeast(Mode other) {
    return code >= other.code;
  }

  /// `U`, `S` or `M`.
  public String letter() {
    return letter;
  }
}
