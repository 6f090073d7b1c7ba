package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.format.Formatter;
import softmetal.assembler.format.LineDiff;

/// `softmetal fmt`: lays out sources in columns.
public final class FmtCommand implements Command {
  private static final String STANDARD_INPUT = "-";

  private static final CommandLine LINE =
      CommandLine.named("fmt", "[options] file.s ...")
          .about(
              """
              Lays out assembly sources in columns, in place: labels at the margin, mnemonics at column 8, operands
              at 16, comments aligned. With `-`, standard input is laid out on standard output.
              The assembled bytes never change. Strings, comments, preprocessor lines and whatever is not understood
              stay as they are.\
              """)
          .option("--check", "write nothing; name the files that are laid out differently")
          .option("--diff", "write nothing; show what would change")
          .with(MessageFormat::addedTo)
          .status(
              ExitStatus.INPUT_HAS_ERRORS,
              "a file cannot be read or written; or, with --check, would change")
          .example("softmetal fmt kernel/*.s")
          .example("softmetal fmt --check --diff boot.S");

  @Override
  public String name() {
    return "fmt";
  }

  @Override
  public String summary() {
    return "lay out sources in columns";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<CommandLine.Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    CommandLine.Parsed line = parsed.get();
    if (line.operands().isEmpty()) {
      return LINE.complain(surroundings, "there is no source to lay out");
    }
    MessageFormat format = MessageFormat.of(line);
    Diagnostics diagnostics = new Diagnostics();
    boolean different = false;
    for (String operand : line.operands()) {
      try {
        different |= format(operand, line, surroundings);
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    int status = format.print(diagnostics, surroundings);
    return different && line.has("check") ? ExitStatus.INPUT_HAS_ERRORS : status;
  }

  /// @return whether the source was laid out differently before
  private static boolean format(String operand, CommandLine.Parsed line, Surroundings surroundings)
      throws InvalidInputException {
    boolean standardInput = operand.equals(STANDARD_INPUT);
    SourceText source =
        standardInput ? standardInput(surroundings) : CommandFiles.readText(surroundings, operand);
    String before = source.text();
    String after = Formatter.format(before);
    boolean different = !before.equals(after);
    if (line.has("diff")) {
      surroundings.out().print(LineDiff.between(source.name(), before, after));
    }
    if (line.has("check")) {
      if (different && !line.has("diff")) {
        surroundings.out().println(source.name());
      }
    } else if (standardInput && !line.has("diff")) {
      surroundings.out().print(after);
    } else if (different && !line.has("diff")) {
      CommandFiles.write(surroundings, operand, after.getBytes(UTF_8));
    }
    return different;
  }

  private static SourceText standardInput(Surroundings surroundings) throws InvalidInputException {
    try {
      return SourceText.decode("<standard input>", surroundings.in().readAllBytes());
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.CANNOT_READ_FILE.at(
              SourceText.binary("-").whole(), "standard input", String.valueOf(e.getMessage())));
    }
  }
}
