package softmetal.monitor.machine;

import java.util.List;
import java.util.Optional;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.state.Payload;

/// One moment of a machine, enough to go on from any number of times; see [Machine#save]. It never changes, and any thread may use it.
///
/// What a guest wrote to its console, and what its [Host] has yet to type, is not part of it.
///
/// @param definition the disks of which are those of the machine that was saved
/// @param boot what a reset loads again; empty while nothing has been loaded
/// @param ticksBefore how long the machine had run when it was reset last
/// @param payloads of all other components, in the order in which they are to be loaded
public record MachineState(
    MachineDefinition definition,
    Optional<Boot> boot,
    long ticksBefore,
    RamImage ram,
    List<Payload> payloads) {
  public MachineState {
    payloads = List.copyOf(payloads);
  }

  /// The same without the disks of the machine that was saved.
  public MachineState withoutDisks() {
    return new MachineState(definition.withDisks(List.of()), boot, ticksBefore, ram, payloads);
  }
}
