package softmetal.monitor.debug;

import softmetal.isa.Xlen;

/// Writes numbers of a hart for people: `0x80000000` on one of 32 bits too, where registers are kept sign-extended.
///
/// @param xlen of the hart
public record Hexadecimal(Xlen xlen) {
  /// With the digits that it needs.
  public String of(long value) {
    return "0x" + Long.toHexString(plain(value));
  }

  /// With all digits of a register.
  public String padded(long value) {
    return ("0x%0" + xlen.bits() / 4 + "x").formatted(plain(value));
  }

  /// A value that was sign-extended as it was; others, such as physical addresses, stay as they are.
  public long plain(long value) {
    return value < 0 ? xlen.zeroExtend(value) : value;
  }
}
