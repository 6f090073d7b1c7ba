package softmetal.assembler.preprocess;

import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.preprocess.Token.Kind;

/// Cuts a text without line continuations into tokens, by the rules for assembly sources: `$` and `.` belong to no
/// name, and a quote without its end takes the rest of the line, silently.
final class Lexer {
  private static final String[] LONG_PUNCTUATION = {
    "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##"
  };
  private static final String PUNCTUATION = "[](){}.&*+-~!/%<>^|?:;=,#";

  final SourceText source;
  final String text;
  private final int limit;
  private final Diagnostics diagnostics;
  int at;

  Lexer(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.text = source.text();
    this.limit = text.length();
    this.diagnostics = diagnostics;
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b || c == 0;
  }

  boolean atEnd() {
    return at >= limit;
  }

  char peek(int ahead) {
    return at + ahead < limit ? text.charAt(at + ahead) : '\n';
  }

  /// Moves over white space and comments, up to the end of the line; true when there were any.
  ///
  /// A block comment may go on over several lines, which are then one.
  boolean skipBlanks() {
    int start = at;
    while (at < limit) {
      char c = text.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '/' && peek(1) == '*') {
        skipBlockComment();
      } else if (c == '/' && peek(1) == '/') {
        skipLine();
      } else {
        break;
      }
    }
    return at > start;
  }

  void skipBlockComment() {
    int close = text.indexOf("*/", at + 2);
    if (close < 0) {
      diagnostics.report(Problem.UNTERMINATED_COMMENT.at(source.span(at, at + 2)));
      at = limit;
    } else {
      at = close + 2;
    }
  }

  /// Moves to the newline, or to the end of the text.
  void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? limit : end;
  }

  /// The next token of this line; [Kind#NEWLINE] at its end, which is not passed, and [Kind#END] at that of the text.
  Token next() {
    boolean space = skipBlanks();
    if (at >= limit) {
      return token(Kind.END, at, space);
    }
    char c = text.charAt(at);
    int start = at;
    if (c == '\n') {
      return token(Kind.NEWLINE, start, space);
    }
    if (isNameStart(c)) {
      skipName();
      if (c == 'L' && at == start + 1 && (peek(0) == '"' || peek(0) == '\'')) {
        Kind kind = peek(0) == '"' ? Kind.STRING : Kind.CHARACTER;
        return token(skipQuoted() ? kind : Kind.OTHER, start, space);
      }
      return token(Kind.NAME, start, space);
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      skipNumber();
      return token(Kind.NUMBER, start, space);
    }
    if (c == '"' || c == '\'') {
      boolean closed = skipQuoted();
      Kind kind = c == '"' ? Kind.STRING : Kind.CHARACTER;
      return token(closed ? kind : Kind.OTHER, start, space);
    }
    for (String punctuation : LONG_PUNCTUATION) {
      if (punctuation.charAt(0) == c && text.startsWith(punctuation, at)) {
        at += punctuation.length();
        return token(Kind.PUNCTUATION, start, space);
      }
    }
    at++;
    return token(PUNCTUATION.indexOf(c) >= 0 ? Kind.PUNCTUATION : Kind.OTHER, start, space);
  }

  void skipName() {
    while (at < limit && isNamePart(text.charAt(at))) {
      at++;
    }
  }

  void skipNumber() {
    at++;
    while (at < limit) {
      char c = text.charAt(at);
      boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(text.charAt(at - 1)) >= 0;
      if (!sign && c != '.' && !isNamePart(c)) {
        return;
      }
      at++;
    }
  }

  /// Moves behind the closing quote; false, and to the end of the line, when there is none.
  boolean skipQuoted() {
    char quote = text.charAt(at++);
    while (at < limit) {
      char c = text.charAt(at);
      if (c == '\n') {
        return false;
      }
      at++;
      if (c == quote) {
        return true;
      }
      if (c == '\\' && at < limit && text.charAt(at) != '\n') {
        at++;
      }
    }
    return false;
  }

  /// Moves to the end of a line that means nothing, past the comments that begin in it.
  void skipDeadLine() {
    while (at < limit) {
      char c = text.charAt(at);
      if (c == '\n') {
        return;
      } else if (c == '/' && peek(1) == '*') {
        skipBlockComment();
      } else if (c == '/' && peek(1) == '/') {
        skipLine();
      } else if (c == '"' || c == '\'') {
        skipQuoted();
      } else {
        at++;
      }
    }
  }

  private Token token(Kind kind, int start, boolean space) {
    boolean bare = kind == Kind.NEWLINE || kind == Kind.END;
    return new Token(
        kind, bare ? "" : text.substring(start, at), space, false, false, source, start, null);
  }
}
