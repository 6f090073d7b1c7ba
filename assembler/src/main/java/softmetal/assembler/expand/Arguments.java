package softmetal.assembler.expand;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final String text;
  private int at;

  Arguments(String operands) {
    text = Lexis.squeeze(operands);
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

  /// `name=` at this place, if it is one.
  private String keyword() {
    int i = at;
    while (i < text.length() && " \t,\"();=".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i < text.length() && i > at && text.charAt(i) == '=' ? text.substring(at, i) : "";
  }

  private String value() {
    StringBuilder out = new StringBuilder();
    if (hasMore() && text.charAt(at) == '"') {
      quoted(out);
      return out.toString();
    }
    StringBuilder open = new StringBuilder();
    while (hasMore() && text.charAt(at) != ',' && (text.charAt(at) != ' ' || !open.isEmpty())) {
      char c = text.charAt(at);
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

  private void quoted(StringBuilder out) {
    while (hasMore() && text.charAt(at) == '"') {
      int behind = Lexis.behindString(text, at, text.length());
      boolean closed = behind - at >= 2 && text.charAt(behind - 1) == '"';
      out.append(text, at + 1, closed ? behind - 1 : behind);
      at = behind;
    }
  }

  private void skipSeparator() {
    while (hasMore() && text.charAt(at) == ' ') {
      at++;
    }
    if (hasMore() && text.charAt(at) == ',') {
      at++;
    }
    while (hasMore() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /// A value for each parameter of a macro; missing ones have their default, or are empty.
  ///
  /// @return null after an error, which is reported: what the body made of it would only confuse
  static @Nullable Map<String, String> bind(
      Macro macro, SourceSpan call, SourceSpan operands, Diagnostics diagnostics) {
    Arguments arguments = new Arguments(operands.text());
    Map<String, String> values = new HashMap<>();
    List<Macro.Parameter> parameters = macro.parameters();
    int position = 0;
    boolean keywords = false;
    boolean sound = true;
    while (arguments.hasMore()) {
      String keyword = arguments.keyword();
      if (!keyword.isEmpty()) {
        keywords = true;
        arguments.at += keyword.length() + 1;
        String value = arguments.next();
        if (parameters.stream().noneMatch(p -> p.name().equals(keyword))) {
          diagnostics.report(unknownParameter(macro, operands, keyword));
          sound = false;
        } else if (!values.getOrDefault(keyword, "").isEmpty()) {
          diagnostics.report(Problem.PARAMETER_TWICE.at(operands, keyword, macro.name()));
          sound = false;
        } else {
          values.put(keyword, value);
        }
        continue;
      }
      if (keywords) {
        diagnostics.report(Problem.POSITION_BEHIND_KEYWORD.at(operands, macro.name()));
        return null;
      }
      if (position == parameters.size()) {
        diagnostics.report(
            Problem.TOO_MANY_ARGUMENTS
                .at(operands, macro.name(), parameters.size(), arguments.rest())
                .note(macro.header(), "defined here"));
        return null;
      }
      Macro.Parameter parameter = parameters.get(position++);
      values.put(
          parameter.name(),
          parameter.kind() == Macro.Kind.REST ? arguments.rest() : arguments.next());
    }
    for (Macro.Parameter parameter : parameters) {
      sound = sound && complete(macro, parameter, call, values, diagnostics);
    }
    return sound ? values : null;
  }

  /// @return false if it must not be missing
  private static boolean complete(
      Macro macro,
      Macro.Parameter parameter,
      SourceSpan call,
      Map<String, String> values,
      Diagnostics diagnostics) {
    boolean given = values.containsKey(parameter.name());
    if (!values.getOrDefault(parameter.name(), "").isEmpty()) {
      return true;
    }
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
        && !macro.tests(parameter)) {
      diagnostics.report(
          Problem.MISSING_ARGUMENT
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
