package softmetal.monitor.hart;

/// The integers that floating-point numbers convert to and from: the suffixes `w`, `wu`, `l` and `lu` of `fcvt`.
public enum IntegerFormat {
  WORD(32, true),
  UNSIGNED_WORD(32, false),
  LONG(64, true),
  UNSIGNED_LONG(64, false);

  /// The greatest value, as an unsigned number.
  final long maxMagnitude;

  /// The absolute value of the least value, as an unsigned number.
  final long minMagnitude;

  private final boolean isWord;
  private final boolean isSigned;

  IntegerFormat(int bits, boolean isSigned) {
    this.isSigned = isSigned;
    isWord = bits == 32;
    maxMagnitude = -1L >>> (64 - bits + (isSigned ? 1 : 0));
    minMagnitude = isSigned ? 1L << (bits - 1) : 0;
  }

  /// The register value for this integer: words, unsigned ones too, are sign-extended.
  long toRegister(long value) {
    return isWord ? (int) value : value;
  }

  /// Whether the integer in a register is less than zero.
  boolean isNegative(long register) {
    return isSigned && (isWord ? (int) register : register) < 0;
  }

  /// The absolute value of the integer in a register, as an unsigned number.
  long magnitude(long register) {
    long value = isWord ? register & 0xffff_ffffL : register;
    return isNegative(register) ? Math.abs(toRegister(register)) : value;
  }
}
