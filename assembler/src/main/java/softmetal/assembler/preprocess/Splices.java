package softmetal.assembler.preprocess;

import softmetal.assembler.diagnostic.Provenance;
import softmetal.assembler.diagnostic.SourceText;

/// Takes out the line continuations, a backslash before the end of a line, before anything else looks at a text.
final class Splices {
  private Splices() {}

  /// The same text when it has none.
  static SourceText join(SourceText source) {
    String text = source.text();
    int at = next(text, 0);
    if (at < 0) {
      return source;
    }
    Provenance.Builder out = new Provenance.Builder();
    int copied = 0;
    while (at >= 0) {
      out.copy(source, copied, at);
      copied = behindNewline(text, at + 1);
      at = next(text, copied);
    }
    out.copy(source, copied, text.length());
    return out.build(source.name(), source);
  }

  private static int next(String text, int from) {
    int at = text.indexOf('\\', from);
    while (at >= 0 && behindNewline(text, at + 1) < 0) {
      at = text.indexOf('\\', at + 1);
    }
    return at;
  }

  /// Behind blanks and a newline; -1 where something else stands.
  private static int behindNewline(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\n') {
        return at;
      }
      if (!Lexer.isBlank(c)) {
        return -1;
      }
    }
    return -1;
  }
}
