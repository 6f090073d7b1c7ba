package softmetal.assembler.expand;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;

/// Operand text without the white space that means nothing, as GNU as has it before it splits arguments: a blank
/// stays only between two names, numbers or strings. Characters have become their numbers, comments are gone.
///
/// It knows where each of its characters came from.
final class Squeezed {
  private final SourceSpan from;
  private final StringBuilder text = new StringBuilder();
  private int[] origins = new int[16];
  private int open = -1;

  Squeezed(SourceSpan from) {
    this.from = from;
    run(from.source().text(), from.start(), from.end());
  }

  String text() {
    return text.toString();
  }

  /// The quote at the end that starts a character, and has none behind it; null if there is no such quote.
  @Nullable SourceSpan openCharacter() {
    return open < 0 ? null : from.source().span(open, open + 1);
  }

  /// The place in the source of a part of the text.
  SourceSpan span(int start, int end) {
    if (start >= text.length()) {
      return from.source().span(from.end(), from.end());
    }
    int last = Math.max(start, end - 1);
    return from.source().span(origins[start], Math.min(from.end(), origins[last] + 1));
  }

  private void run(String source, int start, int end) {
    int at = start;
    boolean blank = false;
    // A blank behind a character is lost, as in GNU as.
    boolean character = false;
    while (at < end) {
      char c = source.charAt(at);
      if (Lexis.isBlank(c) || c == '\n') {
        blank = true;
        at++;
        continue;
      }
      if (Lexis.startsBlockComment(source, at, end)) {
        blank = true;
        int behind = Lexis.behindBlockComment(source, at, end);
        at = behind < 0 ? end : behind;
        continue;
      }
      if (blank && !character && !text.isEmpty() && separates(text.charAt(text.length() - 1), c)) {
        add(' ', at - 1);
      }
      blank = false;
      character = c == '\'' && at + 1 < end;
      if (c == '\'' && !character) {
        open = at;
      }
      if (character) {
        int behind = Lexis.behindCharacter(source, at, end);
        for (char digit : Integer.toString(Lexis.character(source, at + 1)).toCharArray()) {
          add(digit, at);
        }
        at = behind;
      } else {
        int behind = c == '"' ? Lexis.behindString(source, at, end) : at + 1;
        for (; at < behind; at++) {
          add(source.charAt(at), at);
        }
      }
    }
  }

  private static boolean separates(char before, char behind) {
    return (Lexis.isNamePart(before) || before == '"')
        && (Lexis.isNamePart(behind) || behind == '\\' || behind == '\'' || behind == '"');
  }

  private void add(char c, int origin) {
    if (text.length() == origins.length) {
      origins = Arrays.copyOf(origins, origins.length * 2);
    }
    origins[text.length()] = origin;
    text.append(c);
  }
}
