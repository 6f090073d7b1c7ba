package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.cli.Main;

/// What a command of `softmetal` leads to.
record CommandRun(int status, String output, String messages) {
  /// Runs it in this JVM.
  ///
  /// @param line as typed behind `scripts/softmetal`, words apart
  static CommandRun of(Path directory, String input, String line) {
    return run(directory, input, line, new ByteArrayOutputStream());
  }

  /// The same without input, for one who wants each line of the messages when it comes.
  static CommandRun of(Path directory, String line, Consumer<String> listener) {
    return run(directory, "", line, new Lines(listener));
  }

  /// Tells of each line at its end.
  private static final class Lines extends ByteArrayOutputStream {
    private final Consumer<String> listener;
    private int told;

    Lines(Consumer<String> listener) {
      this.listener = listener;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      for (int i = told; i < count; i++) {
        if (buf[i] == '\n') {
          listener.accept(new String(buf, told, i - told, UTF_8));
          told = i + 1;
        }
      }
    }
  }

  private static CommandRun run(
      Path directory, String input, String line, ByteArrayOutputStream messages) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
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
