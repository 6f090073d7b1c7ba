package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;

/// The files that a linker script says to link, for who opens them.
///
/// @param first files that come before all others (STARTUP)
/// @param files those of INPUT, in order; `-lx` is a library
/// @param groups those of GROUP, each list to be searched until nothing is missing
/// @param patterns those that a pattern names without wildcards: linked unless they are named elsewhere
/// @param directories where to look for them
public record ScriptInputs(
    List<String> first,
    List<String> files,
    List<List<String>> groups,
    List<String> patterns,
    List<String> directories) {
  /// What a script names; nothing if it has errors, which the link will report.
  ///
  /// @param included finds what INCLUDE names
  public static ScriptInputs of(
      SourceText script, Function<String, Optional<SourceText>> included) {
    Optional<Script> read = ScriptReader.read(script, included, new Diagnostics());
    return new ScriptInputs(
        read.map(s -> named(s, Script.Role.STARTUP)).orElse(List.of()),
        read.map(s -> named(s, Script.Role.INPUT)).orElse(List.of()),
        read.map(ScriptInputs::groups).orElse(List.of()),
        read.map(ScriptInputs::patterns).orElse(List.of()),
        read.map(Script::directories).orElse(List.of()));
  }

  private static List<String> named(Script script, Script.Role role) {
    return script.files().stream()
        .filter(files -> files.role() == role)
        .flatMap(files -> files.names().stream())
        .toList();
  }

  private static List<List<String>> groups(Script script) {
    return script.files().stream()
        .filter(files -> files.role() == Script.Role.GROUP)
        .map(Script.Files::names)
        .toList();
  }

  private static List<String> patterns(Script script) {
    List<String> names = new ArrayList<>();
    for (Script.Statement statement : script.statements()) {
      if (statement instanceof Script.Output output && !output.discards()) {
        for (Script.Statement content : output.body()) {
          if (content instanceof Script.Inputs inputs
              && inputs.file().matches("[^*?\\[:]+")
              && !names.contains(inputs.file())) {
            names.add(inputs.file());
          }
        }
      }
    }
    return names;
  }
}
