package softmetal.assembler.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DiagnosticsTest {
  private final SourceText source = SourceText.file("a.s", "foo\nfoo\n");
  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void a_problem_is_known_by_its_place_and_its_words() {
    diagnostics.report(
        Problem.UNKNOWN_INSTRUCTION.at(source.span(0, 3), "foo").note("with some advice"));

    assertTrue(diagnostics.isKnown(Problem.UNKNOWN_INSTRUCTION.at(source.span(0, 3), "foo")));
    assertFalse(diagnostics.isKnown(Problem.UNKNOWN_INSTRUCTION.at(source.span(4, 7), "foo")));
    assertFalse(diagnostics.isKnown(Problem.UNKNOWN_INSTRUCTION.at(source.span(0, 3), "bar")));
  }

  @Test
  void what_is_met_again_counts_once_and_is_met_twice() {
    diagnostics.report(Problem.UNKNOWN_INSTRUCTION.at(source.span(0, 3), "foo"));
    diagnostics.report(Problem.UNKNOWN_INSTRUCTION.at(source.span(0, 3), "foo"));

    assertEquals(1, diagnostics.errors());
    assertEquals(2, diagnostics.errorsMet());
  }
}
