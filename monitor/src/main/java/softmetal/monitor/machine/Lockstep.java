package softmetal.monitor.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.network.EthernetSwitch;

/// Several machines on the same networks, run together by one thread, so that their virtual times agree and every run is the same.
///
/// They take turns of as much virtual time as a frame needs from one to another: what one sends in its turn arrives at the
/// others in a later one, so that the order of turns within a round decides nothing but which of two senders a switch hears of first.
public final class Lockstep {
  private static final long TURN_TICKS = EthernetSwitch.LATENCY_TICKS;

  private final List<Machine> machines;
  private final List<@Nullable Outcome> outcomes;
  private final BooleanSupplier inputMayCome;
  private long ticks;

  /// Machines to which nobody types.
  ///
  /// @param machines of the same virtual time; they stay those of the caller, who closes them
  public Lockstep(List<Machine> machines) {
    this(machines, () -> false);
  }

  /// @param machines of the same virtual time; they stay those of the caller, who closes them
  /// @param inputMayCome whether machines that all wait might still be typed to
  public Lockstep(List<Machine> machines, BooleanSupplier inputMayCome) {
    this.machines = List.copyOf(machines);
    this.inputMayCome = inputMayCome;
    outcomes = new ArrayList<>();
    machines.forEach(_ -> outcomes.add(null));
    ticks = machines.isEmpty() ? 0 : machines.getFirst().ticks();
    if (machines.stream().anyMatch(machine -> machine.ticks() != ticks)) {
      throw new IllegalArgumentException("the machines are not of the same time");
    }
  }

  /// Goes on until each has ended, or the time is over.
  ///
  /// @param maxTicks of virtual time
  /// @return one for each machine: [Outcome.LimitReached] for one that can go on
  public List<Outcome> run(long maxTicks) {
    long end = ticks + maxTicks;
    while (ticks < end && outcomes.contains(null)) {
      ticks = Math.min(end, ticks + TURN_TICKS);
      IntStream.range(0, machines.size()).forEach(this::takeTurn);
      if (running().allMatch(index -> machines.get(index).waitsForEver())
          && !inputMayCome.getAsBoolean()) {
        running().forEach(index -> outcomes.set(index, new Outcome.WaitingForEver()));
      }
    }
    List<Outcome> results = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      results.add(outcome == null ? new Outcome.LimitReached() : outcome);
    }
    return results;
  }

  /// How much virtual time has passed, in all.
  public long ticks() {
    return ticks;
  }

  /// Has one of them go on no more.
  public void stop(int index, Outcome outcome) {
    outcomes.set(index, outcome);
  }

  private IntStream running() {
    return IntStream.range(0, machines.size()).filter(index -> outcomes.get(index) == null);
  }

  private void takeTurn(int index) {
    if (outcomes.get(index) == null) {
      Outcome outcome = machines.get(index).runUntil(ticks);
      while (outcome
          instanceof Outcome.Paused) { // whoever paused it has to wait for the end of this turn
        outcome = machines.get(index).runUntil(ticks);
      }
      if (!(outcome instanceof Outcome.LimitReached)) {
        outcomes.set(index, outcome);
      }
    }
  }
}
