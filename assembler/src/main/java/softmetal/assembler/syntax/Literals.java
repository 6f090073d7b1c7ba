package softmetal.assembler.syntax;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;

/// Numbers, characters and strings as GNU as reads them.
final class Literals {
  /// Longer numbers take long to read; no directive takes them.
  private static final int MOST_DIGITS = 10_000;

  private Literals() {}

  /// `42`, `0x2a`, `0b101010`, `052`: the 64-bit pattern. A suffix as C has it, such as `UL`, means nothing.
  static long integer(SourceSpan span) {
    BigInteger value = number(span);
    if (value.bitLength() > 64) {
      throw new Malformed(Problem.NUMBER_TOO_WIDE.at(span, span.text()));
    }
    return value.longValue();
  }

  /// The same of any number of bits.
  static BigInteger number(SourceSpan span) {
    String text = withoutSuffix(span.text());
    if (text.length() > MOST_DIGITS) {
      throw new Malformed(Problem.NUMBER_TOO_WIDE.at(span, text.substring(0, 20) + "..."));
    }
    if (text.length() > 1 && text.charAt(0) == '0') {
      return switch (text.charAt(1)) {
        case 'x', 'X' -> new BigInteger(text.substring(2), 16);
        case 'b', 'B' -> new BigInteger(text.substring(2), 2);
        default -> octal(span, text);
      };
    }
    return new BigInteger(text, 10);
  }

  private static String withoutSuffix(String text) {
    int end = text.length();
    while ("uUlL".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }

  private static BigInteger octal(SourceSpan span, String text) {
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) > '7') {
        throw new Malformed(
            Problem.BAD_OCTAL_DIGIT
                .at(span, text, text.charAt(i))
                .fix(
                    span,
                    text.replaceFirst("^0+(?=.)", ""),
                    "a leading zero makes a number octal; without it, it is decimal"));
      }
    }
    return new BigInteger(text, 8);
  }

  /// The number of a numeric label.
  static int localLabel(SourceSpan digits) {
    try {
      return Integer.parseInt(digits.text());
    } catch (NumberFormatException e) {
      throw new Malformed(Problem.BAD_LOCAL_LABEL.at(digits, digits.text()));
    }
  }

  /// `'a'`, or `'a` without the second quote.
  static long character(SourceSpan span) {
    String text = span.text();
    char c = text.charAt(1);
    if (c != '\\') {
      return c;
    }
    // As in GNU as: no numbers behind the backslash, and what is unknown stands for itself.
    return switch (text.charAt(2)) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> text.charAt(2);
    };
  }

  /// The bytes of one or more strings in a row, which make one; an unknown escape in them is malformed.
  static byte[] strings(List<SourceSpan> spans) {
    return strings(
        spans,
        unknown -> {
          throw new Malformed(unknown);
        });
  }

  /// The bytes of one or more strings in a row, which make one.
  ///
  /// @param unknown takes a warning for an escape of which only the character behind the backslash stays
  static byte[] strings(List<SourceSpan> spans, Consumer<Diagnostic> unknown) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    spans.forEach(span -> string(span, bytes, unknown));
    return bytes.toByteArray();
  }

  private static void string(
      SourceSpan span, ByteArrayOutputStream bytes, Consumer<Diagnostic> unknown) {
    String text = span.text();
    int last = text.length() - 1;
    int plain = 1;
    int i = 1;
    while (i < last) {
      if (text.charAt(i) != '\\') {
        i++;
        continue;
      }
      bytes.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
      i = escape(span, text, i + 1, last, bytes, unknown);
      plain = i;
    }
    bytes.writeBytes(text.substring(plain, last).getBytes(StandardCharsets.UTF_8));
  }

  /// @param at behind the backslash
  /// @return behind the escape
  private static int escape(
      SourceSpan span,
      String text,
      int at,
      int last,
      ByteArrayOutputStream bytes,
      Consumer<Diagnostic> unknown) {
    char c = text.charAt(at);
    int i = at;
    int value = 0;
    switch (c) {
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(0x0b);
      case '\\', '"' -> bytes.write(c);
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        // As in GNU as, 8 and 9 are digits, too.
        while (i < last && i < at + 3 && Character.digit(text.charAt(i), 10) >= 0) {
          value = value * 8 + Character.digit(text.charAt(i++), 10);
        }
        bytes.write(value);
        return i;
      }
      case 'x', 'X' -> {
        i++;
        while (i < last && Character.digit(text.charAt(i), 16) >= 0) {
          value = value << 4 | Character.digit(text.charAt(i++), 16);
        }
        if (i == at + 1) {
          unknown.accept(badEscape(span, at, c));
        }
        bytes.write(value);
        return i;
      }
      default -> {
        unknown.accept(badEscape(span, at, c));
        bytes.writeBytes(Character.toString(text.codePointAt(at)).getBytes(StandardCharsets.UTF_8));
        return at + Character.charCount(text.codePointAt(at));
      }
    }
    return at + 1;
  }

  private static Diagnostic badEscape(SourceSpan span, int at, char c) {
    SourceSpan place = span.source().span(span.start() + at - 1, span.start() + at + 1);
    return Problem.BAD_ESCAPE.at(place, c == '\n' ? "newline" : "\\" + c);
  }
}
