package softmetal.assembler.cli;

import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.JsonFormat;
import softmetal.assembler.diagnostic.TextFormat;

/// How a command prints what is wrong with its input: `--error-format`.
enum MessageFormat {
  TEXT,
  JSON;

  static final String OPTION = "--error-format=FORMAT";
  static final String DESCRIPTION =
      "print messages as `text` (default) or as `json`, an object a line";

  /// Empty if no format has this name.
  static Optional<MessageFormat> of(CommandLine.Parsed line) {
    return switch (line.value("error-format").orElse("text")) {
      case "text" -> Optional.of(TEXT);
      case "json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  /// Prints all messages to the error stream and says how the command ends.
  int print(Diagnostics diagnostics, Surroundings surroundings) {
    surroundings
        .err()
        .print(
            this == JSON
                ? new JsonFormat().format(diagnostics)
                : new TextFormat(surroundings.colour()).format(diagnostics));
    return diagnostics.hasErrors() ? ExitStatus.INPUT_HAS_ERRORS : ExitStatus.OK;
  }
}
