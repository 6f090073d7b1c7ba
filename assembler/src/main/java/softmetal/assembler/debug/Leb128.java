package softmetal.assembler.debug;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/// Numbers of seven bits a byte, lowest first. Source: DWARF standard, "Variable Length Data".
public final class Leb128 {
  private Leb128() {}

  public static byte[] unsigned(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (Long.compareUnsigned(rest, 0x7f) > 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  public static byte[] signed(long value) {
    return signed(BigInteger.valueOf(value));
  }

  public static byte[] signed(BigInteger value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BigInteger rest = value;
    while (rest.bitLength() > 6) {
      out.write((rest.intValue() & 0x7f) | 0x80);
      rest = rest.shiftRight(7);
    }
    out.write(rest.intValue() & 0x7f);
    return out.toByteArray();
  }

  /// As long as asked for, by bytes that add nothing.
  public static byte[] padded(long value, boolean signed, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int shift = Math.min(63, 7 * i);
      long seven = signed ? value >> shift : 7 * i > 63 ? 0 : value >>> shift;
      bytes[i] = (byte) ((seven & 0x7f) | (i < length - 1 ? 0x80 : 0));
    }
    return bytes;
  }
}
