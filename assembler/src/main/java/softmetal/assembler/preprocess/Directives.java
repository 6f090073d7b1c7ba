package softmetal.assembler.preprocess;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.preprocess.Headers.Header;
import softmetal.assembler.preprocess.Preprocessor.Input;
import softmetal.assembler.preprocess.Token.Kind;

/// Carries out the directives, each from behind its name to somewhere in its line.
final class Directives {
  static final Set<String> CONDITIONS =
      Set.of("if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif");

  /// Any other word behind a `#` makes a comment.
  static final Set<String> NAMES =
      Set.of(
          "if",
          "ifdef",
          "ifndef",
          "elif",
          "elifdef",
          "elifndef",
          "else",
          "endif",
          "define",
          "undef",
          "include",
          "include_next",
          "import",
          "error",
          "warning",
          "line",
          "pragma",
          "ident",
          "sccs",
          "assert",
          "unassert");

  private final Preprocessor preprocessor;

  Directives(Preprocessor preprocessor) {
    this.preprocessor = preprocessor;
  }

  void run(Input in, Token name) {
    switch (name.text()) {
      case "if", "ifdef", "ifndef" -> open(in, name);
      case "elif", "elifdef", "elifndef" -> elif(in, name);
      case "else" -> otherwise(in, name);
      case "endif" -> close(in, name);
      case "define" -> define(in);
      case "undef" -> undefine(in);
      case "include", "include_next", "import" -> include(in, name);
      case "error", "warning" -> say(in, name);
      case "line" -> line(in, name);
      case "pragma" -> pragma(in);
      case "assert", "unassert" -> report(Problem.CPP_ASSERTION.at(span(name), name.text()));
      default -> {
        // #ident and #sccs: nothing of them reaches the object.
      }
    }
  }

  private void report(Diagnostic diagnostic) {
    preprocessor.diagnostics().report(diagnostic);
  }

  private static SourceSpan span(Token token) {
    return MacroDefinition.span(token);
  }

  // --- conditions

  private void open(Input in, Token name) {
    boolean active = in.conditionals.active();
    in.conditionals.open(name.text(), span(name), active && holds(in, name));
  }

  /// Whether the condition behind `#if`, `#ifdef` and the like is true.
  private boolean holds(Input in, Token name) {
    String directive = name.text();
    if (!directive.endsWith("def")) {
      return isTrue(in, name);
    }
    Token macro = in.lexer.next();
    if (macro.kind() != Kind.NAME) {
      report(Problem.CPP_NAME_NEEDED.at(isEnd(macro) ? span(name) : span(macro), directive));
      return false;
    }
    nothingMore(in, directive);
    return isDefined(macro.text()) == !directive.endsWith("ndef");
  }

  private boolean isDefined(String name) {
    return preprocessor.macros().find(name) != null
        || name.equals("__has_include")
        || name.equals("__has_include_next");
  }

  private boolean isTrue(Input in, Token name) {
    MacroExpander expander = preprocessor.expander();
    try {
      return Condition.isTrue(
          name.text(),
          span(name),
          expander::next,
          expander::raw,
          new Condition.Questions() {
            @Override
            public boolean isDefined(String macro) {
              return Directives.this.isDefined(macro);
            }

            @Override
            public boolean hasInclude(Token operator) throws InvalidInputException {
              return Directives.this.hasInclude(in, operator);
            }
          });
    } catch (InvalidInputException e) {
      report(e.diagnostic());
      return false;
    }
  }

  private boolean hasInclude(Input in, Token operator) throws InvalidInputException {
    Token open = preprocessor.expander().raw();
    Wanted wanted = open.is("(") ? fileName(in) : null;
    if (wanted == null || !preprocessor.expander().raw().is(")")) {
      throw new InvalidInputException(
          Problem.CPP_BAD_HAS_INCLUDE.at(span(operator), operator.text()));
    }
    boolean next = operator.text().endsWith("next");
    return find(in, wanted, next).isPresent();
  }

  private void elif(Input in, Token name) {
    Conditionals.Group group = in.conditionals.innermost();
    if (group == null) {
      report(Problem.CPP_WITHOUT_IF.at(span(name), name.text()));
      return;
    }
    behindElse(group, name);
    group.active = !group.dead && !group.taken && holds(in, name);
    group.taken |= group.active;
  }

  private void otherwise(Input in, Token name) {
    Conditionals.Group group = in.conditionals.innermost();
    if (group == null) {
      report(Problem.CPP_WITHOUT_IF.at(span(name), name.text()));
      return;
    }
    behindElse(group, name);
    group.otherwise = span(name);
    group.active = !group.dead && !group.taken;
    group.taken = true;
    if (!group.dead) {
      nothingMore(in, name.text());
    }
  }

  private void behindElse(Conditionals.Group group, Token name) {
    SourceSpan otherwise = group.otherwise;
    if (otherwise != null) {
      report(
          Problem.CPP_BEHIND_ELSE
              .at(span(name), name.text())
              .note(otherwise, "the `#else` is here"));
    }
  }

  private void close(Input in, Token name) {
    Conditionals.Group group = in.conditionals.innermost();
    if (group == null) {
      report(Problem.CPP_WITHOUT_IF.at(span(name), name.text()));
      return;
    }
    if (!group.dead) {
      nothingMore(in, name.text());
    }
    in.conditionals.close();
  }

  private void nothingMore(Input in, String directive) {
    Token more = in.lexer.next();
    if (!isEnd(more)) {
      report(Problem.CPP_MORE_TEXT.at(span(more), more.text(), directive));
    }
  }

  private static boolean isEnd(Token token) {
    return token.kind() == Kind.NEWLINE || token.kind() == Kind.END;
  }

  // --- macros

  private void define(Input in) {
    Token name = in.lexer.next();
    if (!isMacroName(name, "define")) {
      return;
    }
    Macro macro = MacroDefinition.read(in.lexer, name, preprocessor.diagnostics());
    if (macro == null) {
      return;
    }
    Macro before = preprocessor.macros().find(macro.name);
    if (before != null && !before.isSameAs(macro)) {
      Diagnostic again = Problem.CPP_REDEFINED.at(span(name), macro.name);
      report(
          before.definition.source().isBinary()
              ? again
              : again.note(before.definition, "defined first here"));
    }
    preprocessor.macros().put(macro);
  }

  private void undefine(Input in) {
    Token name = in.lexer.next();
    if (isMacroName(name, "undef")) {
      preprocessor.macros().remove(name.text());
      nothingMore(in, "undef");
    }
  }

  private boolean isMacroName(Token name, String directive) {
    if (name.kind() != Kind.NAME) {
      report(Problem.CPP_NAME_NEEDED.at(span(name), directive));
      return false;
    }
    if (name.text().equals("defined")) {
      report(Problem.CPP_RESERVED_NAME.at(span(name), name.text()));
      return false;
    }
    return true;
  }

  // --- files

  /// What `#include` names.
  private record Wanted(String name, boolean angled, SourceSpan place) {}

  private void include(Input in, Token directive) {
    Wanted wanted = fileName(in);
    if (wanted == null) {
      report(Problem.CPP_FILE_NAME.at(span(directive), directive.text(), directive.text()));
      return;
    }
    nothingMore(in, directive.text());
    boolean next = directive.text().equals("include_next");
    try {
      Optional<Header> header = find(in, wanted, next);
      if (header.isEmpty()) {
        report(missing(in, wanted, next));
        return;
      }
      preprocessor.include(header.get(), wanted.place());
      if (directive.text().equals("import")) {
        preprocessor.once().add(header.get().file());
      }
    } catch (InvalidInputException e) {
      report(e.diagnostic());
    }
  }

  private Diagnostic missing(Input in, Wanted wanted, boolean next) {
    Diagnostic missing = Problem.CPP_NO_HEADER.at(wanted.place(), wanted.name());
    for (String directory :
        preprocessor.headers().directories(in.header, first(in, wanted, next))) {
      missing = missing.note("looked in " + directory);
    }
    return missing;
  }

  private Optional<Header> find(Input in, Wanted wanted, boolean next)
      throws InvalidInputException {
    return wanted.name().isEmpty()
        ? Optional.empty()
        : preprocessor
            .headers()
            .find(wanted.name(), in.header, first(in, wanted, next), wanted.place());
  }

  private static int first(Input in, Wanted wanted, boolean next) {
    if (next && in.header != null) {
      return in.header.place() + 1;
    }
    return wanted.angled() ? 0 : -1;
  }

  private @Nullable Wanted fileName(Input in) {
    Lexer lexer = in.lexer;
    lexer.skipBlanks();
    char open = lexer.peek(0);
    if (!lexer.atEnd() && (open == '"' || open == '<')) {
      int start = lexer.at;
      int close = lexer.text.indexOf(open == '"' ? '"' : '>', start + 1);
      int end = lexer.text.indexOf('\n', start);
      if (close < 0 || (end >= 0 && close > end)) {
        return null;
      }
      lexer.at = close + 1;
      return new Wanted(
          lexer.text.substring(start + 1, close), open == '<', in.span(start, close + 1));
    }
    return computedName(in);
  }

  /// `#include MACRO`.
  private @Nullable Wanted computedName(Input in) {
    int start = in.lexer.at;
    Token token = preprocessor.expander().next();
    if (token.kind() == Kind.STRING && token.text().startsWith("\"")) {
      String name = token.text().substring(1, token.text().length() - 1);
      return new Wanted(name, false, in.span(start, in.lexer.at));
    }
    if (!token.is("<")) {
      return null;
    }
    StringBuilder name = new StringBuilder();
    token = preprocessor.expander().next();
    while (!token.is(">")) {
      if (isEnd(token)) {
        return null;
      }
      name.append(token.space() && !name.isEmpty() ? " " : "").append(token.text());
      token = preprocessor.expander().next();
    }
    return new Wanted(name.toString(), true, in.span(start, in.lexer.at));
  }

  private void pragma(Input in) {
    Token what = in.lexer.next();
    switch (what.text()) {
      case "once" -> once(in, what);
      case "push_macro" -> named(in).ifPresent(preprocessor.macros()::push);
      case "pop_macro" -> named(in).ifPresent(preprocessor.macros()::pop);
      default -> {
        // What else there is speaks to compilers.
      }
    }
  }

  /// `("NAME")`; what is written otherwise is ignored, as gcc does after a warning.
  private static Optional<String> named(Input in) {
    Token open = in.lexer.next();
    Token name = in.lexer.next();
    boolean whole = open.is("(") && name.kind() == Kind.STRING && in.lexer.next().is(")");
    return whole && name.text().matches("\"[A-Za-z_$][A-Za-z_$0-9]*\"")
        ? Optional.of(name.text().substring(1, name.text().length() - 1))
        : Optional.empty();
  }

  private void once(Input in, Token what) {
    Header header = in.header;
    if (header == null) {
      report(Problem.CPP_ONCE_IN_MAIN.at(span(what)));
    } else {
      preprocessor.once().add(header.file());
    }
  }

  // --- messages and lines

  private void say(Input in, Token name) {
    Lexer lexer = in.lexer;
    lexer.skipBlanks();
    int start = lexer.at;
    lexer.skipLine();
    String text = lexer.text.substring(start, lexer.at).strip();
    boolean error = name.text().equals("error");
    Problem problem = error ? Problem.CPP_ERROR : Problem.CPP_WARNING;
    report(problem.at(span(name), text.isEmpty() ? "#" + name.text() : text));
  }

  private void line(Input in, Token name) {
    Token number = preprocessor.expander().next();
    Token file = preprocessor.expander().next();
    boolean good = number.kind() == Kind.NUMBER && number.text().matches("[0-9]{1,9}");
    boolean named = file.kind() == Kind.STRING && file.text().startsWith("\"");
    if (!good || (!named && !isEnd(file))) {
      report(Problem.CPP_LINE.at(span(name)));
      return;
    }
    String text = file.text();
    SourceSpan place = span(name).original();
    in.markers.add(
        place.start(),
        Integer.parseInt(number.text()),
        named ? text.substring(1, text.length() - 1).replace("\\\\", "\\") : null,
        place.source().name());
  }
}
