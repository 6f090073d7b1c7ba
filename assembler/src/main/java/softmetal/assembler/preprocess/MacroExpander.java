package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.MacroUse;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.preprocess.Token.Kind;

/// Reads tokens and replaces macros in them, again and again until none is left, as the C standard's "Rescanning and
/// further replacement" says.
///
/// What a macro leaves is read before the rest of the text it was found in. While it is read, the macro is disabled; a
/// name that was met while disabled stays as it is for ever. When a macro's name is the last token of another one's
/// text, its arguments may stand in what follows, and by then that other macro is at work no more.
final class MacroExpander {
  /// Characters.
  private static final int LONG_TEXT = 4;

  private static final int MAX_NESTED_ARGUMENTS = 200;

  private static final SourceText END_TEXT = SourceText.binary("");
  private static final Token END_OF_MACRO = Token.padding(null, END_TEXT);

  /// The text below all macros.
  interface Below {
    /// The next token; [Kind#END] where no more may be read.
    Token next();

    /// Whether the next token, on this line or a later one, is `(`; reads nothing.
    boolean opensParenthesis();

    /// Lets [#next] go on over the ends of lines, to read the arguments of a macro, or no more.
    ///
    /// @return what it did before
    boolean collect(boolean on);

    /// @param use the macro that the name came out of
    Token builtIn(Macro.BuiltIn which, Token name, @Nullable MacroUse use);
  }

  private static final class Context {
    final List<Token> tokens;
    final @Nullable Macro macro;
    final @Nullable MacroUse use;
    final boolean barrier;
    int at;

    /// The name that brought this here, until its white space was counted.
    @Nullable Token name;

    Context(
        List<Token> tokens,
        @Nullable Token name,
        @Nullable Macro macro,
        @Nullable MacroUse use,
        boolean barrier) {
      this.tokens = tokens;
      this.name = name;
      this.macro = macro;
      this.use = use;
      this.barrier = barrier;
    }
  }

  private final MacroTable macros;
  private final Below below;
  private final Preprocessor.Bounds bounds;
  private final Diagnostics diagnostics;
  private final ArrayList<Context> stack = new ArrayList<>();

  /// Whether [Kind#PADDING] is given out like other tokens, to be read again later, and not made part of what follows it.
  private boolean keeping;

  private boolean padded;
  private @Nullable Token padding;
  private @Nullable MacroUse use;
  private int nested;
  private long tokensOfThis;
  private long tokensOfAll;
  private boolean exhausted;

  MacroExpander(
      MacroTable macros, Below below, Preprocessor.Bounds bounds, Diagnostics diagnostics) {
    this.bounds = bounds;
    this.macros = macros;
    this.below = below;
    this.diagnostics = diagnostics;
  }

  /// The macro that the last token came out of; null for one that stood in a file.
  @Nullable MacroUse use() {
    return use;
  }

  /// Whether a limit was reached: then no macro is replaced any more.
  boolean isExhausted() {
    return exhausted;
  }

  /// Begins with a macro whose name was just read from the text below; false when it is one with arguments, and there
  /// are none.
  boolean begin(Macro macro, Token name) {
    use = null;
    restartPadding();
    tokensOfThis = 0;
    return !exhausted && enter(macro, name);
  }

  /// The next token, with all macros replaced.
  Token next() {
    while (true) {
      Token token = raw();
      if (token.kind() != Kind.NAME || token.hidden()) {
        return token;
      }
      Macro macro = macros.find(token.text());
      if (macro == null || exhausted) {
        return token;
      }
      if (macro.disabled) {
        return token.hide();
      }
      MacroUse from = use;
      if (!enter(macro, token)) {
        use = from;
        return token;
      }
    }
  }

  /// The next token as it is.
  Token raw() {
    while (!stack.isEmpty()) {
      Context top = stack.getLast();
      Token name = top.name;
      if (name != null) {
        top.name = null;
        if (keeping) {
          return Token.padding(name, name.source());
        }
        pad(name);
      }
      if (top.at < top.tokens.size()) {
        Token token = top.tokens.get(top.at++);
        if (token.kind() == Kind.PADDING) {
          if (keeping) {
            return token;
          }
          pad(token.padding());
        } else {
          use = top.use;
          return settled(token);
        }
      } else if (top.barrier) {
        return settled(new Token(Kind.END, "", false, false, false, END_TEXT, 0, null));
      } else {
        pop();
        if (keeping) {
          return END_OF_MACRO;
        }
        pad(null);
      }
    }
    Token token = below.next();
    use = null;
    return settled(token);
  }

  boolean collect(boolean on) {
    return below.collect(on);
  }

  /// Gives out what keeps tokens apart as tokens of its own, or no more.
  ///
  /// @return what it did before
  boolean keepPadding(boolean on) {
    boolean before = keeping;
    keeping = on;
    return before;
  }

  /// Begins with what stands in a directive.
  void restart() {
    restartPadding();
    tokensOfThis = 0;
  }

  private void pop() {
    Context top = stack.removeLast();
    if (top.macro != null) {
      top.macro.disabled = false;
    }
  }

  private void restartPadding() {
    padded = false;
    padding = null;
  }

  private void pad(@Nullable Token from) {
    Token before = padding;
    if (before == null || (!before.space() && from == null)) {
      padding = from;
    }
    padded = true;
  }

  private Token settled(Token token) {
    if (!padded || keeping) {
      return token;
    }
    Token from = padding;
    restartPadding();
    return token.with(from == null ? token.space() : from.space(), true);
  }

  /// Whether a parenthesis opens behind a name; leaves what is read up here behind, as that is at its end.
  private boolean opensParenthesis() {
    while (!stack.isEmpty()) {
      Context top = stack.getLast();
      for (int i = top.at; i < top.tokens.size(); i++) {
        Token token = top.tokens.get(i);
        if (token.kind() != Kind.PADDING) {
          return token.is("(");
        }
      }
      if (top.barrier) {
        return false;
      }
      for (; top.at < top.tokens.size(); top.at++) {
        pad(top.tokens.get(top.at).padding());
      }
      pop();
      pad(null);
    }
    return below.opensParenthesis();
  }

  private boolean enter(Macro macro, Token name) {
    MacroUse outer = use;
    if (macro.builtIn != null) {
      push(
          List.of(below.builtIn(macro.builtIn, name, outer)),
          name,
          null,
          used(macro, name, name, outer));
      return true;
    }
    Substitution substitution;
    MacroUse inner;
    if (macro.parameters == null) {
      inner = used(macro, name, name, outer);
      substitution = new Substitution(macro, List.of(), false, room(), diagnostics, this::expanded);
    } else {
      if (!opensParenthesis()) {
        if (keeping && padded) {
          Token skipped = padding;
          restartPadding();
          MacroUse of = outer == null ? used(macro, name, name, null) : outer;
          push(List.of(Token.padding(skipped, name.source())), null, null, of);
        }
        return false;
      }
      MacroArguments arguments = MacroArguments.read(this, macro, macros, name, diagnostics);
      if (arguments == null) {
        return false;
      }
      inner = used(macro, name, arguments.close(), outer);
      use = inner;
      substitution =
          new Substitution(
              macro,
              arguments.values(),
              arguments.restMissing(),
              room(),
              diagnostics,
              this::expanded);
    }
    List<Token> tokens = substitution.run();
    long weight = substitution.isCut() ? bounds.tokens() : weight(tokens);
    if (!mayGrow(weight + 1, macro, name)) {
      return false;
    }
    macro.disabled = true;
    push(tokens, name, macro, inner);
    restartPadding();
    return true;
  }

  private static MacroUse used(Macro macro, Token name, Token last, @Nullable MacroUse outer) {
    boolean together = last.source() == name.source() && last.end() >= name.end();
    return new MacroUse(
        macro.name,
        macro.definition,
        name.source(),
        Math.min(name.offset(), name.end()),
        together ? last.end() : name.end(),
        outer);
  }

  private void push(List<Token> tokens, @Nullable Token name, @Nullable Macro macro, MacroUse of) {
    stack.add(new Context(tokens, name, macro, of, false));
  }

  /// Long texts count as several tokens: `#` doubles the backslashes of a string each time that it is put in another.
  /// How much more may come of macros.
  private long room() {
    return Math.min(bounds.tokensOfOne() - tokensOfThis, bounds.tokens() - tokensOfAll);
  }

  static int weight(List<Token> tokens) {
    int weight = tokens.size();
    for (Token token : tokens) {
      weight += token.text().length() / LONG_TEXT;
    }
    return weight;
  }

  boolean mayGrow(long tokens, Macro macro, Token name) {
    tokensOfThis += tokens;
    tokensOfAll += tokens;
    boolean tooManyOfThis = tokensOfThis > bounds.tokensOfOne();
    if (!exhausted && (tooManyOfThis || tokensOfAll > bounds.tokens())) {
      exhausted = true;
      diagnostics.report(
          Problem.CPP_EXPANSION_TOO_LARGE.at(
              name.source().span(Math.min(name.offset(), name.end()), name.end()),
              macro.name,
              tooManyOfThis ? bounds.tokensOfOne() : bounds.tokens(),
              tooManyOfThis ? "macro-tokens" : "all-tokens"));
    }
    return !exhausted;
  }

  /// An argument with its macros replaced, as if it were all that is left of the text.
  private List<Token> expanded(List<Token> argument) {
    if (argument.isEmpty()) {
      return argument;
    }
    if (nested == MAX_NESTED_ARGUMENTS) {
      Token first = argument.getFirst();
      if (!exhausted) {
        diagnostics.report(
            Problem.CPP_ARGUMENTS_TOO_DEEP.at(
                first.source().span(first.offset(), first.end()), MAX_NESTED_ARGUMENTS));
      }
      exhausted = true;
      return argument;
    }
    boolean outerPadded = padded;
    Token outerPadding = padding;
    MacroUse outerUse = use;
    boolean outerKeeping = keepPadding(true);
    restartPadding();
    nested++;
    stack.add(new Context(argument, null, null, outerUse, true));
    List<Token> result = new ArrayList<>(argument.size());
    for (Token token = next(); token.kind() != Kind.END; token = next()) {
      result.add(token);
    }
    stack.removeLast();
    nested--;
    padded = outerPadded;
    padding = outerPadding;
    use = outerUse;
    keeping = outerKeeping;
    return result;
  }
}
