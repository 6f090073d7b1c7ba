package softmetal.assembler.expand;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Origins;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// Puts values in place of `\parameter` in a body, and remembers where everything came from.
///
/// `\@` becomes the number of the expansion, `\(text)` becomes `text`, so that `\()` ends a name. A backslash before
/// anything else stays. As in GNU as, `&parameter` is also replaced, and loses its `&`. After `.altmacro` so is the
/// bare name, and `LOCAL name` gives a name of which there is no other.
final class Substitution {
  /// What one expansion may depend on besides its body.
  ///
  /// @param number what `\@` stands for
  /// @param labels numbers the names of `LOCAL`; null unless `.altmacro` is on
  /// @param maxLength of what comes out, in characters
  /// @param limit that of all expansions, for the message
  record Setting(
      Map<String, String> values,
      int number,
      @Nullable IntSupplier labels,
      int maxLength,
      long limit) {}

  private final String body;
  private final SourceSpan span;
  private final Map<String, String> values;
  private final Setting setting;
  private final Diagnostics diagnostics;
  private final Origins.Builder out = new Origins.Builder();
  private int at;
  private int copied;
  private int stringEnd;

  private Substitution(SourceSpan span, Setting setting, Diagnostics diagnostics) {
    this.span = span;
    this.body = span.source().text();
    this.values = setting.labels() == null ? setting.values() : new HashMap<>(setting.values());
    this.setting = setting;
    this.diagnostics = diagnostics;
    at = span.start();
    copied = at;
  }

  static SourceText apply(
      SourceText.Expansion expansion, Setting setting, Diagnostics diagnostics) {
    Substitution substitution = new Substitution(expansion.body(), setting, diagnostics);
    substitution.run();
    return substitution.out.build(expansion);
  }

  private void run() {
    int end = span.end();
    while (at < end && out.length() < setting.maxLength()) {
      char c = body.charAt(at);
      boolean string = at < stringEnd;
      if (c == '\\') {
        backslash(end);
      } else if (c == '&') {
        ampersand(end);
      } else if (setting.labels() != null && Lexis.isNameStart(c)) {
        word(end, string);
      } else if (string) {
        at++;
      } else if (c == '\'') {
        character(end);
      } else if (c == '#') {
        at = Lexis.endOfLine(body, at, end);
      } else if (Lexis.startsBlockComment(body, at, end)) {
        int behind = Lexis.behindBlockComment(body, at, end);
        at = behind < 0 ? end : behind;
      } else {
        stringEnd = c == '"' ? Lexis.behindString(body, at, end) : stringEnd;
        at++;
      }
    }
    copyUpTo(at);
    if (out.length() >= setting.maxLength()) {
      diagnostics.report(Problem.EXPANSION_TOO_LARGE.at(span, setting.limit()));
    }
  }

  /// A name without a backslash, with `.altmacro`.
  private void word(int end, boolean string) {
    int start = at;
    at = endOfName(end);
    String name = body.substring(start, at);
    if (!string
        && name.equalsIgnoreCase("local")
        && at < end
        && Lexis.isBlank(body.charAt(at))
        && setting.labels() != null) {
      localNames(start, end, setting.labels());
      return;
    }
    int behind = at;
    // `&` ends a name, as `\()` does.
    at = at < end && body.charAt(at) == '&' ? at + 1 : at;
    String value = values.get(name);
    if (value != null) {
      replace(start, value);
    } else if (at > behind) {
      replace(start, name);
    }
  }

  private void localNames(int start, int end, IntSupplier labels) {
    at = Lexis.skipBlanks(body, at, end);
    while (at < end && Lexis.isNameStart(body.charAt(at))) {
      int name = at;
      at = endOfName(end);
      String known =
          values.putIfAbsent(body.substring(name, at), ".LL%04x".formatted(labels.getAsInt()));
      if (known != null) {
        SourceSpan place = span.source().span(name, at);
        diagnostics.report(Problem.PARAMETER_NAME_TWICE.at(place, place.text()));
      }
      at = Lexis.skipBlanks(body, at, end);
      at = at < end && body.charAt(at) == ',' ? Lexis.skipBlanks(body, at + 1, end) : at;
    }
    replace(start, "");
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
      replace(start, Integer.toString(setting.number()));
    } else if (Lexis.isNameStart(c)) {
      int name = at;
      at = endOfName(end);
      parameter(start, body.substring(name, at), end);
    } else if (c != '\\') {
      // Of two backslashes the second may still stand before a parameter.
      at++;
    }
  }

  /// As in GNU as, a `'` behind the name in a string goes with it.
  private void parameter(int start, String name, int end) {
    String value = values.get(name);
    boolean quote = start < stringEnd && at < end && body.charAt(at) == '\'';
    if (quote) {
      copyUpTo(value == null ? at : start);
      diagnostics.report(
          Problem.QUOTE_BEHIND_PARAMETER.at(span.source().span(start, at + 1), name, name));
      at++;
      if (value == null) {
        copied = at;
        return;
      }
    }
    if (value != null) {
      replace(start, value);
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
    if (setting.labels() == null) {
      diagnostics.report(Problem.AMPERSAND_PARAMETER.at(span.source().span(start, at), word, word));
    } else if (at < end && body.charAt(at) == '&') {
      at++;
    }
    replace(beforeBlanks(start), value);
  }

  /// Blanks around an operator mean nothing, so that those before `&` go with it; one behind a mnemonic stays.
  private int beforeBlanks(int ampersand) {
    if (ampersand < stringEnd) {
      return ampersand;
    }
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
