package softmetal.assembler.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.encode.Piece;
import softmetal.assembler.expand.Limits;
import softmetal.assembler.syntax.Expression;
import softmetal.isa.Instruction;

/// The passes in arrays give every fragment the address and the size that the plain ones give. `-Dsoftmetal.seed=` gives
/// the same sections again.
class AimedRowTest {
  static final SourceSpan NOWHERE = SourceText.file("t.s", "").whole();

  /// Branches among labels at distances around the reach of each form, padding, and bytes; the same for the same seed.
  static SectionBuilder section(long seed) {
    Random random = new Random(seed);
    SectionBuilder section = new SectionBuilder(".text", 1, 6, 0);
    List<Entry> labels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      labels.add(new Entry("l" + i, Entry.Keep.ALWAYS, NOWHERE));
    }
    int placed = 0;
    int scale = 1 << random.nextInt(11);
    for (int i = 0; i < 120; i++) {
      if (placed < 18 && random.nextInt(5) == 0) {
        labels.get(placed++).placeAt(section.here(), NOWHERE);
      }
      switch (random.nextInt(8)) {
        case 0 ->
            section.append(
                new Fragment.Align(
                    1L << random.nextInt(7),
                    new byte[] {0},
                    random.nextInt(3) == 0 ? random.nextInt(9) : 0,
                    NOWHERE));
        case 1 ->
            section.append(
                new Fragment.Space(
                    new Term.Constant(random.nextInt(2 * scale)), false, new byte[1], NOWHERE));
        case 2, 3 -> section.append(new byte[2 * random.nextInt(scale)]);
        default -> section.append(branch(random, labels.get(random.nextInt(20))));
      }
    }
    return section;
  }

  static Fragment.Branch branch(Random random, Entry target) {
    boolean jump = random.nextInt(3) == 0;
    boolean compressed = random.nextInt(3) > 0;
    return new Fragment.Branch(
        new Piece.Branch(
            jump ? Instruction.JAL : Instruction.BEQ,
            0,
            0,
            compressed ? (jump ? Instruction.C_J : Instruction.C_BEQZ) : null,
            new Expression.Symbol(NOWHERE, target.name()),
            NOWHERE),
        target.reference());
  }

  static void settle(SectionBuilder section, boolean plainly) {
    Diagnostics diagnostics = new Diagnostics();
    Evaluator evaluator = new Evaluator(Evaluator.Known.FINAL);
    assertTrue(
        new Addresses(evaluator, Limits.standard(), diagnostics, plainly)
            .settle(List.of(section), NOWHERE));
  }

  @Test
  void agrees_with_the_plain_passes() {
    long seed = Long.getLong("softmetal.seed", 1);
    long sizes = 0;
    for (int round = 0; round < 400; round++) {
      SectionBuilder quick = section(seed + round);
      SectionBuilder plain = section(seed + round);
      settle(quick, false);
      settle(plain, true);
      for (int i = 0; i < plain.fragments().size(); i++) {
        Fragment expected = plain.fragments().get(i);
        Fragment found = quick.fragments().get(i);
        String shown = "-Dsoftmetal.seed=" + (seed + round) + ", fragment " + i;
        assertEquals(expected.address(), found.address(), shown);
        assertEquals(expected.size(), found.size(), shown);
        sizes |= found instanceof Fragment.Branch ? 1L << found.size() : 0;
      }
    }
    assertEquals(1 << 2 | 1 << 4 | 1 << 6 | 1 << 8, sizes, "not all sizes of branches were there");
  }

  @Test
  void leaves_to_the_plain_passes_what_must_be_evaluated() {
    SectionBuilder section = section(1);
    new Addresses(new Evaluator(Evaluator.Known.FINAL), Limits.standard(), new Diagnostics())
        .settle(List.of(new SectionBuilder(".data", 1, 3, 0)), NOWHERE);
    assertNull(AimedRow.of(section), "its branches are not aimed yet");

    SectionBuilder data = new SectionBuilder(".data", 1, 3, 0);
    data.append(new Fragment.Align(8, new byte[1], 0, NOWHERE));
    assertNotNull(AimedRow.of(data));
    data.append(new Fragment.Leb(new Term.Constant(1), false, NOWHERE));
    assertNull(AimedRow.of(data));
  }
}
