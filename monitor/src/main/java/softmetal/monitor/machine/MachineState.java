package softmetal.monitor.machine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.machine.Peripheral.NetworkCard;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.Payload;
import softmetal.monitor.state.StateInput;

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

  /// Whether both were on a network when they were saved, and neither of them ran between the two: they can go on there together.
  ///
  /// That is so when both say the same of the time and of all that was on its way, and have not been at the same port.
  public boolean isOneMomentWith(MachineState other, String network) {
    Set<Integer> ports = ports(network);
    Set<Integer> others = other.ports(network);
    String part = EthernetSwitch.component(network);
    return !ports.isEmpty()
        && !others.isEmpty()
        && Collections.disjoint(ports, others)
        && ticks() == other.ticks()
        && Arrays.equals(saved(part), other.saved(part));
  }

  private Set<Integer> ports(String network) {
    return definition.options().peripherals().stream()
        .filter(NetworkCard.class::isInstance)
        .map(card -> ((NetworkCard) card).port())
        .filter(port -> port.owner().networkName().equals(network))
        .map(Port::number)
        .collect(Collectors.toSet());
  }

  /// How much virtual time had passed, in all; -1 when that is not saved.
  private long ticks() {
    byte[] clock = saved(VirtualClock.NAME);
    return clock.length < Long.BYTES ? -1 : ticksBefore + new StateInput(clock).getLong();
  }

  /// What a part has saved; nothing when it is not there.
  private byte[] saved(String part) {
    return payloads.stream()
        .filter(payload -> payload.name().equals(part))
        .map(Payload::bytes)
        .findFirst()
        .orElse(new byte[0]);
  }

  /// The same without the disks of the machine that was saved.
  public MachineState withoutDisks() {
    return new MachineState(definition.withDisks(List.of()), boot, ticksBefore, ram, payloads);
  }
}
