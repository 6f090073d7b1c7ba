package softmetal.assembler.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One line of a source, cut into its columns.
///
/// @param labels with their colons: `loop:`; empty if there is none
/// @param head the first word behind them
/// @param operands all that follows, up to the comment: further statements behind a `;` too
/// @param comment with its mark; empty if there is none
/// @param written all that stands before the comment, as it stands there
record SourceLine(String labels, String head, String operands, String comment, String written) {
  private static final Pattern LABEL = Pattern.compile("[ \\t]*+([\\w.$\\\\@()]++[ \\t]*+:)(?!:)");
  private static final Pattern HEAD = Pattern.compile("[^ \\t\"';,(]+");

  /// How the characters of a line are to be read.
  ///
  /// @param codeEnd where the code ends and the comment starts
  /// @param closed whether every string and block comment that starts on it also ends on it
  private record Extent(int codeEnd, boolean closed) {}

  /// Whether there is nothing but a comment.
  boolean isComment() {
    return labels.isEmpty() && head.isEmpty() && operands.isEmpty();
  }

  /// Understands a line.
  ///
  /// @return null if it is better left alone
  static @Nullable SourceLine parse(String line) {
    Extent extent = extent(line);
    if (!extent.closed) {
      return null;
    }
    String code = line.substring(0, extent.codeEnd);
    int at = 0;
    StringBuilder labels = new StringBuilder();
    Matcher label = LABEL.matcher(code);
    while (label.region(at, code.length()).lookingAt()) {
      labels.append(labels.isEmpty() ? "" : " ").append(label.group(1).replaceAll("[ \\t]+:", ":"));
      at = label.end();
    }
    String rest = code.substring(at).strip();
    Matcher head = HEAD.matcher(rest);
    int headEnd = head.lookingAt() ? head.end() : 0;
    return new SourceLine(
        labels.toString(),
        rest.substring(0, headEnd),
        rest.substring(headEnd).strip(),
        line.substring(extent.codeEnd).strip(),
        code);
  }

  private static Extent extent(String line) {
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c != ' ' && c != '\t' && (c < ' ' || Character.isWhitespace(c))) {
        return new Extent(at, false);
      }
      if (c == '#' || line.startsWith("//", at)) {
        return new Extent(at, true);
      }
      if (line.startsWith("/*", at)) {
        int close = line.indexOf("*/", at + 2);
        if (close < 0) {
          return new Extent(at, false);
        }
        if (isBlank(line, close + 2)) {
          return new Extent(at, true);
        }
        at = close + 2;
      } else {
        int behind = behindQuoted(line, at);
        if (behind < 0) {
          return new Extent(at, false);
        }
        at = behind;
      }
    }
    return new Extent(line.length(), !line.endsWith("\\"));
  }

  private static boolean isBlank(String line, int from) {
    int at = from;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at == line.length();
  }

  /// Behind the string or character that starts here, or behind the one character that is neither; -1 if a string has no
  /// end.
  static int behindQuoted(String line, int from) {
    char quote = line.charAt(from);
    if (quote == '\'') {
      int at = from + 1;
      at += at < line.length() && line.charAt(at) == '\\' ? 2 : 1;
      return Math.min(line.length(), at < line.length() && line.charAt(at) == '\'' ? at + 1 : at);
    }
    if (quote != '"') {
      return from + 1;
    }
    int at = from + 1;
    while (at < line.length()) {
      if (line.charAt(at) == '"') {
        return at + 1;
      }
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    return -1;
  }

  /// The code without the blanks that mean nothing: two lines with the same essence are the same to the assembler.
  String essence() {
    return squeeze(labels + " " + head + " " + operands);
  }

  private static String squeeze(String code) {
    StringBuilder out = new StringBuilder();
    boolean blank = false;
    int at = 0;
    while (at < code.length()) {
      char c = code.charAt(at);
      if (c == ' ' || c == '\t') {
        blank = true;
        at++;
        continue;
      }
      if (blank && !out.isEmpty() && out.charAt(out.length() - 1) != ',' && c != ',') {
        out.append(' ');
      }
      blank = false;
      int behind = Math.max(behindQuoted(code, at), at + 1);
      out.append(code, at, behind);
      at = behind;
    }
    return out.toString();
  }
}
