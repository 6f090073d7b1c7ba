package softmetal.isa;

import org.jspecify.annotations.Nullable;

/// The order that an atomic asks of the accesses around it: its bits `aq` and `rl`.
@SuppressWarnings("EnumOrdinal") // the order is the numbering
public enum Ordering {
  RELAXED(""),
  RELEASE(".rl"),
  ACQUIRE(".aq"),
  ACQUIRE_RELEASE(".aqrl");

  private final String suffix;

  Ordering(String suffix) {
    this.suffix = suffix;
  }

  /// The ordering with these bits.
  ///
  /// @param bits `aq` in bit 1, `rl` in bit 0
  public static Ordering of(int bits) {
    return values()[bits];
  }

  /// The ordering with which a mnemonic ends, or null if it is not an atomic's.
  static @Nullable Ordering ofMnemonic(String mnemonic) {
    for (Ordering ordering : new Ordering[] {ACQUIRE_RELEASE, ACQUIRE, RELEASE}) {
      if (mnemonic.endsWith(ordering.suffix)) {
        return ordering;
      }
    }
    return null;
  }

  /// What the mnemonic ends in: `.aq`.
  public String suffix() {
    return suffix;
  }

  /// As [Decoded#immediate()] has it.
  public int bits() {
    return ordinal();
  }
}
