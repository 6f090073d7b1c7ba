package softmetal.monitor.sbi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The extensions of the SBI that are there, by the number that a kernel puts into `a7`.
///
/// Source: RISC-V Supervisor Binary Interface Specification, one chapter for each extension.
enum Extension {
  LEGACY_SET_TIMER(0x00),
  LEGACY_CONSOLE_PUTCHAR(0x01),
  LEGACY_CONSOLE_GETCHAR(0x02),
  LEGACY_CLEAR_IPI(0x03),
  LEGACY_SEND_IPI(0x04),
  LEGACY_REMOTE_FENCE_I(0x05),
  LEGACY_REMOTE_SFENCE_VMA(0x06),
  LEGACY_REMOTE_SFENCE_VMA_ASID(0x07),
  LEGACY_SHUTDOWN(0x08),
  BASE(
      0x10,
      "get_spec_version",
      "get_impl_id",
      "get_impl_version",
      "probe_extension",
      "get_mvendorid",
      "get_marchid",
      "get_mimpid"),
  TIME(0x54494d45, "set_timer"),
  IPI(0x735049, "send_ipi"),
  RFENCE(0x52464e43, "remote_fence_i", "remote_sfence_vma", "remote_sfence_vma_asid"),
  HSM(0x48534d, "hart_start", "hart_stop", "hart_get_status", "hart_suspend"),
  SRST(0x53525354, "system_reset"),
  DBCN(0x4442434e, "console_write", "console_read", "console_write_byte");

  private final int number;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final String[] functions;

  Extension(int number, String... functions) {
    this.number = number;
    this.functions = functions;
  }

  /// @return null when there is no such extension
  static @Nullable Extension of(long number) {
    for (Extension extension : values()) {
      if (extension.number == number) {
        return extension;
      }
    }
    return null;
  }

  /// Those of version 0.1: they have no functions, answer in `a0` alone, and keep `a1`.
  boolean isLegacy() {
    return number < BASE.number;
  }

  /// For people: `TIME.set_timer`.
  String describe(long function) {
    if (isLegacy()) {
      return name().substring("LEGACY_".length()).toLowerCase(Locale.ROOT) + " (0.1)";
    }
    boolean known = function >= 0 && function < functions.length;
    return name() + "." + (known ? functions[(int) function] : "function " + function);
  }
}
