package softmetal.assembler.preprocess;

import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceText;

/// A preprocessing token.
///
/// @param space whether white space stands before it
/// @param edge whether it came to stand behind its neighbour through a macro, so that the two may need a space between them
/// @param hidden whether it names a macro within that macro's own text, and so is not to be replaced any more
/// @param padding for [Kind#PADDING]: whose white space counts here; null for that of the token that follows
record Token(
    Kind kind,
    String text,
    boolean space,
    boolean edge,
    boolean hidden,
    SourceText source,
    int offset,
    @Nullable Token padding) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    CHARACTER,
    PUNCTUATION,
    /// Anything else: one character, or a quote without its end and the rest of its line.
    OTHER,
    /// No text: the edge of what a macro or an argument left.
    PADDING,
    /// The end of a line.
    NEWLINE,
    /// The end of everything that may be read here.
    END
  }

  static Token padding(@Nullable Token of, SourceText source) {
    return new Token(Kind.PADDING, "", false, false, false, source, 0, of);
  }

  Token with(boolean newSpace, boolean newEdge) {
    return space == newSpace && edge == newEdge
        ? this
        : new Token(kind, text, newSpace, newEdge, hidden, source, offset, null);
  }

  Token hide() {
    return new Token(kind, text, space, edge, true, source, offset, null);
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  int end() {
    return Math.min(offset + text.length(), source.text().length());
  }
}
