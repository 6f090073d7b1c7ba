package softmetal.assembler.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import softmetal.assembler.SdkHeaders;
import softmetal.assembler.preprocess.Headers.Header;

/// What `make` wants to know: an object is to be made anew when one of these files is newer. The options that ask for it
/// are those of gcc.
final class DependencyRule {
  private DependencyRule() {}

  static CommandLine addedTo(CommandLine line) {
    return line.option("-M", "preprocess only, and write the rule for make that names all headers")
        .option("-MM", "the same, without the headers of -isystem, -idirafter and the SDK")
        .option("-MD", "also write the rule of -M, to the object's name with .d")
        .option("-MMD", "also write the rule of -MM, to the object's name with .d")
        .option("-MF FILE", "write the rule to FILE")
        .option("-MT TARGET", "the rule is for TARGET and not for the object; may be given again")
        .option("-MQ TARGET", "the same, with `$` as make wants it")
        .option("-MP", "also a rule without a recipe for each header, so that one can be removed");
  }

  /// Whether nothing else is to be made (`-M`, `-MM`).
  static boolean isAllThatIsWanted(CommandLine.Parsed line) {
    return line.has("M") || line.has("MM");
  }

  /// Whether it is to be made beside the object (`-MD`, `-MMD`).
  static boolean isWanted(CommandLine.Parsed line) {
    return line.has("MD") || line.has("MMD");
  }

  /// Where it goes beside an object.
  static String file(CommandLine.Parsed line, String object) {
    return line.value("MF").orElseGet(() -> object.replaceFirst("(\\.o)?$", ".d"));
  }

  /// What is searched behind the directories of `-I`, in order.
  static List<Path> systemDirectories(CommandLine.Parsed line, Surroundings surroundings) {
    return Stream.of(
            line.values("isystem").stream().map(surroundings::resolve),
            SdkHeaders.directory().stream(),
            line.values("idirafter").stream().map(surroundings::resolve))
        .flatMap(paths -> paths)
        .toList();
  }

  static String of(
      CommandLine.Parsed line,
      String object,
      String source,
      List<Header> headers,
      Surroundings surroundings) {
    List<String> names =
        headers.stream()
            .filter(header -> !isLeftOut(line, header, surroundings))
            .map(header -> escaped(header.name()))
            .distinct()
            .toList();
    StringBuilder rule = new StringBuilder(targets(line, object));
    rule.append(": ").append(escaped(source));
    names.forEach(name -> rule.append(" \\\n ").append(name));
    rule.append('\n');
    if (line.has("MP")) {
      names.forEach(name -> rule.append(name).append(":\n"));
    }
    return rule.toString();
  }

  private static String targets(CommandLine.Parsed line, String object) {
    List<String> targets = new ArrayList<>(line.values("MT"));
    line.values("MQ").forEach(target -> targets.add(escaped(target)));
    return targets.isEmpty() ? escaped(object) : String.join(" ", targets);
  }

  private static boolean isLeftOut(
      CommandLine.Parsed line, Header header, Surroundings surroundings) {
    if (!line.has("MM") && !line.has("MMD")) {
      return false;
    }
    int own = line.values("I").size();
    return header.place() >= own
        || (header.place() < 0
            && systemDirectories(line, surroundings).stream().anyMatch(header.file()::startsWith));
  }

  private static String escaped(String name) {
    return name.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#");
  }
}
