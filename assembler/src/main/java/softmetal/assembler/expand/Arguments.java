package softmetal.assembler.expand;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;

/// Splits what follows a macro's name, or `.irp`, into values, by the rules of GNU as.
///
/// Source: GNU as manual, "Macro", and measurements: spaces separate as commas do, but a space beside an operator is
/// no space.
final class Arguments {
  /// Computes the `%expression` of `.altmacro`.
  @FunctionalInterface
  interface Alternate {
    /// @return empty after an error, which is reported
    OptionalLong number(SourceSpan expression);
  }

  private final Squeezed squeezed;

  /// A blank before an operator and none behind it.
  private static final Pattern SPLIT = Pattern.compile("[\\w.$)]+([ \\t]+)[-+~][\\w.$(]+");

  private final String text;
  private final @Nullable Alternate alternate;
  private int at;

  /// @param alternate null unless `.altmacro` is on
  Arguments(SourceSpan operands, @Nullable Alternate alternate) {
    squeezed = new Squeezed(operands);
    text = squeezed.text();
    this.alternate = alternate;
  }

  /// Reports a character that the end of the line cuts off.
  ///
  /// @return false after an error
  boolean check(Diagnostics diagnostics) {
    SourceSpan open = squeezed.openCharacter();
    if (open != null) {
      diagnostics.report(Problem.QUOTE_AT_LINE_END.at(open));
    }
    return open == null;
  }

  boolean hasMore() {
    return at < text.length();
  }

  /// The next value; quotes around it are taken off. Stands at the start of the one behind it afterwards.
  String next() {
    String value = value();
    skipSeparator();
    return value;
  }

  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  /// From here to the end of the operands, in the source.
  SourceSpan place() {
    return squeezed.span(at, text.length());
  }

  /// From an earlier place up to here, in the source.
  SourceSpan since(int start) {
    int end = at;
    while (end > start + 1 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == ',')) {
      end--;
    }
    return squeezed.span(start, end);
  }

  int position() {
    return at;
  }

  boolean skip(char c) {
    if (hasMore() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  /// A name at this place; empty when there is none.
  String name() {
    int start = at;
    if (hasMore() && Lexis.isNameStart(text.charAt(at))) {
      while (hasMore() && Lexis.isNamePart(text.charAt(at))) {
        at++;
      }
    }
    return text.substring(start, at);
  }

  /// `name=` at this place, if it is one. With `.altmacro` there are none.
  private String keyword() {
    int i = at;
    while (i < text.length() && " \t,\"();=".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    boolean found = alternate == null && i < text.length() && i > at && text.charAt(i) == '=';
    return found ? text.substring(at, i) : "";
  }

  /// One value, without what separates it from the next.
  String value() {
    if (!hasMore()) {
      return "";
    }
    char first = text.charAt(at);
    if (alternate != null && first == '%') {
      return computed(alternate);
    }
    if (first == '"' || (alternate != null && first == '<')) {
      StringBuilder out = new StringBuilder();
      while (hasMore()
          && (text.charAt(at) == '"' || (alternate != null && text.charAt(at) == '<'))) {
        quoted(out);
      }
      // With `.altmacro` a text keeps its quotes.
      return alternate != null && first == '"' ? '"' + out.toString() + '"' : out.toString();
    }
    return bare();
  }

  private String bare() {
    StringBuilder out = new StringBuilder();
    StringBuilder open = new StringBuilder();
    while (hasMore()) {
      char c = text.charAt(at);
      if (c == ',' || (c == ' ' && open.isEmpty()) || (c == '<' && alternate != null)) {
        break;
      }
      if (c == '"') {
        int behind = Lexis.behindString(text, at, text.length());
        out.append(text, at, behind);
        at = behind;
        continue;
      }
      if (c == '(' || c == '[') {
        open.append(c);
      } else if (!open.isEmpty() && c == (open.charAt(open.length() - 1) == '(' ? ')' : ']')) {
        open.setLength(open.length() - 1);
      }
      out.append(c);
      at++;
    }
    return out.toString();
  }

  /// `%1+2`: an expression ends at a comma, and at a blank, of which those inside are gone.
  private String computed(Alternate computer) {
    int start = ++at;
    int open = 0;
    while (hasMore()) {
      char c = text.charAt(at);
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (open <= 0 && (c == ',' || c == ' ')) {
        break;
      }
      at++;
    }
    OptionalLong number = computer.number(squeezed.span(start, at));
    return number.isPresent() ? Long.toString(number.getAsLong()) : "0";
  }

  private void quoted(StringBuilder out) {
    if (alternate == null) {
      int behind = Lexis.behindString(text, at, text.length());
      boolean closed = behind - at >= 2 && text.charAt(behind - 1) == '"';
      out.append(text, at + 1, closed ? behind - 1 : behind);
      at = behind;
      return;
    }
    char close = text.charAt(at++) == '<' ? '>' : '"';
    int depth = 1;
    while (hasMore()) {
      char c = text.charAt(at++);
      if (c == '!' && hasMore()) {
        out.append(text.charAt(at++));
        continue;
      }
      depth += c == close ? -1 : c == '<' && close == '>' ? 1 : 0;
      if (depth == 0) {
        return;
      }
      out.append(c);
    }
  }

  void skipSeparator() {
    skip(' ');
    skip(',');
    skip(' ');
  }

  /// A value for each parameter of a macro; missing ones have their default, or are empty.
  ///
  /// @return null after an error, which is reported: what the body made of it would only confuse
  static @Nullable Map<String, String> bind(
      Macro macro,
      SourceSpan call,
      SourceSpan operands,
      @Nullable Alternate alternate,
      Diagnostics diagnostics) {
    Arguments arguments = new Arguments(operands, alternate);
    if (!arguments.check(diagnostics)) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    List<Macro.Parameter> parameters = macro.parameters();
    int position = 0;
    Set<String> names = null;
    boolean sound = true;
    while (arguments.hasMore()) {
      String keyword = arguments.keyword();
      if (!keyword.isEmpty()) {
        names = names == null ? macro.names() : names;
        arguments.at += keyword.length() + 1;
        String value = arguments.next();
        if (!names.contains(keyword)) {
          diagnostics.report(unknownParameter(macro, operands, keyword));
          sound = false;
        } else if (!values.getOrDefault(keyword, "").isEmpty()) {
          diagnostics.report(Problem.PARAMETER_TWICE.at(operands, keyword, macro.name()));
          values.put(keyword, value);
        } else {
          values.put(keyword, value);
        }
        continue;
      }
      if (names != null) {
        diagnostics.report(Problem.POSITION_BEHIND_KEYWORD.at(operands, macro.name()));
        return null;
      }
      if (position == parameters.size()) {
        diagnostics.report(arguments.tooMany(macro));
        return null;
      }
      Macro.Parameter parameter = parameters.get(position++);
      values.put(
          parameter.name(),
          parameter.kind() == Macro.Kind.REST ? arguments.rest() : arguments.next());
    }
    Diagnostic split = split(macro, operands, values);
    if (split != null) {
      diagnostics.report(split);
    }
    Set<String> tested = null;
    for (Macro.Parameter parameter : parameters) {
      if (sound && values.getOrDefault(parameter.name(), "").isEmpty()) {
        tested = tested == null ? macro.tested() : tested;
        sound = complete(macro, parameter, call, tested, values, diagnostics);
      }
    }
    return sound ? values : null;
  }

  private Diagnostic tooMany(Macro macro) {
    int count = macro.parameters().size();
    String takes = count == 0 ? "no arguments" : count == 1 ? "1 argument" : count + " arguments";
    SourceSpan surplus = squeezed.span(at, text.length());
    return Problem.TOO_MANY_ARGUMENTS
        .at(surplus, macro.name(), takes, rest())
        .note(macro.header(), "defined here");
  }

  /// `1 -1` is one argument, though it looks like two: it matters when another one is missing.
  private static @Nullable Diagnostic split(
      Macro macro, SourceSpan operands, Map<String, String> values) {
    Optional<Macro.Parameter> missing =
        macro.parameters().stream()
            .filter(parameter -> !values.containsKey(parameter.name()))
            .findFirst();
    Matcher gap = SPLIT.matcher(operands.text());
    if (missing.isEmpty()
        || missing.get().kind() == Macro.Kind.REST
        || operands.text().indexOf('"') >= 0
        || !gap.find()) {
      return null;
    }
    // One warning is enough.
    values.put(missing.get().name(), "");
    int start = operands.start() + gap.start(1);
    return Problem.MACRO_ARGUMENT_SPLIT
        .at(
            operands.source().span(operands.start() + gap.start(), operands.start() + gap.end()),
            gap.group(),
            macro.name(),
            missing.get().name())
        .note("a blank beside an operator separates nothing")
        .suggest(
            operands.source().span(start, start + gap.group(1).length()),
            ", ",
            "a comma separates them");
  }

  /// Completes a value that is missing or empty.
  ///
  /// @param tested the parameters of which the body asks itself whether they were given
  /// @return false if it must not be missing
  private static boolean complete(
      Macro macro,
      Macro.Parameter parameter,
      SourceSpan call,
      Set<String> tested,
      Map<String, String> values,
      Diagnostics diagnostics) {
    boolean given = values.containsKey(parameter.name());
    if (parameter.kind() == Macro.Kind.REQUIRED) {
      diagnostics.report(
          Problem.REQUIRED_ARGUMENT
              .at(call, parameter.name(), macro.name())
              .note(macro.header(), "defined here"));
      return false;
    }
    if (!given
        && parameter.kind() == Macro.Kind.OPTIONAL
        && parameter.defaultValue().isEmpty()
        && !tested.contains(parameter.name())) {
      diagnostics.report(
          Problem.MISSING_MACRO_ARGUMENT
              .at(call, parameter.name(), macro.name())
              .note(
                  macro.header(),
                  "write `%s:req` to make it an error, or give it a default"
                      .formatted(parameter.name())));
    }
    values.put(parameter.name(), parameter.defaultValue());
    return true;
  }

  private static Diagnostic unknownParameter(Macro macro, SourceSpan operands, String keyword) {
    List<String> names = new ArrayList<>();
    macro.parameters().forEach(parameter -> names.add(parameter.name()));
    var diagnostic =
        Problem.UNKNOWN_PARAMETER
            .at(operands, macro.name(), keyword)
            .note(macro.header(), "defined here");
    return Spelling.nearest(keyword, names)
        .map(name -> diagnostic.note("did you mean `%s`?".formatted(name)))
        .orElse(diagnostic);
  }
}
