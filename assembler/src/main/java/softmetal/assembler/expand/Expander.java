package softmetal.assembler.expand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.assembler.syntax.StatementParser;

/// Runs through a source text, follows its macros, repetitions, conditions and includes, and hands every statement
/// that remains to the [Target]. Used once, by one thread.
public final class Expander {
  /// Directives whose operands mean nothing to us and follow rules of their own.
  private static final Set<String> FREE_TEXT =
      Set.of(
          ".loc",
          ".line",
          ".ln",
          ".list",
          ".nolist",
          ".title",
          ".sbttl",
          ".eject",
          ".psize",
          ".symver",
          ".extern",
          ".xref",
          ".lflags",
          ".name",
          ".noformat",
          ".format",
          ".ttl",
          ".page",
          ".nopage",
          ".plen",
          ".llen",
          ".spc",
          ".func",
          ".linefile");

  /// The directives that are dealt with here, and never arrive at a [Target].
  public static final List<String> OWN =
      List.of(
          (".macro .endm .exitm .purgem .altmacro .noaltmacro .include .end"
                  + " .rept .rep .irp .irep .irpc .irepc .endr"
                  + " .if .ifdef .ifndef .ifnotdef .ifc .ifnc .ifeqs .ifnes .ifb .ifnb"
                  + " .ifeq .ifne .ifgt .ifge .iflt .ifle .elseif .else .endif .endc")
              .split(" "));

  private final StatementParser parser;
  private final Target target;
  private final Inclusions inclusions;
  private final Diagnostics diagnostics;
  private final Limits limits;
  private final Conditionals conditionals;
  private final Map<String, Macro> macros = new HashMap<>();

  private int depth;
  private boolean alternate;
  private int localNames;
  private long expansions;
  private long characters;
  private long repeated;
  private @Nullable SourceSpan repetition;
  private SourceSpan lastCall = SourceText.file("", "").whole();
  private int includes;
  private int macroNumber;
  private long statements;
  private final long maxErrors;
  private Flow flow = Flow.ON;

  private enum Flow {
    ON,
    /// `.exitm`: leave the innermost macro or repetition.
    LEAVE_EXPANSION,
    /// `.end`, or a limit was reached.
    END
  }

  public Expander(
      StatementParser parser,
      Target target,
      Inclusions inclusions,
      Limits limits,
      Diagnostics diagnostics) {
    this.parser = parser;
    this.limits = limits;
    this.maxErrors = diagnostics.errorsMet() + limits.of(Limit.ERRORS);
    conditionals = new Conditionals(diagnostics);
    this.target = target;
    this.inclusions = inclusions;
    this.diagnostics = diagnostics;
  }

  public void expand(SourceText source) {
    SourceSpan all = source.span(0, source.text().length());
    try (ReadAhead ahead = ReadAhead.of(all)) {
      run(all, ahead);
    } catch (StackOverflowError _) {
      // Possible only where somebody raised the limit beyond what a thread can take.
      diagnostics.report(Problem.NESTED_TOO_DEEP.at(lastCall, depth));
      flow = Flow.END;
    }
    if (flow == Flow.ON) {
      conditionals.finish(0);
    }
  }

  private void run(SourceSpan text, @Nullable ReadAhead ahead) {
    StatementScanner scanner = new StatementScanner(text, diagnostics);
    long most = limits.of(Limit.STATEMENTS);
    while (flow == Flow.ON) {
      // What a condition leaves out is faster found than waited for.
      boolean more = ahead == null || !conditionals.active() ? scanner.next() : scanner.next(ahead);
      if (!more) {
        return;
      }
      if (scanner.isEmpty() || condition(scanner) || !conditionals.active()) {
        continue;
      }
      if (++statements > most) {
        tooMany(scanner.span());
        return;
      }
      if (diagnostics.errorsMet() > maxErrors) {
        diagnostics.report(Problem.TOO_MANY_ERRORS.at(scanner.span(), maxErrors));
        flow = Flow.END;
        return;
      }
      statement(text, scanner);
      if (target.isFull()) {
        flow = Flow.END;
      }
    }
  }

  private boolean condition(StatementScanner scanner) {
    // As in GNU as, what a false condition leaves out is known by its first word only.
    if (!scanner.headIsDirective() || (scanner.hasLabels() && !conditionals.active())) {
      return false;
    }
    SourceSpan head = scanner.head();
    char second = head.source().text().charAt(head.start() + 1);
    if (second != 'i' && second != 'e' && second != 'I' && second != 'E') {
      return false;
    }
    String name = scanner.headName(parser);
    switch (name) {
      case ".else" -> {
        noOperands(scanner, name);
        conditionals.otherwise(scanner.span());
      }
      case ".elseif" -> conditionals.elseIf(scanner.span(), number(scanner, name, v -> v != 0));
      case ".endif", ".endc" -> {
        noOperands(scanner, name);
        conditionals.close(scanner.span());
      }
      default -> {
        BooleanSupplier test = test(scanner, name);
        if (test == null) {
          return false;
        }
        if (scanner.hasLabels() && conditionals.active()) {
          parse(scanner.labels());
        }
        conditionals.open(scanner.span(), test);
      }
    }
    return true;
  }

  private void noOperands(StatementScanner scanner, String name) {
    SourceSpan rest = scanner.rest();
    if (rest.end() > rest.start() && conditionals.active()) {
      diagnostics.report(Problem.SURPLUS_OPERAND.at(rest, name));
    }
  }

  private @Nullable BooleanSupplier test(StatementScanner scanner, String name) {
    return switch (name) {
      case ".if", ".ifne" -> number(scanner, name, v -> v != 0);
      case ".ifeq" -> number(scanner, name, v -> v == 0);
      case ".ifgt" -> number(scanner, name, v -> v > 0);
      case ".ifge" -> number(scanner, name, v -> v >= 0);
      case ".iflt" -> number(scanner, name, v -> v < 0);
      case ".ifle" -> number(scanner, name, v -> v <= 0);
      case ".ifdef" -> () -> isDefined(scanner, name);
      case ".ifndef", ".ifnotdef" -> () -> !isDefined(scanner, name);
      case ".ifb" -> () -> isBlank(scanner);
      case ".ifnb" -> () -> !isBlank(scanner);
      case ".ifc" -> () -> sameText(scanner, name);
      case ".ifnc" -> () -> !sameText(scanner, name);
      case ".ifeqs" -> () -> sameStrings(scanner, name);
      case ".ifnes" -> () -> !sameStrings(scanner, name);
      default -> null;
    };
  }

  private BooleanSupplier number(StatementScanner scanner, String name, LongPredicate test) {
    return () -> {
      OptionalLong value = absolute(scanner.rest(), name);
      return value.isPresent() && test.test(value.getAsLong());
    };
  }

  private OptionalLong absolute(SourceSpan expression, String directive) {
    return parser
        .parseExpression(expression)
        .map(parsed -> target.absolute(parsed, directive))
        .orElse(OptionalLong.empty());
  }

  private boolean isDefined(StatementScanner scanner, String name) {
    String symbol = scanner.rest().text();
    if (symbol.isEmpty()
        || !Lexis.isNameStart(symbol.charAt(0))
        || !symbol.chars().allMatch(c -> Lexis.isNamePart((char) c))) {
      diagnostics.report(Problem.SYMBOL_NAME_EXPECTED.at(place(scanner), name));
      return false;
    }
    return target.isDefined(symbol);
  }

  private static boolean isBlank(StatementScanner scanner) {
    return new Squeezed(scanner.rest()).text().isEmpty();
  }

  private boolean sameText(StatementScanner scanner, String name) {
    String text = new Squeezed(scanner.rest()).text();
    int comma = text.indexOf(',');
    if (comma < 0) {
      diagnostics.report(Problem.TWO_TEXTS_EXPECTED.at(place(scanner), name));
      return false;
    }
    return text.substring(0, comma).strip().equals(text.substring(comma + 1).strip());
  }

  private boolean sameStrings(StatementScanner scanner, String name) {
    for (Statement statement : parser.parse(scanner.command())) {
      if (statement instanceof Statement.Directive directive
          && directive.operands().size() == 2
          && directive.operands().get(0) instanceof Operand.Text first
          && directive.operands().get(1) instanceof Operand.Text second) {
        return Arrays.equals(first.bytes(), second.bytes());
      }
      diagnostics.report(Problem.TWO_TEXTS_EXPECTED.at(place(scanner), name));
    }
    return false;
  }

  private static SourceSpan place(StatementScanner scanner) {
    SourceSpan rest = scanner.rest();
    return rest.start() == rest.end() ? scanner.head() : rest;
  }

  private void statement(SourceSpan text, StatementScanner scanner) {
    if (scanner.isEquation()) {
      equation(scanner);
      return;
    }
    if (scanner.isAssignment() || !scanner.hasHead()) {
      parse(scanner);
      return;
    }
    String name = scanner.headName(parser);
    if (name.charAt(0) != '.') {
      Macro macro = macros.isEmpty() ? null : macros.get(name);
      if (macro == null) {
        parse(scanner);
      } else {
        call(macro, labels(scanner));
      }
      return;
    }
    if (isFreeText(name, scanner)) {
      labels(scanner);
      target.accept(new Statement.Directive(scanner.command(), scanner.head(), name, List.of()));
      return;
    }
    switch (name) {
      case ".macro" -> define(text, labels(scanner));
      case ".rept", ".rep" -> repeat(text, labels(scanner), name);
      case ".irp", ".irep", ".irpc", ".irepc" -> forEach(text, labels(scanner), name);
      case ".include" -> include(labels(scanner));
      case ".purgem" -> purge(labels(scanner));
      case ".exitm" -> exit(labels(scanner));
      case ".endm", ".endr" ->
          diagnostics.report(
              Problem.END_WITHOUT_START.at(
                  scanner.head(),
                  name,
                  name.equals(".endm") ? "`.macro`" : "`.rept`, `.irp` or `.irpc`"));
      case ".altmacro" -> alternate(labels(scanner), true);
      case ".noaltmacro" -> alternate(labels(scanner), false);
      case ".end" -> flow = Flow.END;
      default -> {
        Macro macro = macros.get(name);
        if (macro == null) {
          parse(scanner);
        } else {
          call(macro, labels(scanner));
        }
      }
    }
  }

  private void equation(StatementScanner scanner) {
    SourceSpan name = scanner.head();
    SourceSpan rest = scanner.rest();
    SourceSpan value = rest.source().span(rest.start() + 2, rest.end());
    labels(scanner);
    parser
        .parseExpression(value)
        .ifPresent(expression ->
            target.accept(
                new Statement.Directive(
                    scanner.command(),
                    name,
                    ".eqv",
                    List.of(
                        new Operand.Value(name, new Expression.Symbol(name, name.text())),
                        new Operand.Value(value, expression)))));
  }

  private static boolean isFreeText(String name, StatementScanner scanner) {
    if (FREE_TEXT.contains(name)) {
      return true;
    }
    if (!name.equals(".file")) {
      return false;
    }
    SourceSpan rest = scanner.rest();
    return rest.end() > rest.start() && rest.text().charAt(0) != '"';
  }

  private void parse(SourceSpan span) {
    accept(parser.parse(span));
  }

  private void parse(StatementScanner scanner) {
    accept(scanner.statements(parser));
  }

  private void accept(List<Statement> parsed) {
    for (int i = 0; i < parsed.size(); i++) { // no iterator: this runs for every line
      target.accept(parsed.get(i));
    }
  }

  private StatementScanner labels(StatementScanner scanner) {
    if (scanner.hasLabels()) {
      parse(scanner.labels());
    }
    return scanner;
  }

  // --- macros

  private void alternate(StatementScanner scanner, boolean on) {
    noOperands(scanner, on ? ".altmacro" : ".noaltmacro");
    alternate = on;
  }

  /// Computes `%expression`; null unless `.altmacro` is on.
  private Arguments.@Nullable Alternate computer() {
    return alternate ? expression -> absolute(expression, "%") : null;
  }

  private Substitution.Setting setting(Map<String, String> values, int number, boolean labelled) {
    long room = Math.max(0, limits.of(Limit.CHARACTERS) - characters);
    return new Substitution.Setting(
        values,
        number,
        labelled ? () -> ++localNames : null,
        (int) Math.min(room, Integer.MAX_VALUE - 16),
        limits.of(Limit.CHARACTERS));
  }

  /// Counts an expansion; false when there are too many, or when they are too long.
  private boolean mayExpand(SourceSpan call, SourceText text) {
    characters += text.text().length();
    if (++expansions > limits.of(Limit.EXPANSIONS)) {
      diagnostics.report(Problem.TOO_MANY_EXPANSIONS.at(call, limits.of(Limit.EXPANSIONS)));
      flow = Flow.END;
    } else if (characters > limits.of(Limit.CHARACTERS)) {
      flow = Flow.END;
    }
    return flow == Flow.ON;
  }

  private void define(SourceSpan text, StatementScanner scanner) {
    SourceSpan header = scanner.span();
    SourceSpan rest = scanner.rest();
    SourceSpan body = body(text, scanner, header, ".endm", List.of(".macro"));
    Macro macro = body == null ? null : Header.parse(header, rest, body, computer(), diagnostics);
    if (macro == null) {
      return;
    }
    if (target.isDirective(macro.name().toLowerCase(Locale.ROOT)) || isOwn(macro.name())) {
      diagnostics.report(Problem.DIRECTIVE_AS_MACRO.at(header, macro.name()));
      return;
    }
    Macro before = macros.putIfAbsent(macro.name().toLowerCase(Locale.ROOT), macro);
    if (before != null) {
      diagnostics.report(
          Problem.MACRO_TWICE
              .at(header, macro.name())
              .note(before.header(), "first defined here")
              .note("`.purgem %s` forgets the first one".formatted(macro.name())));
    }
  }

  /// Whether a name is one of the directives of this class.
  private static boolean isOwn(String name) {
    return OWN.contains(name.toLowerCase(Locale.ROOT));
  }

  /// The text up to the statement that ends it, and moves there; null when there is none.
  private @Nullable SourceSpan body(
      SourceSpan text,
      StatementScanner scanner,
      SourceSpan header,
      String close,
      List<String> opens) {
    int start = scanner.position();
    int open = 1;
    SourceSpan nested = null;
    while (scanner.next()) {
      if (!scanner.headIsDirective()) {
        continue;
      }
      String name = parser.lowerCase(scanner.head());
      if (opens.contains(name)) {
        open++;
        nested = nested == null ? scanner.span() : nested;
      } else if (name.equals(close) && --open == 0) {
        return text.source().span(start, scanner.head().start());
      }
    }
    var missing = Problem.MISSING_END.at(header, Lexis.firstWord(header.text()), close);
    diagnostics.report(
        nested == null ? missing : missing.note(nested, "did it mean to end before this?"));
    return null;
  }

  private void call(Macro macro, StatementScanner scanner) {
    SourceSpan call = scanner.command();
    lastCall = call;
    @Nullable Map<String, String> values =
        Arguments.bind(macro, call, scanner.rest(), computer(), diagnostics);
    if (values == null) {
      return;
    }
    var expansion = new SourceText.Expansion("macro " + macro.name(), macro.body(), call);
    SourceText text =
        Substitution.apply(expansion, setting(values, macroNumber, alternate), diagnostics);
    macroNumber++;
    if (mayExpand(call, text)) {
      enter(call, text.span(0, text.text().length()));
    }
  }

  /// Runs an expansion of which nothing is left afterwards; true when it asked to leave.
  private boolean enter(SourceSpan call, SourceSpan text) {
    if (depth >= limits.of(Limit.DEPTH)) {
      diagnostics.report(Problem.NESTED_TOO_DEEP.at(call, limits.of(Limit.DEPTH)));
      flow = Flow.END;
      return true;
    }
    depth++;
    int open = conditionals.depth();
    run(text, null);
    depth--;
    if (flow == Flow.ON) {
      conditionals.finish(open);
      return false;
    }
    conditionals.leave(open);
    if (flow == Flow.LEAVE_EXPANSION) {
      flow = Flow.ON;
    }
    return true;
  }

  private void purge(StatementScanner scanner) {
    SourceSpan rest = scanner.rest();
    for (String part : new Squeezed(rest).text().split(",", -1)) {
      String name = part.strip();
      if (name.isEmpty()) {
        continue;
      }
      if (name.indexOf(' ') >= 0) {
        diagnostics.report(Problem.SURPLUS_OPERAND.at(rest, ".purgem"));
        return;
      }
      if (macros.remove(name.toLowerCase(Locale.ROOT)) == null) {
        var unknown = Problem.UNKNOWN_MACRO.at(rest, name);
        diagnostics.report(
            Spelling.nearest(name, macros.keySet())
                .map(near -> unknown.note("did you mean `%s`?".formatted(near)))
                .orElse(unknown));
      }
    }
  }

  private void exit(StatementScanner scanner) {
    if (depth == 0) {
      diagnostics.report(Problem.EXIT_OUTSIDE_MACRO.at(scanner.head()));
    } else {
      flow = Flow.LEAVE_EXPANSION;
    }
  }

  // --- repetition

  private static final List<String> REPETITIONS =
      List.of(".rept", ".rep", ".irp", ".irep", ".irpc", ".irepc");

  private void repeat(SourceSpan text, StatementScanner scanner, String name) {
    SourceSpan header = scanner.span();
    SourceSpan operand = scanner.rest();
    OptionalLong count =
        operand.start() == operand.end() ? OptionalLong.of(0) : absolute(operand, name);
    SourceSpan body = body(text, scanner, header, ".endr", REPETITIONS);
    if (body == null || count.isEmpty()) {
      return;
    }
    if (count.getAsLong() < 0) {
      diagnostics.report(Problem.NEGATIVE_COUNT.at(header, count.getAsLong()));
    }
    if (count.getAsLong() > limits.of(Limit.STATEMENTS) - statements) {
      // Each round counts for one at least: no need to try.
      tooMany(header);
      return;
    }
    boolean first = repetition == null;
    if (first) {
      repetition = header;
    }
    // The text is the same each time, so that no copy is needed: spans point at the source itself.
    for (long i = 0; i < count.getAsLong() && flow == Flow.ON; i++) {
      if (++statements > limits.of(Limit.STATEMENTS)) {
        tooMany(header);
      } else if (mayRepeat(header, body) && enter(header, body)) {
        break;
      }
    }
    if (first) {
      repetition = null;
    }
  }

  /// Counts a round of `.rept`; false when they are too long. Rounds of long lines take their time, though they are few.
  private boolean mayRepeat(SourceSpan header, SourceSpan body) {
    repeated += body.end() - body.start();
    if (repeated > limits.of(Limit.REPEATED)) {
      SourceSpan place = repetition == null ? header : repetition;
      diagnostics.report(Problem.REPETITION_TOO_LARGE.at(place, limits.of(Limit.REPEATED)));
      flow = Flow.END;
    }
    return flow == Flow.ON;
  }

  /// Gives up; the outermost repetition is to blame rather than the statement that happened to be one too many.
  private void tooMany(SourceSpan statement) {
    SourceSpan place = repetition == null ? statement : repetition;
    diagnostics.report(Problem.TOO_MANY_STATEMENTS.at(place, limits.of(Limit.STATEMENTS)));
    flow = Flow.END;
  }

  private void forEach(SourceSpan text, StatementScanner scanner, String name) {
    SourceSpan header = scanner.span();
    Arguments operands = new Arguments(scanner.rest(), computer());
    String parameter = operands.name();
    operands.skipSeparator();
    List<String> values = new ArrayList<>();
    if (!name.endsWith("c")) {
      while (operands.hasMore()) {
        values.add(operands.next());
      }
      if (values.isEmpty()) {
        values.add("");
      }
    } else {
      characters(operands.rest(), values);
    }
    SourceSpan body = body(text, scanner, header, ".endr", REPETITIONS);
    if (parameter.isEmpty()) {
      diagnostics.report(Problem.SYMBOL_NAME_EXPECTED.at(header, name));
      return;
    }
    if (body == null || !operands.check(diagnostics)) {
      return;
    }
    var expansion = new SourceText.Expansion(name, body, header);
    // As in GNU as, all rounds are written before the first one runs: `\@` is the same in all.
    // Where that is all it means,
    // they are made one by one, lest a million of them be there at once.
    if (alternate) {
      List<SourceText> rounds = new ArrayList<>();
      for (String value : values) {
        SourceText one = round(expansion, parameter, value, macroNumber, true);
        if (!mayExpand(header, one)) {
          return;
        }
        rounds.add(one);
      }
      for (SourceText one : rounds) {
        if (enter(header, one.span(0, one.text().length()))) {
          return;
        }
      }
      return;
    }
    int number = macroNumber;
    for (String value : values) {
      SourceText one = round(expansion, parameter, value, number, false);
      if (!mayExpand(header, one) || enter(header, one.span(0, one.text().length()))) {
        return;
      }
    }
  }

  private SourceText round(
      SourceText.Expansion expansion,
      String parameter,
      String value,
      int number,
      boolean labelled) {
    return Substitution.apply(
        expansion, setting(Map.of(parameter, value), number, labelled), diagnostics);
  }

  /// The values of `.irpc`: the characters between quotes; without quotes, those that are not blank; or nothing.
  private static void characters(String text, List<String> values) {
    if (text.isEmpty()) {
      values.add("");
      return;
    }
    int end = text.length() - 1;
    boolean quoted = end > 0 && text.charAt(0) == '"' && text.charAt(end) == '"';
    for (char c : (quoted ? text.substring(1, end) : text).toCharArray()) {
      if (quoted || c != ' ') {
        values.add(String.valueOf(c));
      }
    }
  }

  // --- files

  private void include(StatementScanner scanner) {
    SourceSpan rest = scanner.rest();
    String name = rest.text();
    if (name.length() < 3 || !name.startsWith("\"") || !name.endsWith("\"")) {
      diagnostics.report(Problem.FILE_NAME_EXPECTED.at(place(scanner), ".include"));
      return;
    }
    if (includes >= limits.of(Limit.INCLUDES)) {
      diagnostics.report(
          Problem.INCLUDES_TOO_DEEP.at(scanner.command(), limits.of(Limit.INCLUDES)));
      flow = Flow.END;
      return;
    }
    SourceText file;
    try {
      file = inclusions.find(name.substring(1, name.length() - 1), rest);
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
      return;
    }
    includes++;
    run(file.span(0, file.text().length()), null);
    includes--;
  }
}
