package softmetal.assembler;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;

/// Sources of which each took minutes, or all memory. A limit of time is far above what they take now.
@Timeout(20)
class HostileSourceTest {
  private static final int MANY = 100_000;

  @Test
  void a_string_in_a_string_in_a_string_stops_at_a_limit() {
    String source =
        """
        #define TEXT(x) #x
        #define DEEP(x) TEXT(x)
        .ascii %s"\\\\"%s
        """
            .formatted("DEEP(".repeat(60), ")".repeat(60));

    assertEquals("E0805", firstError("a.S", source));
  }

  @Test
  void a_long_argument_that_a_macro_has_very_often_stops_at_a_limit() {
    String source =
        "#define MANY(x) %s\nMANY(%s)\n".formatted("x ".repeat(10_000), "1 ".repeat(MANY));
    String texts =
        "#define MANY(x) %s\nMANY(%s)\n".formatted("#x ".repeat(10_000), "1 ".repeat(MANY));

    assertEquals("E0805", firstError("a.S", source));
    assertEquals("E0805", firstError("a.S", texts));
  }

  @Test
  void exponents_out_of_reach_are_infinite_or_nothing() {
    assertArrayEquals(
        data(".data\n.float16 inf, 0, -inf, -0.0, inf, 0, 0\n"),
        data(
            """
            .data
            .float16 1e999999999, 1e-999999999, -1e99999999999, -1e-99999999999
            .float16 1e2147483647, 0e99999999999, 0.0e999999999
            """));
  }

  @Test
  void a_number_of_very_many_digits_is_read_as_far_as_it_counts() {
    assertEquals("E0119", firstError("a.s", ".quad " + "9".repeat(1_000_000) + "\n"));
    assertArrayEquals(
        data(".data\n.float16 0.5, 1.5\n"),
        data(".data\n.float16 0.5" + "0".repeat(1_000_000) + ", 1.5e" + "0".repeat(50) + "\n"));
  }

  @Test
  void a_long_line_that_is_wrong_is_read_once_however_often_a_loop_comes_by() {
    String repeated = ".rept 3000\nadd a0, a0" + "x0x".repeat(6_000) + " 1 1\n.endr\n";
    String asked = ".rept 3000\n.if 0x" + "x0x".repeat(6_000) + "\n.endif\n.endr\n";

    assertEquals("E0104", firstError("a.s", repeated));
    assertEquals("E0116", firstError("a.s", asked));
  }

  @Test
  @Tag("slow")
  void more_sections_than_an_object_has_numbers_for_are_refused() {
    assertEquals("E0349", firstError("a.s", lines(".section s%d\n.byte 1\n")));
  }

  @Test
  @Tag("slow")
  void a_hundred_thousand_symbols_in_a_chain_have_a_value() {
    String forward = ".set s0, 1\n" + lines(".set s%2$d, s%1$d + 1\n");
    String backward = lines(".set s%1$d, s%2$d + 1\n") + ".set s" + MANY + ", 1\n";
    byte[] last = {(byte) 0xa1, (byte) 0x86, 1, 0};

    assertArrayEquals(last, data(".data\n" + forward + ".word s" + MANY + "\n"));
    assertArrayEquals(last, data(".data\n" + backward + ".word s0\n"));
  }

  @Test
  void a_sum_of_ever_more_unknown_symbols_is_given_up_once() {
    String source = ".set a, 0\n" + lines(".set a, a + b%d\n") + ".quad a\n";

    assertEquals("E0313", firstError("a.s", source));
  }

  @Test
  void symbols_in_a_circle_have_no_value() {
    assertEquals("E0313", firstError("a.s", ".set a, b + 1\n.set b, a + 1\n.quad a\n"));
  }

  @Test
  void an_architecture_has_no_more_extensions_than_somebody_could_mean() {
    StringBuilder names = new StringBuilder(".attribute arch, \"rv64i");
    for (int i = 0; i < 1_000; i++) {
      names.append("_x").append((char) ('a' + i / 26 % 26)).append((char) ('a' + i % 26));
      names.append((char) ('a' + i / 676)).append("z1p0");
    }

    assertEquals("E0351", firstError("a.s", names + "\"\n"));
  }

  @Test
  @Tag("slow")
  void branches_that_wait_for_each_other_stop_at_a_limit() {
    Diagnostics diagnostics = new Diagnostics();
    String source = ".text\n" + "1: j 1b\nj 1f\n".repeat(20_000) + "1:\n";
    AssemblerOptions few = AssemblerOptions.standard().withLimit("layout=100000");

    assertTrue(assembled("a.s", source, few, diagnostics).isEmpty());
    assertEquals("E0348", diagnostics.all().getFirst().problem().code());
    assertTrue(assembled("a.s", source, new Diagnostics()).isPresent());
  }

  @Test
  void characters_are_gone_through_one_by_one() {
    String source = ".data\n.irpc c, " + "x".repeat(MANY) + "\n.byte 1\n.endr\n";

    assertEquals(MANY, data(source).length);
  }

  @Test
  void names_by_eqv_that_double_each_other_stop_at_a_limit() {
    assertEquals("E0354", firstError("a.s", ".eqv s0, 1\n" + lines(".eqv s%2$d, s%1$d + s%1$d\n")));

    String few = ".data\n.eqv a, 1\n.eqv b, a + a\n.eqv c, b + b\n.byte c\n";
    AssemblerOptions none = AssemblerOptions.standard().withLimit("equations=0");
    Diagnostics diagnostics = new Diagnostics();
    assertArrayEquals(new byte[] {4}, data(few));
    assertTrue(assembled("a.s", few, none, diagnostics).isEmpty());
    assertEquals("E0354", diagnostics.all().getFirst().problem().code());
  }

  @Test
  void a_macro_may_have_a_hundred_thousand_parameters() {
    String names = IntStream.range(0, MANY).mapToObj(i -> "p" + i).collect(joining(","));
    String values = IntStream.range(0, MANY).mapToObj(i -> "p" + i + "=1").collect(joining(","));
    String macro = ".data\n.macro m " + names + "\n.ifnb \\p7\n.byte \\p99999\n.endif\n.endm\n";

    assertArrayEquals(new byte[] {1}, data(macro + "m " + values + "\n"));
    assertArrayEquals(new byte[0], data(macro + "m 1\n"));
  }

  @Test
  void a_line_may_have_as_many_labels_as_it_likes() {
    assertArrayEquals(new byte[] {1}, data(".data\n" + "a: 1: ".repeat(MANY) + " .byte 1\n"));
    assertEquals("E0165", firstError("a.s", "a: ".repeat(MANY) + " addi a0 a0 1\n"));
  }

  /// A line for each number; `%2$d` in it is the next one.
  private static String lines(String format) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      lines.append(
          format
              .replace("%1$d", Integer.toString(i))
              .replace("%2$d", Integer.toString(i + 1))
              .replace("%d", Integer.toString(i)));
    }
    return lines.toString();
  }

  private static String firstError(String name, String text) {
    Diagnostics diagnostics = new Diagnostics();
    assertTrue(assembled(name, text, diagnostics).isEmpty());
    return diagnostics.all().getFirst().problem().code();
  }

  private static byte[] data(String text) {
    Diagnostics diagnostics = new Diagnostics();
    ObjectFile object = assembled("a.s", text, diagnostics).orElseThrow();
    assertEquals(0, diagnostics.errors());
    return object.sections().stream()
        .filter(section -> section.name().equals(".data"))
        .map(Section::contents)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<ObjectFile> assembled(String name, String text, Diagnostics diagnostics) {
    return assembled(name, text, AssemblerOptions.standard(), diagnostics);
  }

  private static Optional<ObjectFile> assembled(
      String name, String text, AssemblerOptions options, Diagnostics diagnostics) {
    return new Assembler().assemble(SourceText.file(name, text), options, diagnostics);
  }
}
