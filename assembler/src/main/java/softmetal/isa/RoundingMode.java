package softmetal.isa;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a floating-point instruction rounds: its field `rm`, or the CSR `frm` when that says [#DYN].
public enum RoundingMode {
  /// To nearest, ties to even.
  RNE(0),
  /// Towards zero.
  RTZ(1),
  /// Down, towards minus infinity.
  RDN(2),
  /// Up, towards plus infinity.
  RUP(3),
  /// To nearest, ties away from zero.
  RMM(4),
  /// What `frm` says.
  DYN(7);

  private final int code;

  RoundingMode(int code) {
    this.code = code;
  }

  /// The mode with this code, or null for the reserved codes 5 and 6.
  ///
  /// @param code 0 to 7
  public static @Nullable RoundingMode of(int code) {
    return switch (code) {
      case 0 -> RNE;
      case 1 -> RTZ;
      case 2 -> RDN;
      case 3 -> RUP;
      case 4 -> RMM;
      case 7 -> DYN;
      default -> null;
    };
  }

  /// The mode with this name in assembly text, such as `rtz`.
  public static @Nullable RoundingMode named(String name) {
    for (RoundingMode mode : values()) {
      if (mode.lowerCaseName().equals(name)) {
        return mode;
      }
    }
    return null;
  }

  /// As in the field `rm`.
  public int code() {
    return code;
  }

  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
