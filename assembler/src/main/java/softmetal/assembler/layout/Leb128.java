package softmetal.assembler.layout;

import java.io.ByteArrayOutputStream;

/// Numbers of seven bits a byte, lowest first. Source: DWARF standard, "Variable Length Data".
final class Leb128 {
  private Leb128() {}

  static byte[] unsigned(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (Long.compareUnsigned(rest, 0x7f) > 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  static byte[] signed(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest < -0x40 || rest > 0x3f) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7f));
    return out.toByteArray();
  }
}
