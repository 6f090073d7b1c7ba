package softmetal.assembler.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TextFormatTest {
  final SourceText source = SourceText.file("boot.s", "start:\n\tadi a0, a0, 1\n");
  final TextFormat plain = new TextFormat(false);

  @Test
  void the_first_line_is_what_editors_parse_and_carets_cover_the_span() {
    assertEquals(
        """
        boot.s:2:2: error: unknown instruction `adi` [E0201]
                    adi a0, a0, 1
                    ^^^
        """,
        plain.format(Problem.UNKNOWN_INSTRUCTION.at(source.span(8, 11), "adi")));
  }

  @Test
  void notes_point_at_other_places_and_help_shows_the_edited_line() {
    Diagnostic diagnostic =
        Problem.UNKNOWN_INSTRUCTION
            .at(source.span(8, 11), "adi")
            .note(source.span(0, 5), "in this routine")
            .suggest(source.span(8, 11), "addi", "did you mean `addi`?");

    assertEquals(
        """
        boot.s:2:2: error: unknown instruction `adi` [E0201]
                    adi a0, a0, 1
                    ^^^
          boot.s:1:1: note: in this routine
            start:
            -----
          help: did you mean `addi`?
                    addi a0, a0, 1
                    ~~~~
        """,
        plain.format(diagnostic));
  }

  @Test
  void an_expansion_shows_body_and_call() {
    SourceText file = SourceText.file("k.s", ".macro M r\n  add a0, \\r\n.endm\n M a9\n");
    SourceSpan body = file.span(11, 24);
    Origins.Builder text = new Origins.Builder();
    text.copy(file.text(), 11, 21);
    text.replace(21, "a9");
    SourceText expanded = text.build(new SourceText.Expansion("macro M", body, file.span(31, 35)));

    assertEquals(
        """
        k.s:2:11: error: unexpected `a9` [E0102]
              add a0, a9
                      ^^
          in expansion of macro M (k.s:2:1), called at k.s:4:2
             M a9
             ----
        """,
        plain.format(Problem.UNEXPECTED_TOKEN.at(expanded.span(10, 12), "a9")));
  }

  @Test
  void wide_lines_are_cut_to_a_window_around_the_mark() {
    String wide = "x".repeat(500) + "!" + "y".repeat(500);
    String shown =
        plain.format(Problem.UNEXPECTED_TOKEN.at(SourceText.file("w.s", wide).span(500, 501), "!"));

    String[] lines = shown.split("\n", -1);
    assertTrue(lines[1].length() <= 124, lines[1]);
    assertEquals('!', lines[1].charAt(lines[2].indexOf('^')));
  }

  @Test
  void control_characters_of_the_source_never_reach_a_terminal() {
    String shown =
        plain.format(
            Problem.UNEXPECTED_CHARACTER.at(
                SourceText.file("c.s", "nop \033[31m\n").span(4, 5), "\033"));

    assertFalse(shown.contains("\033"), shown);
  }

  @Test
  void what_is_beyond_the_limit_is_counted() {
    Diagnostics diagnostics = new Diagnostics();
    for (int i = 0; i < 6; i++) {
      diagnostics.report(Problem.UNEXPECTED_TOKEN.at(source.span(i, i + 1), "x"));
    }

    assertTrue(new TextFormat(false, 2).format(diagnostics).endsWith("and 4 more\n"));
  }

  @Test
  void the_same_message_about_the_same_place_counts_once() {
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.report(Problem.UNEXPECTED_TOKEN.at(source.span(0, 1), "x"));
    diagnostics.report(Problem.UNEXPECTED_TOKEN.at(source.span(0, 1), "x"));

    assertEquals(1, diagnostics.errors());
  }
}
