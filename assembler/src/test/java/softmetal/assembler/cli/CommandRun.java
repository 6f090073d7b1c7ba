package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// What one run of a command printed and returned.
record CommandRun(int status, String out, String err) {

  static CommandRun of(Command command, Path directory, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            directory,
            false);
    int status = command.run(List.of(arguments), surroundings);
    return new CommandRun(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
