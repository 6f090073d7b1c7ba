package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.preprocess.Printed;

class PreprocessorTest {
  private static final Path RESOURCES = Path.of("src/test/resources/cpp");

  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void messages_point_at_what_was_written() throws Exception {
    SourceText source =
        SourceText.file("messages.S", Files.readString(RESOURCES.resolve("messages.S")));
    AssemblerOptions options = AssemblerOptions.standard().withDirectory(RESOURCES);

    Assembler.preprocess(source, options, diagnostics);

    String told = new TextFormat(false).format(diagnostics);
    if (Boolean.getBoolean("softmetal.rewrite")) {
      Files.writeString(RESOURCES.resolve("messages.txt"), told);
    }
    assertEquals(Files.readString(RESOURCES.resolve("messages.txt")), told);
  }

  @Test
  void a_text_with_nothing_to_do_is_returned_as_it_is() {
    SourceText source = SourceText.file("x.S", "  # it's a comment\n  li a0, 1\n");

    assertSame(source, preprocess(source));
  }

  @Test
  void what_the_assembler_finds_is_told_about_the_file_and_the_macros() {
    assemble(
        """
        #define STACK 5000
        #define GROW(n) addi sp, sp, n
          addi sp, sp, STACK
          GROW(5000)
        """);

    assertEquals(
        """
        x.S:3:16: error: immediate 5000 does not fit in 12 signed bits (-2048..2047) [E0209]
              addi sp, sp, STACK
                           ^^^^^
          x.S:1:15: note: in the expansion of macro `STACK`
            #define STACK 5000
                          ----
        x.S:4:8: error: immediate 5000 does not fit in 12 signed bits (-2048..2047) [E0209]
              GROW(5000)
                   ^^^^
          x.S:2:9: note: in the expansion of macro `GROW`
            #define GROW(n) addi sp, sp, n
                    ----
        """,
        new TextFormat(false).format(diagnostics));
  }

  @Test
  void line_markers_in_preprocessed_text_say_where_a_line_is_from() {
    SourceText source =
        SourceText.file(
            "x.s", "# 1 \"boot.S\"\n  nop\n# 40 \"trap.h\" 1\n  nop\n  addd a0, a0, 1\n");

    new Assembler().assemble(source, AssemblerOptions.standard(), diagnostics);

    assertEquals("trap.h:41:3", diagnostics.all().getFirst().span().toString());
  }

  @Test
  void output_says_where_lines_are_from() {
    SourceText source =
        SourceText.file("x.S", "#include \"one.h\"\n nop\n\n\n\n\n\n\n\n\n\n\n nop\n# 7 \"y\"\n");

    assertEquals(
        """
        # 1 "x.S"
        # 2 "one.h" 1
        one here "one.h"
        # 2 "x.S" 2
         nop
        # 13 "x.S"
         nop
         # 7 "y"
        """,
        Printed.of(preprocess(source), true));
  }

  @Test
  void macros_of_the_command_line_come_after_the_predefined_ones() {
    Preprocessing how =
        Preprocessing.BY_NAME
            .withDefinition("N=3")
            .withDefinition("F(x)=x+N")
            .withDefinition("ON")
            .without("__riscv_xlen");
    SourceText source = SourceText.file("x.S", "F(1) ON __riscv_xlen __riscv\n");

    SourceText text =
        Assembler.preprocess(
                source, AssemblerOptions.standard().withPreprocessing(how), diagnostics)
            .text();

    assertEquals("1 +3 1 __riscv_xlen 1\n", text.text());
  }

  @Test
  void an_open_text_stands_in_for_a_header(@TempDir Path directory) {
    Path header = directory.resolve("unsaved.h").toAbsolutePath();
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withDirectory(directory)
            .withOpenFiles(Map.of(header, "#define SEVEN 7\n"));
    SourceText source = SourceText.file("x.S", "#include \"unsaved.h\"\nSEVEN\n");

    assertEquals("7\n", Assembler.preprocess(source, options, diagnostics).text().text());
  }

  static List<String> hostile() {
    String laughs = "#define L0 lol lol\n";
    StringBuilder doubling = new StringBuilder(laughs);
    StringBuilder silent = new StringBuilder("#define S0\n");
    StringBuilder wide = new StringBuilder("#define W0(x) x x x x x x x x\n");
    for (int i = 1; i < 60; i++) {
      doubling.append("#define L%d L%d L%d\n".formatted(i, i - 1, i - 1));
      silent.append("#define S%d S%d S%d\n".formatted(i, i - 1, i - 1));
      wide.append("#define W%d(x) W%d(W%d(x) x)\n".formatted(i, i - 1, i - 1));
    }
    return List.of(
        doubling + "L59\n",
        silent + "S59\n",
        wide + "W59(a)\n",
        "#include __FILE__\n",
        "#include \"x.S\"\n#include \"x.S\"\n",
        "#if 1\n".repeat(300_000),
        "#if " + "(".repeat(200_000) + "\n#endif\n",
        "#if " + "!".repeat(200_000) + "1\n#endif\n",
        "#if " + "1?".repeat(200_000) + "1\n#endif\n",
        "#define f(x) x\n" + "f(".repeat(100_000) + ")".repeat(100_000) + "\n",
        "#define f(x) x\nf(" + "a,".repeat(1_000_000) + "\n",
        "#define f(x, ...) __VA_ARGS__\nf(" + "(".repeat(1_000_000),
        "#define c(a, b) a ## b\n" + "c(".repeat(3000) + "x" + ",y)".repeat(3000) + "\n",
        "#define s(x) #x\n#define t(x) s(s(s(s(s(s(s(s(s(s(s(s(s(s(s(s(s(x)))))))))))))))))\nt(\"\\\\\")\n",
        "/* " + "x".repeat(3_000_000),
        "\\\n".repeat(1_000_000),
        "#define \\\n".repeat(200_000),
        "\0#define\0A\0B\n\0A\0\n",
        "\"" + "a".repeat(2_000_000),
        "#" + "#".repeat(1_000_000) + "\n",
        "#define A(" + "a,".repeat(100_000) + "b) 1\nA(1)\n",
        "__COUNTER__ __LINE__ __FILE__\n".repeat(50_000));
  }

  @ParameterizedTest
  @Tag("slow")
  @MethodSource("hostile")
  void hostile_text_ends_soon(String text, @TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("x.S"), text);
    AssemblerOptions options = AssemblerOptions.standard().withDirectory(directory);

    SourceText source = SourceText.file("x.S", text);
    // Far above what it takes, as other work may be going on.
    assertTimeout(Duration.ofSeconds(20), () -> Assembler.preprocess(source, options, diagnostics));
    new TextFormat(false).format(diagnostics);
  }

  @Test
  @Tag("slow")
  void a_million_lines_take_about_a_second() {
    String block =
        """
        #define REG a0
        loop: addi REG, REG, 1 // count
          sd REG, 8(sp) /* keep */
          beq a0, a1, loop
          lw t0, 0(s0)
        # a comment
          add t0, t0, a7
          xor t1, t2, t3

        # another
        """;
    SourceText source = SourceText.file("x.S", block.repeat(100_000));
    preprocess(source);
    long start = System.nanoTime();
    preprocess(source);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("1000000 lines preprocessed in %.2f s%n", seconds);
    assertTrue(seconds < 20, seconds + " s");
  }

  private SourceText preprocess(SourceText source) {
    return Assembler.preprocess(
            source, AssemblerOptions.standard().withDirectory(RESOURCES), diagnostics)
        .text();
  }

  private Optional<ObjectFile> assemble(String text) {
    return new Assembler()
        .assemble(SourceText.file("x.S", text), AssemblerOptions.standard(), diagnostics);
  }
}
