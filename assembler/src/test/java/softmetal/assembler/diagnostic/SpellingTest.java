package softmetal.assembler.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
  final List<String> names = List.of("mstatus", "mscratch", "add", "addi", ".globl");

  @Test
  void a_letter_left_out_swapped_or_changed_is_found() {
    assertEquals(Optional.of("mstatus"), Spelling.nearest("mstaus", names));
    assertEquals(Optional.of(".globl"), Spelling.nearest(".glbol", names));
    assertEquals(Optional.of("addi"), Spelling.nearest("adddi", names));
  }

  @Test
  void a_word_that_is_far_from_all_is_not_guessed() {
    assertEquals(Optional.empty(), Spelling.nearest("frobnicate", names));
  }
}
