package softmetal.monitor.state;

/// Where a [Component] writes its state; integers are little-endian.
public interface StateOutput {
  void putByte(int value);

  void putInt(int value);

  void putLong(long value);

  void putBytes(byte[] bytes, int offset, int length);

  /// A length and so many bytes.
  default void putBlock(byte[] bytes) {
    putInt(bytes.length);
    putBytes(bytes, 0, bytes.length);
  }

  default void putBoolean(boolean value) {
    putByte(value ? 1 : 0);
  }

  default void putLongs(long... values) {
    for (long value : values) {
      putLong(value);
    }
  }
}
