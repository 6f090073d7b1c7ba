package softmetal.assembler.expand;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;

/// Reads what follows `.macro`: `name first, second=default, third:req, rest:vararg`.
final class Header {
  private final String text;
  private int at;

  private Header(String text) {
    this.text = text;
  }

  /// @return null after an error, which is reported
  static @Nullable Macro parse(
      SourceSpan header, SourceSpan rest, SourceSpan body, Diagnostics diagnostics) {
    Header reader = new Header(rest.text());
    String name = reader.name();
    if (name.isEmpty()) {
      diagnostics.report(Problem.MACRO_NAME_EXPECTED.at(header));
      return null;
    }
    List<Macro.Parameter> parameters = new ArrayList<>();
    reader.skipSeparator();
    boolean parentheses = reader.skip('(');
    while (reader.at < reader.text.length() && !(parentheses && reader.skip(')'))) {
      int start = reader.at;
      Macro.Parameter parameter = reader.parameter();
      SourceSpan place =
          rest.source().span(rest.start() + start, rest.start() + Math.max(start + 1, reader.at));
      if (parameter == null) {
        diagnostics.report(Problem.BAD_PARAMETER.at(place, place.text()));
        return null;
      }
      if (parameters.stream().anyMatch(p -> p.name().equals(parameter.name()))) {
        diagnostics.report(Problem.PARAMETER_NAME_TWICE.at(place, parameter.name()));
      }
      if (!parameters.isEmpty() && parameters.getLast().kind() == Macro.Kind.REST) {
        diagnostics.report(Problem.REST_NOT_LAST.at(place, parameters.getLast().name()));
        return null;
      }
      parameters.add(parameter);
      reader.skipSeparator();
    }
    return new Macro(name, parameters, header, body);
  }

  private Macro.@Nullable Parameter parameter() {
    String name = name();
    if (name.isEmpty()) {
      return null;
    }
    Macro.Kind kind = Macro.Kind.OPTIONAL;
    skipBlanks();
    if (skip(':')) {
      skipBlanks();
      switch (name()) {
        case "req" -> kind = Macro.Kind.REQUIRED;
        case "vararg" -> kind = Macro.Kind.REST;
        default -> {
          return null;
        }
      }
      skipBlanks();
    }
    String value = "";
    if (skip('=')) {
      skipBlanks();
      value = defaultValue();
    }
    return new Macro.Parameter(name, kind, value);
  }

  private String defaultValue() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      at = Lexis.behindString(text, at, text.length());
      return text.substring(start + 1, Math.max(start + 1, at - 1));
    }
    while (at < text.length() && text.charAt(at) != ',' && !Lexis.isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String name() {
    int start = at;
    if (at < text.length() && Lexis.isNameStart(text.charAt(at))) {
      while (at < text.length() && Lexis.isNamePart(text.charAt(at))) {
        at++;
      }
    }
    return text.substring(start, at);
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    at = Lexis.skipBlanks(text, at, text.length());
  }

  private void skipSeparator() {
    skipBlanks();
    skip(',');
    skipBlanks();
  }
}
