package softmetal.assembler.expand;

import java.util.List;
import softmetal.assembler.diagnostic.SourceSpan;

/// A macro as defined: its body is text, and means nothing until it is called.
///
/// @param header the `.macro` statement
record Macro(String name, List<Parameter> parameters, SourceSpan header, SourceSpan body) {
  enum Kind {
    OPTIONAL,
    REQUIRED,
    /// Takes the rest of the line, commas and all.
    REST
  }

  record Parameter(String name, Kind kind, String defaultValue) {}

  Macro {
    parameters = List.copyOf(parameters);
  }

  /// Whether the body asks itself whether a parameter was given.
  boolean tests(Parameter parameter) {
    return body.text()
        .lines()
        .anyMatch(line ->
            line.stripLeading().startsWith(".if")
                && line.contains("\\" + parameter.name())
                && line.stripLeading().matches("(?s)\\.if(n?b|n?c|eqs|nes)\\b.*"));
  }
}
