package softmetal.assembler.cli;

import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.JsonFormat;
import softmetal.assembler.diagnostic.Severity;
import softmetal.assembler.diagnostic.TextFormat;

/// How a command prints what is wrong with its input: `--error-format`.
enum MessageFormat {
  TEXT,
  JSON;

  private static final String NAME = "error-format";

  /// The same command line, which now also understands `--error-format`.
  static CommandLine addedTo(CommandLine line) {
    return line.option(
            "--" + NAME + "=FORMAT",
            "print messages as `text` (default) or as `json`, an object a line")
        .choices(NAME, "text", "json");
  }

  static MessageFormat of(CommandLine.Parsed line) {
    return line.value(NAME).orElse("text").equals("json") ? JSON : TEXT;
  }

  /// For people at a terminal: where there is more to read.
  private static String hint(Diagnostics diagnostics) {
    return diagnostics.all().stream()
        .filter(diagnostic -> diagnostic.severity() != Severity.NOTE)
        .findFirst()
        .map(first -> "\n`softmetal explain %s` says more\n".formatted(first.problem().code()))
        .orElse("");
  }

  /// Prints all messages to the error stream and says how the command ends.
  int print(Diagnostics diagnostics, Surroundings surroundings) {
    if (this == JSON) {
      new JsonFormat().print(diagnostics, surroundings.err());
    } else {
      surroundings.err().print(new TextFormat(surroundings.colour()).format(diagnostics));
    }
    if (this == TEXT && surroundings.colour()) {
      surroundings.err().print(hint(diagnostics));
    }
    return diagnostics.hasErrors() ? ExitStatus.INPUT_HAS_ERRORS : ExitStatus.OK;
  }
}
