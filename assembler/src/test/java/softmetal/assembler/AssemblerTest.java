package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.Section;
import softmetal.isa.InstructionSet;

class AssemblerTest {
  @TempDir Path directory;
  final Diagnostics diagnostics = new Diagnostics();
  AssemblerOptions options = AssemblerOptions.standard();

  @BeforeEach
  void standDirectory() {
    options = options.withDirectory(directory);
  }

  byte[] section(String name, String text) {
    return new Assembler()
            .assemble(SourceText.file("main.s", text), options, diagnostics)
            .orElseThrow(() -> new AssertionError(new TextFormat(false).format(diagnostics)))
            .sections()
            .stream()
            .filter(section -> section.name().equals(name))
            .findFirst()
            .map(Section::contents)
            .orElseThrow();
  }

  String messages(String text) {
    new Assembler().assemble(SourceText.file("main.s", text), options, diagnostics);
    return new TextFormat(false).format(diagnostics);
  }

  Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void a_file_is_looked_for_beside_the_one_that_includes_it() throws IOException {
    write("a/one.s", ".include \"two.s\"\n.byte 1\n");
    write("a/two.s", ".byte 2\n");
    write("two.s", ".byte 9\n");

    assertArrayEquals(new byte[] {2, 1}, section(".data", ".data\n.include \"a/one.s\"\n"));
  }

  @Test
  void then_it_is_looked_for_along_the_include_path_in_order() throws IOException {
    write("first/x.s", ".byte 1\n");
    write("second/x.s", ".byte 2\n");
    options =
        options.withInclude(directory.resolve("first")).withInclude(directory.resolve("second"));

    assertArrayEquals(new byte[] {1}, section(".data", ".data\n.include \"x.s\"\n"));
  }

  @Test
  void a_file_that_is_not_found_names_the_places_that_were_tried() {
    options = options.withInclude(Path.of("somewhere"));

    String messages = messages(".include \"x.s\"\n");

    assertTrue(messages.startsWith("main.s:1:10: error: cannot read x.s: no such file"), messages);
    assertTrue(messages.contains("looked in " + directory), messages);
    assertTrue(messages.contains("looked in somewhere"), messages);
  }

  @Test
  void a_file_that_includes_itself_is_stopped() throws IOException {
    write("loop.s", ".include \"loop.s\"\n");

    assertTrue(messages(".include \"loop.s\"\n").contains("does one include itself?"));
  }

  @Test
  void what_is_no_text_is_refused() throws IOException {
    Files.write(directory.resolve("binary.s"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertTrue(messages(".include \"binary.s\"\n").contains("is not UTF-8 text"));
  }

  @Test
  void incbin_takes_in_a_part_of_a_file() throws IOException {
    Files.write(directory.resolve("b.bin"), new byte[] {1, 2, 3, 4, 5});

    assertArrayEquals(
        new byte[] {3, 4, 1, 2, 3, 4, 5},
        section(".data", ".data\n.incbin \"b.bin\", 2, 2\n.incbin \"b.bin\"\n"));
    assertTrue(messages(".incbin \"b.bin\", 4, 2\n").contains("not in a file of 5 bytes"));
  }

  @Test
  void symbols_can_have_a_value_before_the_first_line() {
    options = options.withSymbol("DEBUG", 7);

    assertArrayEquals(
        new byte[] {7}, section(".data", ".data\n.ifdef DEBUG\n.byte DEBUG\n.endif\n"));
  }

  @Test
  void a_mistake_in_a_macro_points_into_its_body_and_at_all_calls() {
    String messages =
        messages(
            """
                    .macro INNER value
                    .byte 1, "\\value"
                    .endm
                    .macro OUTER
                    INNER text
                    .endm
                    OUTER
            """);

    assertEquals(
        """
        main.s:2:18: error: `.byte` takes numbers: text is for `.ascii` and `.asciz` [E0307]
                    .byte 1, "text"
                             ^^^^^^
          in expansion of macro INNER (main.s:2:1), called at main.s:5:9
                    INNER text
                    ----------
          in expansion of macro OUTER (main.s:5:1), called at main.s:7:9
                    OUTER
                    -----
        """,
        messages);
  }

  @Test
  void a_mistake_does_not_hide_the_next_one_and_makes_none() {
    String messages =
        messages(
            """
            loop:   .word 1 +
                    .wrod 2
                    j loop
                    .word (3
            """);

    assertEquals(
        List.of(
            "main.s:1:17: error: an operand is missing behind `+` [E0106]",
            "main.s:2:9: error: unknown directive `.wrod` [E0301]",
            "main.s:4:15: error: `(` without its `)` [E0108]"),
        messages.lines().filter(line -> line.contains(": error: ")).toList());
  }

  @Test
  void the_instruction_set_decides_what_is_compressed() {
    assertEquals(2, section(".text", "addi a0, a0, 1\n").length);
    options = options.withInstructionSet(InstructionSet.parse("rv64imafd"));
    assertEquals(4, section(".text", "addi a0, a0, 1\n").length);
  }

  @Test
  void a_file_that_is_not_there_is_an_error() {
    new Assembler().assemble(directory.resolve("nothing.s"), options, diagnostics);

    assertEquals(
        directory.resolve("nothing.s")
            + ": error: cannot read "
            + directory.resolve("nothing.s")
            + ": no such file [E0501]\n",
        new TextFormat(false).format(diagnostics));
  }
}
