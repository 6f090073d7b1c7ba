package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;

/// Sources of which each took minutes, or all memory. A limit of time is far above what they take now.
@Timeout(20)
class HostileSourceTest {
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
    AssemblerOptions options = AssemblerOptions.standard();
    return new Assembler().assemble(SourceText.file(name, text), options, diagnostics);
  }
}
