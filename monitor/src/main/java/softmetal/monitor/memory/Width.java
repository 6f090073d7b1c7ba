package softmetal.monitor.memory;

/// How many bytes one access moves.
public enum Width {
  BYTE(1),
  HALF(2),
  WORD(4),
  DOUBLE(8);

  private final int bytes;

  Width(int bytes) {
    this.bytes = bytes;
  }

  /// 1, 2, 4 or 8.
  public int bytes() {
    return bytes;
  }

  /// The low bits of a value that an access of this width carries, zero-extended.
  public long truncate(long value) {
    return this == DOUBLE ? value : value & ((1L << (8 * bytes)) - 1);
  }
}
