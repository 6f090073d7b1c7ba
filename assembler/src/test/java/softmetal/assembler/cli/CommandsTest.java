package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Objects;
import softmetal.assembler.object.RelocationType;

class CommandsTest {
  @TempDir Path directory;

  @BeforeEach
  void writeInputs() throws Exception {
    Files.write(
        directory.resolve("hello.o"),
        ElfWriter.write(
            Objects.named("hello.o")
                .text("6f000000 67800000")
                .global("_start", 0)
                .relocate(0, RelocationType.R_RISCV_JAL, "finish", 0)
                .build()));
    Files.write(
        directory.resolve("finish.o"),
        ElfWriter.write(Objects.named("finish.o").text("13000000").global("finish", 0).build()));
    Files.writeString(directory.resolve("data.s"), ".data\nvalue: .word 7\n");
    Files.writeString(directory.resolve("bad.s"), ".data\n.wrod 7\n");
  }

  @Test
  void ld_writes_a_program_and_a_map() throws Exception {
    CommandRun run = ld("-Ttext", "80000000", "-Map=k.map", "-o", "k.elf", "hello.o", "finish.o");

    assertEquals(new CommandRun(ExitStatus.OK, "", ""), run);
    Executable program =
        ElfReader.readExecutable("k.elf", Files.readAllBytes(directory.resolve("k.elf")));
    assertEquals(0x8000_0000L, program.entry());
    assertTrue(Files.readString(directory.resolve("k.map")).contains(" .text "));
  }

  @Test
  void ld_writes_nothing_after_an_error() throws Exception {
    CommandRun run = ld("-o", "k.elf", "-Map", "k.map", "hello.o");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertTrue(run.err().startsWith("hello.o: error: undefined symbol `finish`"), run.err());
    assertEquals(List.of("bad.s", "data.s", "finish.o", "hello.o"), files());
  }

  @Test
  void ld_leaves_an_older_program_alone_when_it_fails() throws Exception {
    Files.writeString(directory.resolve("k.elf"), "old");

    ld("-o", "k.elf", "hello.o");

    assertEquals("old", Files.readString(directory.resolve("k.elf")));
  }

  @Test
  void ld_refuses_what_is_no_object() throws Exception {
    CommandRun run = ld("data.s", "nowhere.o", "hello.o");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertEquals(
        """
        data.s: error: not an ELF file: it starts with the bytes 2e 64 61 74, where 7f 45 4c 46 is right [E0510]
        nowhere.o: error: cannot read nowhere.o: no such file [E0501]
        """,
        run.err());
  }

  @Test
  void ld_refuses_files_of_arguments_that_name_each_other() throws Exception {
    Files.writeString(directory.resolve("arguments"), "@arguments ".repeat(20));

    CommandRun run = ld("@arguments");

    assertEquals(ExitStatus.WRONG_COMMAND_LINE, run.status());
    assertTrue(run.err().contains("more than 1,000,000 arguments"), run.err());
  }

  @Test
  void ld_refuses_a_command_line_that_makes_no_sense() {
    assertEquals(ExitStatus.WRONG_COMMAND_LINE, ld().status());
    assertEquals(ExitStatus.WRONG_COMMAND_LINE, ld("-Ttext=here", "hello.o").status());
    assertEquals(ExitStatus.WRONG_COMMAND_LINE, ld("-z", "max-page-size=3", "hello.o").status());
    assertEquals(ExitStatus.WRONG_COMMAND_LINE, ld("-z", "max-page-size=09", "hello.o").status());
    assertEquals(ExitStatus.WRONG_COMMAND_LINE, ld("--error-format=xml", "hello.o").status());
  }

  @Test
  void ld_does_not_overwrite_its_input() throws Exception {
    CommandRun run = ld("-o", "finish.o", "hello.o", "finish.o");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertTrue(run.err().contains("it is also an input"), run.err());
  }

  @Test
  void dump_shows_code_with_symbols_and_relocations() {
    CommandRun run = CommandRun.of(new DumpCommand(), directory, "", "-d", "hello.o");

    assertEquals(
        """
        hello.o: object

        code of .text:

        0000000000000000 <_start>:
                   0: 0000006f  jal zero,0x0
                   0: R_RISCV_JAL finish
                   4: 00008067  jalr zero,0(ra)
        """,
        run.out());
  }

  @Test
  void dump_of_a_program_shows_where_it_is_loaded() {
    ld("-Ttext", "80000000", "-o", "k.elf", "hello.o", "finish.o");

    CommandRun run = CommandRun.of(new DumpCommand(), directory, "", "k.elf");

    assertEquals(ExitStatus.OK, run.status());
    assertTrue(run.out().startsWith("k.elf: program, starts at 0x80000000 <_start>\n"), run.out());
    assertTrue(run.out().contains("jal zero,0x80000008 <finish>"), run.out());
  }

  @Test
  void asm_writes_an_object_for_each_source() throws Exception {
    Files.writeString(directory.resolve("more.S"), ".data\n.byte 1\n");

    CommandRun run = asm("data.s", "more.S");

    assertEquals(new CommandRun(ExitStatus.OK, "", ""), run);
    assertEquals(
        List.of("bad.s", "data.o", "data.s", "finish.o", "hello.o", "more.S", "more.o"), files());
    ElfReader.readObject("data.o", Files.readAllBytes(directory.resolve("data.o")));
  }

  @Test
  void asm_writes_no_object_at_all_when_one_source_is_wrong() throws Exception {
    CommandRun run = asm("data.s", "bad.s");

    assertEquals(ExitStatus.INPUT_HAS_ERRORS, run.status());
    assertTrue(run.err().startsWith("bad.s:2:1: error: "), run.err());
    assertFalse(files().contains("data.o"));
  }

  @Test
  void asm_reads_standard_input_and_takes_symbols_and_directories_from_its_options()
      throws Exception {
    Files.createDirectory(directory.resolve("include"));
    Files.writeString(directory.resolve("include/board.s"), ".byte HARTS\n");

    CommandRun run =
        CommandRun.of(
            new AsmCommand(),
            directory,
            ".data\n.include \"board.s\"\n",
            "-I",
            "include",
            "-DHARTS=4",
            "-march=rv64imac",
            "-o",
            "board.o",
            "-");

    assertEquals("", run.err());
    assertEquals(
        4,
        ElfReader.readObject("board.o", Files.readAllBytes(directory.resolve("board.o")))
            .sections()
            .stream()
            .filter(section -> section.name().equals(".data"))
            .findFirst()
            .orElseThrow()
            .contents()[0]);
  }

  @Test
  void asm_refuses_a_command_line_that_makes_no_sense() {
    for (String[] wrong :
        new String[][] {
          {},
          {"-o", "x.o", "data.s", "bad.s"},
          {"-march=mips", "data.s"},
          {"-march=rv32i", "data.s"},
          {"-D", "X=many", "data.s"},
          {"-o", "data.s", "data.s"},
          {"-"},
          {"--listing", "data.o", "data.s"},
          {"--listings", "x", "data.s"}
        }) {
      CommandRun run = asm(wrong);

      assertEquals(ExitStatus.WRONG_COMMAND_LINE, run.status(), () -> String.join(" ", wrong));
      assertTrue(run.err().startsWith("softmetal asm: "), run.err());
    }
  }

  private CommandRun ld(String... arguments) {
    return CommandRun.of(new LdCommand(), directory, "", arguments);
  }

  private CommandRun asm(String... arguments) {
    return CommandRun.of(new AsmCommand(), directory, "", arguments);
  }

  private List<String> files() throws Exception {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
