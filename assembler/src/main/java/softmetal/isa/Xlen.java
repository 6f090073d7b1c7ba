package softmetal.isa;

/// The width of the integer registers.
public enum Xlen {
  RV32(32),
  RV64(64);

  private final int bits;

  Xlen(int bits) {
    this.bits = bits;
  }

  public int bits() {
    return bits;
  }

  /// What a register of this width holds, as a `long`: the low bits, sign-extended.
  ///
  /// Integer registers, control registers and virtual addresses are kept in this form, so that comparisons and most
  /// arithmetic do not ask for the width.
  public long extend(long value) {
    return this == RV32 ? (int) value : value;
  }

  /// The low bits and zeros above: a register as an unsigned number or a physical address.
  public long zeroExtend(long value) {
    return this == RV32 ? value & 0xffff_ffffL : value;
  }
}
