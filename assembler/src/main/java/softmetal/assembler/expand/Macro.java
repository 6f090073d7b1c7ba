package softmetal.assembler.expand;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import softmetal.assembler.diagnostic.SourceSpan;

/// A macro as defined: its body is text, and means nothing until it is called.
///
/// @param header the `.macro` statement
record Macro(String name, List<Parameter> parameters, SourceSpan header, SourceSpan body) {
  private static final Pattern TEST = Pattern.compile("\\s*+\\.if(n?b|n?c|eqs|nes)\\b");
  private static final Pattern MENTION = Pattern.compile("\\\\([\\w.$]++)");

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

  /// The names of the parameters.
  Set<String> names() {
    return parameters.stream().map(Parameter::name).collect(Collectors.toSet());
  }

  /// The parameters of which the body asks itself whether they were given, and other words behind a backslash.
  Set<String> tested() {
    return body.text()
        .lines()
        .filter(line -> TEST.matcher(line).lookingAt())
        .flatMap(line -> MENTION.matcher(line).results())
        .map(mention -> mention.group(1))
        .collect(Collectors.toSet());
  }
}
