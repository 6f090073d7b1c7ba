package softmetal.assembler;

import java.util.ArrayList;
import java.util.List;
import softmetal.assembler.diagnostic.SourceText;

/// Whether and how the C preprocessor runs before the assembler.
///
/// @param when decides for each source
/// @param macros directives of `-D` and `-U`, each with its newline, in their order
/// @param includes files that come before the source (`-include`)
public record Preprocessing(When when, List<String> macros, List<String> includes) {
  /// For which sources.
  public enum When {
    /// For those whose name ends with `.S` or `.sx`, as gcc does.
    BY_NAME,
    ALWAYS,
    NEVER
  }

  /// By name, and with no macro but the predefined ones.
  public static final Preprocessing BY_NAME = new Preprocessing(When.BY_NAME, List.of(), List.of());

  public Preprocessing {
    macros = List.copyOf(macros);
    includes = List.copyOf(includes);
  }

  public Preprocessing withWhen(When newWhen) {
    return new Preprocessing(newWhen, macros, includes);
  }

  /// @param definition `NAME`, which is then 1, `NAME=TEXT` or `NAME(PARAMETERS)=TEXT`
  public Preprocessing withDefinition(String definition) {
    int equals = definition.indexOf('=');
    String line =
        equals < 0
            ? definition + " 1"
            : definition.substring(0, equals) + " " + definition.substring(equals + 1);
    return withLine("#define " + line);
  }

  public Preprocessing without(String macro) {
    return withLine("#undef " + macro);
  }

  public Preprocessing withInclude(String file) {
    List<String> more = new ArrayList<>(includes);
    more.add(file);
    return new Preprocessing(when, macros, more);
  }

  private Preprocessing withLine(String line) {
    List<String> more = new ArrayList<>(macros);
    more.add(line.replace('\n', ' ') + "\n");
    return new Preprocessing(when, more, includes);
  }

  /// Whether it runs for a source.
  public boolean appliesTo(SourceText source) {
    return switch (when) {
      case ALWAYS -> true;
      case NEVER -> false;
      case BY_NAME -> source.name().endsWith(".S") || source.name().endsWith(".sx");
    };
  }
}
