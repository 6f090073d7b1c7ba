package softmetal.isa;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The integer registers `x0` to `x31`, by their names in the calling convention.
@SuppressWarnings("EnumOrdinal") // the order is the numbering
public enum Register {
  // spotless:off (eight to a line, as in every manual)
  ZERO, RA, SP, GP, TP, T0, T1, T2,
  S0, S1, A0, A1, A2, A3, A4, A5,
  A6, A7, S2, S3, S4, S5, S6, S7,
  S8, S9, S10, S11, T3, T4, T5, T6;
  // spotless:on

  private static final Map<String, Register> BY_NAME = byName();

  private static Map<String, Register> byName() {
    Map<String, Register> byName = new HashMap<>();
    for (Register register : values()) {
      byName.put(register.lowerCaseName(), register);
      byName.put("x" + register.number(), register);
    }
    byName.put("fp", S0);
    return Map.copyOf(byName);
  }

  /// The register with this name: `a0`, `x10`, or `fp` for `s0`. Case matters, as in GNU as.
  public static @Nullable Register named(String name) {
    return BY_NAME.get(name);
  }

  /// The register with this number.
  ///
  /// @param number 0 to 31
  public static Register of(int number) {
    return values()[number];
  }

  public int number() {
    return ordinal();
  }

  /// The name in the calling convention, as assembly text has it.
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
