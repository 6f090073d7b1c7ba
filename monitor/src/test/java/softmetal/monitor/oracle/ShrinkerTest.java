package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import softmetal.isa.Instruction;

/// The comparison of random programs finds what is wrong, and shows no more than that.
class ShrinkerTest {
  final Runner machine = new MachineRunner();
  final RandomPrograms programs =
      new RandomPrograms(HartKind.RV64, ProgramGenerator::generate, 1, 0, 50);

  @Test
  void equal_runners_differ_in_nothing() {
    assertEquals(Optional.empty(), programs.firstDifference(machine, machine));
  }

  @Test
  void a_wrong_instruction_is_found_and_isolated() {
    Runner broken = broken(Instruction.MULHU, Instruction.MULHSU);

    Difference difference = programs.firstDifference(broken, machine).orElseThrow();

    assertTrue(difference.report().contains("mulhu"), difference::report);
    assertTrue(difference.program().removable().size() <= 2, difference::report);
  }

  @Test
  void one_wrong_register_at_the_end_is_found_without_any_instruction() {
    Runner broken =
        batch ->
            machine.run(batch).stream()
                .map(state -> {
                  long[] record = state.record().clone();
                  record[5] ^= 1;
                  return new FinalState(state.kind(), record, state.scratch(), state.leaves());
                })
                .toList();

    Difference difference = programs.firstDifference(broken, machine).orElseThrow();

    assertEquals(0, difference.program().removable().size());
    assertEquals(1, difference.details().size());
  }

  /// A machine that takes one instruction for another.
  private Runner broken(Instruction right, Instruction wrong) {
    return batch ->
        machine.run(
            new ProgramBatch(
                batch.programs().stream().map(p -> replaced(p, right, wrong)).toList()));
  }

  private static RandomProgram replaced(
      RandomProgram program, Instruction right, Instruction wrong) {
    int mask = right.encoding().mask();
    List<Integer> words =
        program.words().stream()
            .map(word ->
                (word & mask) == right.encoding().match()
                    ? (word & ~mask) | wrong.encoding().match()
                    : word)
            .toList();
    return program.withWords(words);
  }
}
