package softmetal.isa;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The floating-point registers `f0` to `f31`, by their names in the calling convention.
@SuppressWarnings("EnumOrdinal") // the order is the numbering
public enum FloatRegister {
  // spotless:off (eight to a line, as in every manual)
  FT0, FT1, FT2, FT3, FT4, FT5, FT6, FT7,
  FS0, FS1, FA0, FA1, FA2, FA3, FA4, FA5,
  FA6, FA7, FS2, FS3, FS4, FS5, FS6, FS7,
  FS8, FS9, FS10, FS11, FT8, FT9, FT10, FT11;
  // spotless:on

  private static final Map<String, FloatRegister> BY_NAME = byName();

  private static Map<String, FloatRegister> byName() {
    Map<String, FloatRegister> byName = new HashMap<>();
    for (FloatRegister register : values()) {
      byName.put(register.lowerCaseName(), register);
      byName.put("f" + register.number(), register);
    }
    return Map.copyOf(byName);
  }

  /// The register with this name: `fa0` or `f10`. Case matters, as in GNU as.
  public static @Nullable FloatRegister named(String name) {
    return BY_NAME.get(name);
  }

  /// The register with this number.
  ///
  /// @param number 0 to 31
  public static FloatRegister of(int number) {
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
