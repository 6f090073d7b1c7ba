package softmetal.monitor.gdb;

import org.jspecify.annotations.Nullable;

/// Finds packets in the bytes that come from gdb, whatever these are.
///
/// `$` text `#` checksum: two hexadecimal digits, the sum of the bytes between, modulo 256. `}` and a byte stand for that byte with bit 5
/// inverted. What is between packets is skipped, and a `$` always begins a new one.
///
/// Source: Debugging with GDB, "Overview" of the remote protocol.
final class PacketReader {
  /// Bytes in a packet, at most; more are not kept.
  static final int MAX_BYTES = 16 * 1024;

  private static final int BREAK = 3;
  private static final int ESCAPE = '}';
  private static final int ESCAPED = 0x20;

  private enum State {
    BETWEEN,
    TEXT,
    FIRST_DIGIT,
    SECOND_DIGIT
  }

  private final StringBuilder text = new StringBuilder();
  private State state = State.BETWEEN;
  private boolean escaped;
  private int sum;
  private int length;
  private int firstDigit;

  /// @param value a byte, 0 to 255
  /// @return what it completes, or null
  @Nullable Input take(int value) {
    if (value == '$') {
      text.setLength(0);
      sum = 0;
      length = 0;
      escaped = false;
      state = State.TEXT;
      return null;
    }
    return switch (state) {
      case BETWEEN -> between(value);
      case TEXT -> {
        inText(value);
        yield null;
      }
      case FIRST_DIGIT -> {
        firstDigit = Character.digit(value, 16);
        state = State.SECOND_DIGIT;
        yield null;
      }
      case SECOND_DIGIT -> {
        state = State.BETWEEN;
        int secondDigit = Character.digit(value, 16);
        boolean good = firstDigit >= 0 && secondDigit >= 0;
        boolean matches = (firstDigit << 4 | secondDigit) == (sum & 0xff);
        yield good && matches && length <= MAX_BYTES
            ? new Input.Packet(text.toString())
            : new Input.Damaged();
      }
    };
  }

  private static @Nullable Input between(int value) {
    return switch (value) {
      case BREAK -> new Input.Break();
      case '-' -> new Input.Repeat();
      default -> null;
    };
  }

  private void inText(int value) {
    if (value == '#') {
      state = State.FIRST_DIGIT;
      return;
    }
    sum += value;
    if (++length > MAX_BYTES) {
      return;
    }
    if (escaped) {
      text.append((char) (value ^ ESCAPED));
      escaped = false;
    } else if (value == ESCAPE) {
      escaped = true;
    } else {
      text.append((char) value);
    }
  }

  /// The frame for an answer.
  ///
  /// @param text its bytes, one a character
  static String frame(String text) {
    StringBuilder framed = new StringBuilder("$");
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i);
      if (value == '$' || value == '#' || value == ESCAPE || value == '*') {
        framed.append((char) ESCAPE);
        sum += ESCAPE;
        value ^= ESCAPED;
      }
      framed.append((char) value);
      sum += value;
    }
    return framed.append("#%02x".formatted(sum & 0xff)).toString();
  }
}
