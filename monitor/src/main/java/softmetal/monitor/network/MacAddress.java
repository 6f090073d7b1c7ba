package softmetal.monitor.network;

import java.util.Optional;
import java.util.regex.Pattern;

/// The address of a network card.
///
/// @param bits 48 of them, in the order of transmission
public record MacAddress(long bits) {
  public static final int BYTES = 6;

  private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
  private static final long GROUP = 1L << 40;

  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("MAC address %#x".formatted(bits));
    }
  }

  /// Reads `52:54:00:12:34:56`; empty when it is not written like this, or the address of a group, which no card can have.
  public static Optional<MacAddress> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    MacAddress address = new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    return address.isGroup() ? Optional.empty() : Optional.of(address);
  }

  /// The address in six bytes of a frame.
  static MacAddress in(byte[] frame, int offset) {
    long bits = 0;
    for (int i = 0; i < BYTES; i++) {
      bits = bits << 8 | (frame[offset + i] & 0xff);
    }
    return new MacAddress(bits);
  }

  /// Whether it stands for several cards, or all.
  public boolean isGroup() {
    return (bits & GROUP) != 0;
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (byte value : toBytes()) {
      text.append(text.isEmpty() ? "" : ":").append("%02x".formatted(value));
    }
    return text.toString();
  }
}
