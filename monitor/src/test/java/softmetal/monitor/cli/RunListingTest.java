package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.cli.Surroundings;

/// `softmetal run --listing`: what was built is written down, and then it runs.
class RunListingTest {
  @TempDir Path directory;
  final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  @BeforeEach
  void writeProject() throws Exception {
    Files.createDirectory(directory.resolve("kernel"));
    Files.writeString(
        directory.resolve("kernel/boot.s"),
        """
        .globl _start
        _start:
            la a0, status
            lw a1, 0(a0)
            call stop
        """);
    Files.writeString(
        directory.resolve("kernel/stop.s"),
        """
        .globl stop, status
        stop:
            li t0, 0x100000
            sw a1, 0(t0)
        1:  j 1b
        .data
        status: .word 0x5555
        """);
  }

  private int run(String... arguments) {
    PrintStream sink = new PrintStream(messages, true, UTF_8);
    return new RunCommand()
        .run(
            List.of(arguments),
            new Surroundings(InputStream.nullInputStream(), sink, sink, directory, false));
  }

  @Test
  void a_project_is_listed_with_its_final_bytes_and_runs() throws Exception {
    assertEquals(0, run("--listing", "kernel.lst", "kernel"), () -> messages.toString(UTF_8));

    String listing = Files.readString(directory.resolve("kernel.lst"));
    assertTrue(listing.contains("  80000000  00001517"), listing);
    assertTrue(listing.contains("la a0, status"), listing);
    assertTrue(listing.contains("  55550000"), listing);
    assertTrue(listing.contains("stop.s:2"), listing);
  }

  @Test
  void sources_are_listed_as_a_page() throws Exception {
    assertEquals(
        0,
        run("--listing", "kernel.html", "kernel/boot.s", "kernel/stop.s"),
        () -> messages.toString(UTF_8));

    String page = Files.readString(directory.resolve("kernel.html"));
    assertTrue(page.startsWith("<!DOCTYPE html>"), page.substring(0, 40));
    assertTrue(page.contains("80000000"), "no address");
  }

  @Test
  void a_program_has_no_sources_to_list() throws Exception {
    Files.write(directory.resolve("kernel.elf"), new byte[] {0x7f, 'E', 'L', 'F'});

    assertEquals(Runner.SOFTMETAL_FAILED, run("--listing", "kernel.lst", "kernel.elf"));
    assertTrue(messages.toString(UTF_8).contains("--listing needs sources"), "not said");
  }
}
