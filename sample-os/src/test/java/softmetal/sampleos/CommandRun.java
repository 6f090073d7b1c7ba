package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.cli.Main;

/// What a command of `softmetal` leads to.
record CommandRun(int status, String output, String messages) {
  /// Runs it in this JVM.
  ///
  /// @param line as typed behind `scripts/softmetal`, words apart
  static CommandRun of(Path directory, String input, String line) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(output, true, UTF_8),
            new PrintStream(messages, true, UTF_8),
            directory,
            false);
    int status = Main.run(List.of(line.strip().split(" +", -1)), surroundings);
    return new CommandRun(status, output.toString(UTF_8), messages.toString(UTF_8));
  }
}
