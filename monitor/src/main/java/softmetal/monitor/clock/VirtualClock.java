package softmetal.monitor.clock;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.StateOutput;

/// The clock of one machine. Used by the thread that runs the machine.
///
/// Saved as: the present tick; the number of pending events; of each, in the order in which they will happen, its tick and
/// the length and the bytes (UTF-8) of its name.
public final class VirtualClock implements Clock, Component {
  private record Pending(long atTicks, long turn, String name, Event event) {}

  private final Map<String, Pending> byName = new HashMap<>();
  private final TreeSet<Pending> inOrder =
      new TreeSet<>(Comparator.comparingLong(Pending::atTicks).thenComparingLong(Pending::turn));
  private long ticks;
  private long turns;

  @Override
  public long ticks() {
    return ticks;
  }

  @Override
  public void schedule(String name, long atTicks, Event event) {
    cancel(name);
    Pending pending = new Pending(Math.max(atTicks, ticks), turns++, name, event);
    byName.put(name, pending);
    inOrder.add(pending);
  }

  @Override
  public void cancel(String name) {
    Pending pending = byName.remove(name);
    if (pending != null) {
      inOrder.remove(pending);
    }
  }

  @Override
  public long nextEventTicks() {
    return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.first().atTicks();
  }

  /// Events that an event schedules for now or earlier happen in the same call, after those that were due already.
  ///
  /// @throws IllegalArgumentException when that would turn time back
  @Override
  public void advanceTo(long newTicks) {
    if (newTicks < ticks) {
      throw new IllegalArgumentException("from tick %d back to %d".formatted(ticks, newTicks));
    }
    while (!inOrder.isEmpty() && nextEventTicks() <= newTicks) {
      Pending next = inOrder.removeFirst();
      byName.remove(next.name());
      ticks = next.atTicks();
      next.event().happen();
    }
    ticks = newTicks;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void save(StateOutput output) {
    output.putLong(ticks);
    output.putInt(inOrder.size());
    for (Pending pending : inOrder) {
      output.putLong(pending.atTicks());
      byte[] name = pending.name().getBytes(StandardCharsets.UTF_8);
      output.putInt(name.length);
      output.putBytes(name, 0, name.length);
    }
  }
}
