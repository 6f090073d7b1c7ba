package softmetal.assembler.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;

class FormatterTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void columns_are_8_16_and_48() {
    assertFormats(
        "loop: addi a0,a0 , -1 # count\n  bnez a0,loop\n",
        """
        loop:   addi    a0, a0, -1                      # count
                bnez    a0, loop
        """);
  }

  @Test
  void a_line_with_white_space_of_other_scripts_is_left_alone() {
    assertFormats("\u2028 9:\n", "\u2028 9:\n");
  }

  @Test
  void blanks_behind_a_comment_do_not_make_it_a_longer_one() {
    assertFormats("/**/# \n", "/**/" + " ".repeat(44) + "#\n");
  }

  @Test
  void data_behind_labels_and_values_behind_names_are_aligned_in_a_block() {
    assertFormats(
        "a: .word 1\nlong_name: .word 2\n\n.equ A,1\n.equ LONG_NAME_OF_A_THING,2\n",
        """
        a:              .word   1
        long_name:      .word   2

                .equ    A,                      1
                .equ    LONG_NAME_OF_A_THING,   2
        """);
  }

  @Test
  void strings_characters_and_their_signs_of_comments_stay() {
    assertFormats(
        " .ascii  \"a  # b\\\"  ,c\"  ,  \"/*\"\n li a0 ,  ','\n li a0,'#' # x\n",
        """
                .ascii  "a  # b\\"  ,c"  ,  "/*"
                li      a0, ','
                li      a0, '#'                         # x
        """);
  }

  @Test
  void comments_of_every_form_are_kept() {
    String text =
        """
        # at the margin
        /* over
             several
           lines */
                nop                                     # first
                                                        # goes on
                nop                                     // slashes
                nop                                     /* block */
                # before code
                add     a0, a1, /* inside */ a2
        """;
    assertEquals(text, Formatter.format(text));
  }

  @Test
  void preprocessor_lines_and_their_continuations_are_not_touched() {
    String text = "#define  X(a)   \\\n  li   a0,a\n  # if  X\n#endif\n";
    assertEquals(text, Formatter.format(text));
  }

  @Test
  void a_string_without_an_end_leaves_its_line_alone() {
    String text = "  .ascii  \"open   \n";
    assertEquals(text, Formatter.format(text));
  }

  @Test
  void at_most_two_blank_lines_follow_one_another_and_none_is_last() {
    assertEquals(
        "        nop\n\n\n        nop\n", Formatter.format("\n\n nop\n\n \n\n\n nop\n\n\n"));
  }

  @Test
  void line_ends_stay_what_they_are() {
    assertEquals("        nop\r\na:      nop\n        nop", Formatter.format("nop\r\na:nop\nnop"));
  }

  @Test
  void macro_arguments_keep_their_blanks() {
    assertFormats(
        "x: say <a  ,b>  c\n .ifc a , b\n", "x:      say     <a  ,b>  c\n        .ifc    a , b\n");
  }

  @Test
  void our_own_sources_assemble_to_the_same_bytes_and_change_once() throws IOException {
    int assembled = 0;
    for (Path file : corpus()) {
      String text = Files.readString(file);
      String formatted = Formatter.format(text);
      assertEquals(formatted, Formatter.format(formatted), () -> file + " formatted twice");
      assembled += assertSameObject(file.toString(), file.resolveSibling(""), text, formatted);
    }
    assertTrue(assembled > 30, assembled + " sources assembled");
  }

  @Test
  void mangled_sources_assemble_to_the_same_bytes_and_change_once() throws IOException {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (Path file : corpus()) {
      texts.add(Files.readString(file));
    }
    int rounds = Integer.getInteger("softmetal.mutations", 300);
    for (int i = 0; i < rounds; i++) {
      String text = mangled(texts.get(random.nextInt(texts.size())), random);
      String formatted = Formatter.format(text);
      assertEquals(
          formatted, Formatter.format(formatted), () -> "-Dsoftmetal.seed=" + seed + "\n" + text);
      assertSameObject(
          "-Dsoftmetal.seed=" + seed, ROOT.resolve("sample-os/src/main/asm"), text, formatted);
    }
  }

  /// A few lines, with characters that mean something thrown in, and blanks and ends of lines changed.
  private static String mangled(String text, Random random) {
    List<String> lines = text.lines().toList();
    int from = random.nextInt(Math.max(1, lines.size()));
    StringBuilder out = new StringBuilder();
    for (String line : lines.subList(from, Math.min(lines.size(), from + 12))) {
      StringBuilder one = new StringBuilder(line);
      if (random.nextInt(4) == 0) {
        String[] pieces = {
          "\"",
          "'",
          "#",
          "/*",
          "*/",
          "//",
          ";",
          ":",
          "\\",
          "\t",
          "  ",
          ",",
          "=",
          "<",
          ">",
          "(",
          "é",
          " nop",
          "x: ",
          " .byte 1,2 ",
          "'\\''",
          "\"a;b\"",
          "\\\n",
          "&"
        };
        one.insert(random.nextInt(one.length() + 1), pieces[random.nextInt(pieces.length)]);
      }
      out.append(one).append(random.nextInt(20) == 0 ? "\r\n" : "\n");
    }
    return out.toString();
  }

  /// @return 1 if there were objects to compare
  private static int assertSameObject(String name, Path directory, String text, String formatted) {
    Optional<byte[]> before = assemble(directory, text);
    Optional<byte[]> after = assemble(directory, formatted);
    assertEquals(before.isPresent(), after.isPresent(), () -> name + "\n" + text);
    if (before.isEmpty() || after.isEmpty()) {
      return 0;
    }
    assertArrayEquals(before.get(), after.get(), () -> name + "\n" + text + "\n->\n" + formatted);
    return 1;
  }

  private static Optional<byte[]> assemble(Path directory, String text) {
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withDirectory(directory)
            .withInclude(ROOT.resolve("sdk/src/main/asm"))
            .withInclude(ROOT.resolve("sample-os/src/main/asm"));
    Optional<ObjectFile> object =
        new Assembler().assemble(SourceText.file("a.s", text), options, new Diagnostics());
    return object.map(ElfWriter::write);
  }

  private static List<Path> corpus() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String directory :
        List.of("sdk/src/main/asm", "sample-os/src/main/asm", "assembler/src/test/resources")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(directory))) {
        all.filter(file -> file.toString().endsWith(".s") && !file.toString().contains("too-much"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  private static void assertFormats(String text, String expected) {
    assertEquals(expected, Formatter.format(text));
  }
}
