package softmetal.assembler.layout;

/// Numbers as bytes, lowest first.
final class Bytes {
  private Bytes() {}

  static byte[] little(long value, int size) {
    byte[] bytes = new byte[size];
    put(bytes, 0, value, size);
    return bytes;
  }

  static void put(byte[] bytes, int at, long value, int size) {
    long rest = value;
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) rest;
      rest >>= 8;
    }
  }

  static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }
}
