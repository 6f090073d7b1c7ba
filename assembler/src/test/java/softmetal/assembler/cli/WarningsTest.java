package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
  @TempDir Path directory;

  @Test
  void a_warning_shows_how_it_is_switched() {
    assertTells("[W0316, -Wtruncated]", 0, ".byte 300");
  }

  @Test
  void a_warning_can_be_switched_off() {
    assertTells("", 0, ".byte 300", "-Wno-truncated");
    assertTells("", 0, ".byte 300", "-w");
    assertTells("", 0, ".byte 300", "--no-warn");
  }

  @Test
  void the_last_option_about_a_warning_counts() {
    assertTells("", 0, ".byte 300", "-Wtruncated", "-Wno-truncated");
    assertTells("warning:", 0, ".byte 300", "-Wno-truncated", "-Wtruncated");
  }

  @Test
  void a_warning_can_be_made_an_error() {
    assertTells("error: 300 does not fit", 1, ".byte 300", "-Werror=truncated");
    assertTells("[W0316, -Werror=truncated]", 1, ".byte 300", "-Werror");
    assertTells("error:", 1, ".byte 300", "--fatal-warnings");
    assertTells("warning:", 0, ".byte 300", "-Werror=read-only-csr");
  }

  @Test
  void one_warning_can_be_left_out_when_all_are_errors() {
    assertTells("warning:", 0, ".byte 300", "-Werror", "-Wno-error=truncated");
    assertTells("", 0, ".byte 300", "-Werror", "-Wno-truncated");
  }

  @Test
  void no_warning_is_an_error_when_there_are_no_warnings() {
    assertTells("", 0, ".byte 300", "-w", "-Werror");
  }

  @Test
  void a_warning_that_does_not_exist_is_refused() {
    assertTells(
        "-Wno-trunctated: there is no warning `trunctated`; did you mean `truncated`?",
        2,
        ".byte 300",
        "-Wno-trunctated");
  }

  @Test
  void all_warnings_are_listed() {
    CommandRun run = CommandRun.of(new AsmCommand(), directory, "", "--help=warnings");
    assertEquals(0, run.status());
    assertTrue(run.out().contains("-Wread-only-csr "), run.out());
  }

  @Test
  void a_message_is_explained_by_code_or_name() {
    for (String word : new String[] {"W0218", "w0218", "[W0218]", "0218", "read-only-csr"}) {
      CommandRun run = CommandRun.of(new ExplainCommand(), directory, "", word);
      assertTrue(run.out().startsWith("W0218: A read-only CSR is written\n"), word);
      assertTrue(run.out().endsWith("-Werror=read-only-csr makes it an error.\n"), run.out());
    }
  }

  @Test
  void all_messages_are_listed() {
    CommandRun run = CommandRun.of(new ExplainCommand(), directory, "", "--list");
    assertTrue(run.out().startsWith("E0101  A character"), run.out());
    assertTrue(run.out().contains("W0316  A number that is cut off [-Wtruncated]\n"), run.out());
  }

  @Test
  void a_code_that_does_not_exist_is_compared_with_those_that_do() {
    CommandRun run = CommandRun.of(new ExplainCommand(), directory, "", "E0290");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("there is no message `E0290`; did you mean `E02"), run.err());
  }

  private void assertTells(String expected, int status, String source, String... options) {
    try {
      Files.writeString(directory.resolve("a.s"), source + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String[] arguments = Stream.concat(Stream.of(options), Stream.of("a.s")).toArray(String[]::new);
    CommandRun run = CommandRun.of(new AsmCommand(), directory, "", arguments);
    if (expected.isEmpty()) {
      assertEquals("", run.err());
    }
    assertTrue(run.err().contains(expected), run.err());
    assertEquals(status, run.status(), run.err());
  }
}
