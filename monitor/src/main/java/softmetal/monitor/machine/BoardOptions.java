package softmetal.monitor.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import softmetal.monitor.machine.Peripheral.NetworkCard;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;

/// What a board has beyond harts, RAM and disks.
///
/// @param peripherals for the virtio slots behind the disks, in this order
/// @param legacySlots the virtio slots with version 1 of the transport; all others have version 2
/// @param seed what random numbers follow from
/// @param startSeconds the date that the real-time clock shows when the machine starts, in seconds since 1970
public record BoardOptions(
    List<Peripheral> peripherals, Set<Integer> legacySlots, long seed, long startSeconds) {
  /// The first second of 2026.
  public static final long DEFAULT_START_SECONDS = 1_767_225_600L;

  public BoardOptions {
    peripherals = List.copyOf(peripherals);
    legacySlots = Set.copyOf(legacySlots);
    if (legacySlots.stream().anyMatch(slot -> slot < 0 || slot >= Board.VIRTIO_SLOTS)) {
      throw new IllegalArgumentException("virtio slots " + legacySlots);
    }
    if (startSeconds < 0 || startSeconds > Long.MAX_VALUE / 1_000_000_000) {
      throw new IllegalArgumentException("a start at second " + startSeconds);
    }
  }

  /// Nothing in the other slots, and version 2 in all of them.
  public static BoardOptions plain() {
    return new BoardOptions(List.of(), Set.of(), 0, DEFAULT_START_SECONDS);
  }

  /// Those that the network cards are connected to.
  public List<EthernetSwitch> switches() {
    return peripherals.stream()
        .filter(NetworkCard.class::isInstance)
        .map(card -> ((NetworkCard) card).port().owner())
        .distinct()
        .toList();
  }

  /// The same with other switches in the place of these.
  ///
  /// @param twins of a switch, its ports
  BoardOptions withSwitches(Function<EthernetSwitch, List<Port>> twins) {
    List<Peripheral> own = new ArrayList<>();
    for (Peripheral peripheral : peripherals) {
      own.add(
          peripheral instanceof NetworkCard(Port port, MacAddress address)
              ? new NetworkCard(twins.apply(port.owner()).get(port.number()), address)
              : peripheral);
    }
    return new BoardOptions(own, legacySlots, seed, startSeconds);
  }

  public BoardOptions with(Peripheral peripheral) {
    List<Peripheral> all = new ArrayList<>(peripherals);
    all.add(peripheral);
    return new BoardOptions(all, legacySlots, seed, startSeconds);
  }

  public BoardOptions withLegacySlots(Set<Integer> slots) {
    return new BoardOptions(peripherals, slots, seed, startSeconds);
  }

  public BoardOptions withSeed(long newSeed) {
    return new BoardOptions(peripherals, legacySlots, newSeed, startSeconds);
  }

  public BoardOptions withStartSeconds(long seconds) {
    return new BoardOptions(peripherals, legacySlots, seed, seconds);
  }
}
