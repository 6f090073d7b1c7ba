package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {
  @TempDir Path directory;

  @Test
  void keeps_a_copy_of_every_byte() throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    ConsoleOutput console = new ScriptedHost(new byte[0], new PrintStream(shown, true, US_ASCII));
    Path file = directory.resolve("log");
    try (ConsoleLog log = new ConsoleLog(HostFile.create(file))) {
      console.copyTo(log);
      for (int i = 0; i < 10_000; i++) {
        console.consoleOutput(i & 0xff);
      }
      console.finish();
    }

    assertEquals(10_000, shown.size());
    assertEquals(shown.toString(US_ASCII), new String(Files.readAllBytes(file), US_ASCII));
  }

  @Test
  void ends_when_it_is_full() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ConsoleLog log = new ConsoleLog(file, 5)) {
      log.write("abc".getBytes(US_ASCII), 3);
      log.write("defg".getBytes(US_ASCII), 4);
      log.write("hij".getBytes(US_ASCII), 3);
    }

    assertEquals("abcde\n[softmetal: the log is full]\n", file.toString(US_ASCII));
  }

  @Test
  void a_file_that_cannot_be_made_is_named() {
    Path file = directory.resolve("missing").resolve("log");

    IOException refused = assertThrows(IOException.class, () -> HostFile.create(file));

    assertEquals("cannot write %s: no such directory".formatted(file), refused.getMessage());
  }
}
