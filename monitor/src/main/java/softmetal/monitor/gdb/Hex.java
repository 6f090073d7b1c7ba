package softmetal.monitor.gdb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;

/// Numbers and bytes as the protocol writes them.
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();
  private static final int MAX_DIGITS = 16;

  private Hex() {}

  static String bytes(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  static String text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws BadPacket when they are no bytes
  static byte[] parseBytes(String digits) {
    try {
      return FORMAT.parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new BadPacket("not bytes in hexadecimal: " + digits, e);
    }
  }

  /// A number, most significant digit first.
  ///
  /// @throws BadPacket when it is none, or has more than 64 bits
  static long parse(String digits) {
    OptionalLong value = tryParse(digits);
    if (value.isEmpty()) {
      throw new BadPacket("not a number in hexadecimal: " + digits);
    }
    return value.getAsLong();
  }

  static OptionalLong tryParse(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.isEmpty() || significant.length() > MAX_DIGITS) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(HexFormat.fromHexDigitsToLong(significant));
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }

  /// A register, in the byte order of the target.
  static String register(long value, int bytes) {
    byte[] littleEndian = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      littleEndian[i] = (byte) (value >>> (8 * i));
    }
    return bytes(littleEndian);
  }

  /// @throws BadPacket when it has more than 64 bits, or is none
  static long parseRegister(String digits) {
    byte[] littleEndian = parseBytes(digits);
    if (littleEndian.length == 0 || littleEndian.length > Long.BYTES) {
      throw new BadPacket("not a register: " + digits);
    }
    long value = 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      value = value << 8 | (littleEndian[i] & 0xff);
    }
    return value;
  }
}
