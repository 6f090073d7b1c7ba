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
}
