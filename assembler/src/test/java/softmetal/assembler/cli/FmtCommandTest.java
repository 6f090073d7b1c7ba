package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  @TempDir Path directory;

  @Test
  void a_file_is_laid_out_in_place() throws IOException {
    Files.writeString(directory.resolve("a.s"), "nop # x\n");

    CommandRun run = CommandRun.of(new FmtCommand(), directory, "", "a.s");

    assertEquals(ExitStatus.OK, run.status());
    assertEquals(
        "        nop" + " ".repeat(37) + "# x\n", Files.readString(directory.resolve("a.s")));
  }

  @Test
  void check_names_the_file_and_leaves_it_alone() throws IOException {
    Files.writeString(directory.resolve("a.s"), "nop\n");
    Files.writeString(directory.resolve("b.s"), "        nop\n");

    CommandRun run = CommandRun.of(new FmtCommand(), directory, "", "--check", "a.s", "b.s");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertEquals("a.s\n", run.out());
    assertEquals("nop\n", Files.readString(directory.resolve("a.s")));
  }

  @Test
  void diff_shows_what_would_change() throws IOException {
    Files.writeString(directory.resolve("a.s"), "        nop\n\n\n\nnop\n");

    CommandRun run = CommandRun.of(new FmtCommand(), directory, "", "--diff", "a.s");

    assertEquals(ExitStatus.OK, run.status());
    assertTrue(run.out().contains("-nop\n+        nop\n"), run.out());
  }

  @Test
  void standard_input_goes_to_standard_output() {
    CommandRun run = CommandRun.of(new FmtCommand(), directory, "nop", "-");

    assertEquals("        nop", run.out());
  }

  @Test
  void what_is_no_text_is_refused_and_stays() throws IOException {
    Files.write(directory.resolve("a.s"), new byte[] {'n', (byte) 0xff});

    CommandRun run = CommandRun.of(new FmtCommand(), directory, "", "a.s");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertTrue(run.err().contains("0xff is not UTF-8"), run.err());
    assertEquals(2, Files.size(directory.resolve("a.s")));
  }
}
