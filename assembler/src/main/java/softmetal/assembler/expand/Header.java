package softmetal.assembler.expand;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;

/// Reads what follows `.macro`: `name first, second=default, third:req, rest:vararg`.
final class Header {
  private final Arguments arguments;

  private Header(Arguments arguments) {
    this.arguments = arguments;
  }

  /// @param alternate null unless `.altmacro` is on
  /// @return null after an error, which is reported
  static @Nullable Macro parse(
      SourceSpan header,
      SourceSpan rest,
      SourceSpan body,
      Arguments.@Nullable Alternate alternate,
      Diagnostics diagnostics) {
    Header reader = new Header(new Arguments(rest, alternate));
    String name = reader.arguments.name();
    if (name.isEmpty()) {
      diagnostics.report(Problem.MACRO_NAME_EXPECTED.at(header));
      return null;
    }
    List<Macro.Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    reader.arguments.skipSeparator();
    while (reader.arguments.hasMore()) {
      int start = reader.arguments.position();
      Macro.Parameter parameter = reader.parameter();
      if (parameter == null) {
        SourceSpan place = reader.arguments.since(start).to(reader.arguments.place());
        diagnostics.report(Problem.BAD_PARAMETER.at(place, place.text()));
        return null;
      }
      SourceSpan place = reader.arguments.since(start);
      if (!names.add(parameter.name())) {
        diagnostics.report(Problem.PARAMETER_NAME_TWICE.at(place, parameter.name()));
      }
      if (!parameters.isEmpty() && parameters.getLast().kind() == Macro.Kind.REST) {
        diagnostics.report(Problem.REST_NOT_LAST.at(place, parameters.getLast().name()));
        return null;
      }
      parameters.add(parameter);
    }
    return new Macro(name, parameters, header, body);
  }

  private Macro.@Nullable Parameter parameter() {
    String name = arguments.name();
    if (name.isEmpty()) {
      return null;
    }
    Macro.Kind kind = Macro.Kind.OPTIONAL;
    if (arguments.skip(':')) {
      switch (arguments.name()) {
        case "req" -> kind = Macro.Kind.REQUIRED;
        case "vararg" -> kind = Macro.Kind.REST;
        default -> {
          return null;
        }
      }
    }
    String value = arguments.skip('=') ? arguments.value() : "";
    arguments.skipSeparator();
    return new Macro.Parameter(name, kind, value);
  }
}
