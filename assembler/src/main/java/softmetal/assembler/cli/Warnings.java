package softmetal.assembler.cli;

import java.util.List;
import softmetal.assembler.diagnostic.Explanation;
import softmetal.assembler.diagnostic.Lints;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Severity;

/// The options that switch warnings, the same for every command: `-W...`, `-w`, `--help=warnings`.
final class Warnings {
  private Warnings() {}

  /// The same command line, which now also understands them.
  static CommandLine addedTo(CommandLine line) {
    return line.option(
            "-W WARNING",
            "switch a warning: -WNAME, -Wno-NAME, -Werror=NAME, -Wno-error=NAME, -Wall, -Wextra, -Werror;\n"
                + "--help=warnings lists the names")
        .option("-w", "no warnings at all")
        .option("--no-warn", "the same as -w")
        .topic("warnings", Warnings::list);
  }

  /// @throws IllegalArgumentException when there is no such warning; the message is for the user
  static Lints of(CommandLine.Parsed line) {
    Lints lints = Lints.STANDARD;
    for (String option : line.values("W")) {
      lints = lints.with(option);
    }
    return line.has("w") || line.has("no-warn") ? lints.withoutWarnings() : lints;
  }

  private static String list() {
    StringBuilder text = new StringBuilder("warnings, and errors that can be switched off:\n");
    List<Problem> all = Lints.all();
    int width =
        all.stream().mapToInt(problem -> Lints.name(problem).orElse("").length()).max().orElse(0);
    for (Problem problem : all) {
      String name = Lints.name(problem).orElse("");
      String state =
          problem.severity() == Severity.ERROR ? " (error)" : Lints.isOff(problem) ? " (off)" : "";
      text.append(
          "  -W%s%s  %s%s%n"
              .formatted(
                  name,
                  " ".repeat(width - name.length()),
                  Explanation.of(problem).map(Explanation::title).orElse(""),
                  state));
    }
    return text.append(
            """

            -Wno-NAME switches one off, -Werror=NAME makes it an error, -Werror all that are on; -Wextra also switches
            those on that are marked (off). `softmetal explain NAME` tells more about each.
            """)
        .toString();
  }
}
