package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page `docs/your-first-kernel.md`, done as it is written.
class FirstKernelTest {
  static final String PROGRAM = "scripts/softmetal ";

  @TempDir Path directory;
  final String page = read(Path.of("../docs/your-first-kernel.md"));
  final String source = blocks("asm").getFirst();

  @BeforeEach
  void save() throws IOException {
    Files.writeString(directory.resolve("hello.s"), source);
  }

  @Test
  void the_kernel_has_no_more_than_the_twenty_lines_that_are_promised() {
    long lines = source.lines().filter(line -> !line.isBlank()).count();

    assertTrue(lines <= 20, lines + " lines");
  }

  @Test
  void the_kernel_prints_what_the_page_says() {
    assertTrue(page.contains("It prints `Hello from bare metal.` and ends with status 0."));

    assertEquals(new CommandRun(0, "Hello from bare metal.\n", ""), softmetal("run hello.s"));
  }

  @Test
  void every_command_on_the_page_succeeds() {
    List<String> commands = commands().filter(line -> line.startsWith(PROGRAM)).toList();

    assertEquals(5, commands.size());
    for (String command : commands) {
      CommandRun run = softmetal(command.substring(PROGRAM.length()));
      assertEquals(0, run.status(), () -> command + "\n" + run.messages());
    }
  }

  @Test
  void explained_traps_are_a_line_each_with_the_line_of_the_kernel() {
    List<String> lines = softmetal("run --explain-traps hello.s").messages().lines().toList();

    assertTrue(lines.getFirst().matches(".* M +_start +csrrs t0,mhartid.*"), lines.getFirst());
    assertTrue(lines.getLast().contains("finisher"), lines.getLast());
    assertEquals(
        "Hello from bare metal.\n".length(),
        lines.stream().filter(line -> line.contains("uart0")).count());
  }

  @Test
  void a_register_that_does_not_exist_is_pointed_at() throws IOException {
    change("lbu     a2,", "lbu     a9,");

    CommandRun run = softmetal("run hello.s");

    assertEquals(125, run.status());
    assertTrue(
        run.messages().contains("hello.s:9:17: error: unknown register `a9`"), run.messages());
    assertEquals("", run.output());
  }

  @Test
  void a_word_instead_of_a_byte_prints_the_same() throws IOException {
    change("sb      a2", "sw      a2");

    assertEquals("Hello from bare metal.\n", softmetal("run hello.s").output());
  }

  @Test
  void a_serial_port_at_0_makes_a_kernel_that_the_limit_stops() throws IOException {
    change("li      a1, UART", "li      a1, 0");

    CommandRun run = softmetal("run --explain-traps --max-instructions 1000 hello.s");

    assertEquals(124, run.status());
    assertTrue(run.messages().contains("store access fault"), run.messages());
    assertTrue(run.messages().contains("stopped after 1,000 instructions"), run.messages());
  }

  @Test
  @Tag("oracle")
  void the_executable_boots_on_qemu() throws Exception {
    String qemu = commands().filter(line -> line.startsWith("qemu")).findFirst().orElseThrow();
    commands()
        .filter(line -> line.startsWith(PROGRAM))
        .forEach(line -> softmetal(line.substring(PROGRAM.length())));

    Process process =
        new ProcessBuilder(qemu.split(" ", -1))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }

    assertTrue(ended);
    assertEquals(
        "Hello from bare metal.\n", new String(process.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, process.exitValue());
  }

  private void change(String from, String to) throws IOException {
    assertTrue(source.contains(from));
    Files.writeString(directory.resolve("hello.s"), source.replace(from, to));
  }

  private CommandRun softmetal(String line) {
    return CommandRun.of(directory, "", line);
  }

  private Stream<String> commands() {
    return blocks("sh").stream().flatMap(String::lines);
  }

  private List<String> blocks(String language) {
    List<String> blocks =
        Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertFalse(blocks.isEmpty());
    return blocks;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
