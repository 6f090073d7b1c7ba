package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a program of the host wrote, and how it ended.
public record ProcessResult(int status, String output) {
  private static final long LIMIT_SECONDS = 120;

  /// Runs a command to its end; standard output and error come together.
  public static ProcessResult of(List<String> command, String input)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (OutputStream standardInput = process.getOutputStream()) {
        standardInput.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException(
            "%s did not end within %d s:%n%s"
                .formatted(
                    command, LIMIT_SECONDS, Files.readString(output, StandardCharsets.ISO_8859_1)));
      }
      return new ProcessResult(
          process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(output);
    }
  }

  /// The output of a command that must succeed.
  public static String outputOf(List<String> command) throws IOException, InterruptedException {
    ProcessResult result = of(command, "");
    if (result.status != 0) {
      throw new IOException("%s: status %d%n%s".formatted(command, result.status, result.output));
    }
    return result.output;
  }
}
