package softmetal.assembler.expand;

/// The few things about characters that text-level processing has to know. Offsets go in, offsets come out.
final class Lexis {
  private Lexis() {}

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '$'
        || c >= 0x80;
  }

  static boolean isNameStart(char c) {
    return isNamePart(c) && !(c >= '0' && c <= '9');
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
  }

  static boolean startsBlockComment(String text, int at, int limit) {
    return at + 1 < limit && text.charAt(at) == '/' && text.charAt(at + 1) == '*';
  }

  /// @return -1 when the comment has no end
  static int behindBlockComment(String text, int at, int limit) {
    int close = text.indexOf("*/", at + 2);
    return close < 0 || close + 2 > limit ? -1 : close + 2;
  }

  /// Behind blanks and block comments.
  static int skipBlanks(String text, int from, int limit) {
    int at = from;
    while (at < limit) {
      if (isBlank(text.charAt(at))) {
        at++;
      } else if (startsBlockComment(text, at, limit)) {
        int behind = behindBlockComment(text, at, limit);
        at = behind < 0 ? limit : behind;
      } else {
        return at;
      }
    }
    return at;
  }

  /// Behind the closing quote, or at the end of the line where there is none.
  static int behindString(String text, int from, int limit) {
    int at = from + 1;
    while (at < limit) {
      char c = text.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\n') {
        return at;
      }
      at += c == '\\' && at + 1 < limit && text.charAt(at + 1) != '\n' ? 2 : 1;
    }
    return limit;
  }

  /// Behind `'a'`, `'a` or `'\n'`.
  static int behindCharacter(String text, int from, int limit) {
    int at = from + 1;
    if (at < limit && text.charAt(at) == '\\') {
      at++;
    }
    if (at < limit && text.charAt(at) != '\n') {
      at++;
    }
    return at < limit && text.charAt(at) == '\'' ? at + 1 : at;
  }

  static int endOfLine(String text, int from, int limit) {
    int end = text.indexOf('\n', from);
    return end < 0 || end > limit ? limit : end;
  }

  /// The number of a character whose quote stands before `at`.
  static int character(String text, int at) {
    char c = text.charAt(at);
    if (c != '\\' || at + 1 >= text.length()) {
      return c;
    }
    char escaped = text.charAt(at + 1);
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escaped;
    };
  }

  static String firstWord(String statement) {
    int end = 0;
    while (end < statement.length() && !Character.isWhitespace(statement.charAt(end))) {
      end++;
    }
    return statement.substring(0, end);
  }
}
