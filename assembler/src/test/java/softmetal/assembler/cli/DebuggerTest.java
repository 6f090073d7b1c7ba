package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `asm -g` and `ld` leave for a debugger: gdb steps through a kernel in QEMU by source line, and what the linker
/// makes of debug information is what GNU ld makes of it.
@Tag("oracle")
class DebuggerTest {
  private static final Path C_SOURCES = Path.of("src/test/c").toAbsolutePath();

  @TempDir Path directory;

  @BeforeEach
  void copySources() throws Exception {
    for (String name : List.of("boot.s", "macros.s", "kernel.ld", "session.gdb")) {
      Files.copy(Path.of("src/test/resources/debugger", name), directory.resolve(name));
    }
  }

  @Test
  void gdb_stops_and_steps_by_the_lines_of_the_source() throws Exception {
    ours("-g");

    String session = run("gdb-multiarch", "-nx", "-batch", "-x", "session.gdb", "kernel.elf");

    assertShows(
        session,
        "Breakpoint 1, _start () at boot.s:8",
        "8\t        li      a0, 0",
        // A macro is one step, and of the line of its call.
        "9\t        add3    a0, 1",
        "10\t        add3    a0, 2",
        "11\t        call    work",
        "a0             0x9\t9",
        "work () at boot.s:23",
        "24\t        add3    a0, 3",
        "#0  work () at boot.s:24",
        "#1  0x000000008000001e in _start () at boot.s:11",
        // The instruction behind the call is in the body of a repetition.
        "13\t        addi    a0, a0, 5",
        "15\tstop:   j       stop",
        "a0             0x25\t37",
        "Line 23 of \"boot.s\" starts at address 0x80000024 <work>",
        "24\t        add3    a0, 3",
        "   0x000000008000002a <+6>:\tadd\ta0,a0,3",
        "25\t        ret");
  }

  @ParameterizedTest
  @CsvSource({"-g, -mno-relax", "-g, -mrelax", "-gdwarf-5, -mno-relax", "-gdwarf-5, -mrelax"})
  void lines_after_linking_are_those_of_the_gnu_tools(String debug, String relax) throws Exception {
    ours(debug, relax);
    run("riscv64-unknown-elf-as", debug, relax, "-march=rv64gc", "-o", "gnu.o", "boot.s");
    run("riscv64-unknown-elf-ld", "-T", "kernel.ld", "-o", "gnu.elf", "gnu.o");

    assertTrue(lines("kernel.elf").contains("0x8000000a"));
    assertEquals(lines("gnu.elf"), lines("kernel.elf"));
    assertSameSections(
        List.of(".debug_line", ".debug_aranges", ".debug_ranges", ".debug_abbrev", ".debug_frame"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "hash-table", "fixed-point", "strings"})
  void debug_information_of_a_compiler_is_linked_as_by_gnu_ld(String name) throws Exception {
    Path source = C_SOURCES.resolve(name + ".c");
    run(
        "riscv64-unknown-elf-gcc",
        "-c",
        "-g",
        "-O2",
        "-ffreestanding",
        "-mcmodel=medany",
        "-march=rv64gc",
        "-o",
        "c.o",
        source.toString());
    Files.writeString(directory.resolve("start.s"), ".globl _start\n_start: call _start\n");
    run("riscv64-unknown-elf-as", "-g", "-march=rv64gc", "-o", "start.o", "start.s");
    run("riscv64-unknown-elf-ld", "-T", "kernel.ld", "-o", "gnu.elf", "start.o", "c.o");
    command(new LdCommand(), "-T", "kernel.ld", "-o", "kernel.elf", "start.o", "c.o");

    assertSameSections(
        List.of(
            ".text",
            ".debug_line",
            ".debug_info",
            ".debug_abbrev",
            ".debug_aranges",
            ".debug_rnglists",
            ".debug_loclists",
            ".debug_frame",
            ".debug_str",
            ".debug_line_str"));
  }

  private void ours(String... options) {
    List<String> assemble = new ArrayList<>(List.of(options));
    assemble.addAll(List.of("-o", "boot.o", "boot.s"));
    command(new AsmCommand(), assemble.toArray(String[]::new));
    command(new LdCommand(), "-T", "kernel.ld", "-o", "kernel.elf", "boot.o");
  }

  private void command(Command command, String... arguments) {
    CommandRun run = CommandRun.of(command, directory, "", arguments);
    assertEquals(ExitStatus.OK, run.status(), run.err());
  }

  private String lines(String program) throws Exception {
    return run("riscv64-unknown-elf-readelf", "--debug-dump=decodedline", program);
  }

  private void assertSameSections(List<String> names) throws Exception {
    for (String name : names) {
      assertEquals(section("gnu.elf", name), section("kernel.elf", name), name);
    }
  }

  private String section(String program, String name) throws Exception {
    return run("riscv64-unknown-elf-readelf", "-x", name, program);
  }

  /// The texts must come in this order.
  private static void assertShows(String session, String... texts) {
    int from = 0;
    for (String text : texts) {
      int at = session.indexOf(text, from);
      assertTrue(at >= 0, () -> "`" + text + "` is missing in\n" + session);
      from = at + text.length();
    }
  }

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = Files.readString(directory.resolve("output"), UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
    return output;
  }
}
