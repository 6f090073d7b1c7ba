package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;

/// Runs programs on a [Machine].
final class MachineRunner implements Runner {
  private static final long MAX_INSTRUCTIONS = 1_000_000_000;
  private static final int READ_WRITE_EXECUTE = 7;

  private long executed;

  /// How many instructions all programs so far have executed, with the harness around them.
  long executed() {
    return executed;
  }

  @Override
  public List<FinalState> run(ProgramBatch batch) {
    try (var machine = new Machine(definition(batch), new RecordingHost())) {
      machine.load(executable(batch));
      Outcome outcome = machine.run(MAX_INSTRUCTIONS);
      executed += machine.executed();
      if (!outcome.equals(new Outcome.PoweredOff(0))) {
        throw new AssertionError(outcome.toString(), reason(outcome));
      }
      return batch.finalStates(machine.readMemory(Harness.ENTRY, batch.image().length));
    } catch (InvalidInputException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All of the batch, as a kernel.
  static Executable executable(ProgramBatch batch) {
    byte[] image = batch.image();
    Segment segment =
        new Segment(Harness.ENTRY, Harness.ENTRY, image, image.length, READ_WRITE_EXECUTE);
    return new Executable(
        "programs",
        batch.kind().xlen().bits(),
        0,
        Harness.ENTRY,
        List.of(segment),
        List.of(),
        List.of());
  }

  private static MachineDefinition definition(ProgramBatch batch) {
    return MachineDefinition.small().withInstructionSet(batch.kind().ours());
  }

  private static @Nullable Throwable reason(Outcome outcome) {
    return outcome instanceof Outcome.Failed(Throwable reason) ? reason : null;
  }
}
