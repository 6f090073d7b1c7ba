package softmetal.assembler.expand;

import java.util.Map;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Origins;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// Puts values in place of `\parameter` in a body, and remembers where everything came from.
///
/// `\@` becomes the number of the expansion, `\(text)` becomes `text`, so that `\()` ends a name. A backslash before
/// anything else stays. As in GNU as, `&parameter` is also replaced, and loses its `&`.
final class Substitution {
  /// No program of a person comes near; doubling macros come soon.
  private static final int MAX_LENGTH = 16 << 20;

  private final String body;
  private final SourceSpan span;
  private final Map<String, String> values;
  private final int number;
  private final Diagnostics diagnostics;
  private final Origins.Builder out = new Origins.Builder();
  private int at;
  private int copied;

  private Substitution(
      SourceSpan span, Map<String, String> values, int number, Diagnostics diagnostics) {
    this.span = span;
    this.body = span.source().text();
    this.values = values;
    this.number = number;
    this.diagnostics = diagnostics;
    at = span.start();
    copied = at;
  }

  /// @param number what `\@` stands for
  static SourceText apply(
      SourceText.Expansion expansion,
      Map<String, String> values,
      int number,
      Diagnostics diagnostics) {
    Substitution substitution = new Substitution(expansion.body(), values, number, diagnostics);
    substitution.run();
    return substitution.out.build(expansion);
  }

  private void run() {
    int end = span.end();
    boolean string = false;
    while (at < end && out.length() < MAX_LENGTH) {
      char c = body.charAt(at);
      if (c == '\\') {
        backslash(end);
      } else if (c == '\'' && !string) {
        character(end);
      } else if (c == '&' && !string) {
        ampersand(end);
      } else if (c == '#' && !string) {
        at = Lexis.endOfLine(body, at, end);
      } else if (!string && Lexis.startsBlockComment(body, at, end)) {
        int behind = Lexis.behindBlockComment(body, at, end);
        at = behind < 0 ? end : behind;
      } else {
        string = c == '"' ? !string : c != '\n' && string;
        at++;
      }
    }
    copyUpTo(at);
    if (out.length() >= MAX_LENGTH) {
      diagnostics.report(Problem.EXPANSION_TOO_LARGE.at(span, MAX_LENGTH));
    }
  }

  private void backslash(int end) {
    int start = at++;
    if (at >= end) {
      return;
    }
    char c = body.charAt(at);
    if (c == '(') {
      int close = body.indexOf(')', at);
      if (close < 0 || close >= end) {
        diagnostics.report(Problem.UNMATCHED_OPEN.at(span.source().span(at, at + 1)));
        close = end - 1;
      }
      copyUpTo(start);
      copied = at + 1;
      copyUpTo(close);
      at = close + 1;
      copied = at;
    } else if (c == '@') {
      at++;
      replace(start, Integer.toString(number));
    } else if (Lexis.isNameStart(c)) {
      int name = at;
      at = endOfName(end);
      String value = values.get(body.substring(name, at));
      if (value != null) {
        replace(start, value);
      }
    } else {
      at++; // \\ and \" of a string
    }
  }

  /// GNU as reads characters before it looks for parameters: `'\x'` is the character x.
  private void character(int end) {
    int start = at;
    at = Lexis.behindCharacter(body, at, end);
    String name = body.substring(Math.min(start + 2, at), at).replace("'", "");
    if (body.startsWith("\\", start + 1) && values.containsKey(name)) {
      diagnostics.report(
          Problem.PARAMETER_IN_CHARACTER.at(span.source().span(start, at), name, name));
    }
  }

  private void ampersand(int end) {
    int start = at;
    int name = Lexis.skipBlanks(body, at + 1, end);
    if (name >= end || !Lexis.isNameStart(body.charAt(name))) {
      at++;
      return;
    }
    at = name;
    at = endOfName(end);
    String word = body.substring(name, at);
    String value = values.get(word);
    if (value == null) {
      at = start + 1;
      return;
    }
    diagnostics.report(Problem.AMPERSAND_PARAMETER.at(span.source().span(start, at), word, word));
    replace(beforeBlanks(start), value);
  }

  /// Blanks around an operator mean nothing, so that those before `&` go with it; one behind a mnemonic stays.
  private int beforeBlanks(int ampersand) {
    int i = ampersand;
    while (i > copied && Lexis.isBlank(body.charAt(i - 1))) {
      i--;
    }
    int line = body.lastIndexOf('\n', ampersand - 1) + 1;
    boolean mnemonic =
        body.substring(line, i).strip().chars().noneMatch(c -> Lexis.isBlank((char) c));
    return mnemonic ? ampersand : i;
  }

  private int endOfName(int end) {
    int i = at;
    while (i < end && Lexis.isNamePart(body.charAt(i))) {
      i++;
    }
    return i;
  }

  private void replace(int start, String value) {
    copyUpTo(start);
    out.replace(start, value);
    copied = at;
  }

  private void copyUpTo(int end) {
    if (end > copied) {
      out.copy(body, copied, end);
    }
    copied = end;
  }
}
