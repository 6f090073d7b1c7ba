package softmetal.monitor.gdb;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// An unmodified gdb.
final class GdbClient {
  private GdbClient() {}

  /// Has it carry out commands.
  ///
  /// @param commands in which `PORT` stands for the port of the server
  /// @param program whose symbols it knows; empty for none
  /// @param directory for the file with the commands
  /// @return what it shows
  static String run(String commands, int port, Path program, Path directory) {
    try {
      Path script = Files.createTempFile(directory, "session", ".gdb");
      Files.writeString(
          script,
          "set pagination off\nset confirm off\n" + commands.replace("PORT", String.valueOf(port)));
      ProcessBuilder builder =
          new ProcessBuilder("gdb-multiarch", "-nx", "-batch", "-x", script.toString());
      if (!program.toString().isEmpty()) {
        builder.command().add(program.toString());
      }
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while gdb ran", e);
    }
  }

  /// In this order.
  static void assertShows(String session, String... expected) {
    int position = 0;
    for (String text : expected) {
      int found = session.indexOf(text, position);
      assertTrue(found >= 0, "not shown: " + text + "\n" + session);
      position = found + text.length();
    }
  }
}
