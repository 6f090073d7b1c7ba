package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;

/// A machine that was saved and restored again and again ends as one that was left alone: with random programs that do all that
/// a guest can do to itself. `-Dsoftmetal.seed=` has others.
class RestoredMachineTest {
  private static final int PROGRAMS = 30;
  private static final long MOST = 200_000_000;

  @ParameterizedTest
  @EnumSource(HartKind.class)
  void ends_as_one_that_was_left_alone(HartKind kind) throws Exception {
    long seed = Long.getLong("softmetal.seed", 5);
    for (RandomPrograms.Source source : sources()) {
      List<RandomProgram> programs =
          IntStream.range(0, PROGRAMS)
              .mapToObj(number -> source.generate(kind, seed, number))
              .toList();
      ProgramBatch batch = new ProgramBatch(programs);

      assertEquals(
          undisturbed(batch),
          restored(batch, new SplittableRandom(seed)),
          "softmetal.seed=" + seed);
    }
  }

  private static List<RandomPrograms.Source> sources() {
    return List.of(
        ProgramGenerator::generate,
        PrivilegedProgramGenerator::generate,
        PagingProgramGenerator::generate);
  }

  private static String undisturbed(ProgramBatch batch) throws Exception {
    try (Machine machine = new Machine(definition(batch), new RecordingHost())) {
      machine.load(MachineRunner.executable(batch));
      return end(machine, machine.run(MOST));
    }
  }

  private static String restored(ProgramBatch batch, SplittableRandom random) throws Exception {
    Machine machine = new Machine(definition(batch), new RecordingHost());
    try {
      machine.load(MachineRunner.executable(batch));
      Outcome outcome = new Outcome.LimitReached();
      while (outcome instanceof Outcome.LimitReached && machine.executed() < MOST) {
        outcome = machine.run(random.nextLong(1, 3000));
        switch (random.nextInt(4)) {
          case 0 -> machine = successor(machine);
          case 1 -> machine.save();
          default -> {}
        }
      }
      return end(machine, outcome);
    } finally {
      machine.close();
    }
  }

  /// The predecessor runs on for a while, which must be nothing to the new one.
  private static Machine successor(Machine machine) throws IOException {
    try (machine) {
      Machine successor = Machine.restore(machine.save(), List.of(), new RecordingHost());
      machine.run(500);
      return successor;
    }
  }

  private static String end(Machine machine, Outcome outcome) {
    machine.save();
    return "%s %d %s".formatted(outcome, machine.retired(), machine.stateHash());
  }

  private static MachineDefinition definition(ProgramBatch batch) {
    return MachineDefinition.small().withInstructionSet(batch.kind().ours()).withMemory(16 << 20);
  }
}
