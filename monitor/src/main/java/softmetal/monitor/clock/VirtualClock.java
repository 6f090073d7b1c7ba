package softmetal.monitor.clock;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Restorable;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The clock of one machine. Used by the thread that runs the machine.
///
/// Saved as: the present tick; the number of alarms that are set; of each, in the order in which they will ring, its tick and
/// the length and the bytes (UTF-8) of its name.
public final class VirtualClock implements Clock, Restorable {
  /// As a component.
  public static final String NAME = "clock";

  private final Map<String, Bell> bells = new LinkedHashMap<>();
  private final TreeSet<Bell> inOrder =
      new TreeSet<>(
          Comparator.<Bell>comparingLong(bell -> bell.atTicks)
              .thenComparingLong(bell -> bell.turn));
  private long ticks;
  private long turns;

  private final class Bell implements Alarm {
    final String name;
    final Event event;

    boolean isSet;

    /// Not to be changed while it is set.
    long atTicks;

    long turn;

    Bell(String name, Event event) {
      this.name = name;
      this.event = event;
    }

    @Override
    public void set(long newTicks) {
      cancel();
      atTicks = Math.max(newTicks, ticks);
      turn = turns++;
      isSet = true;
      inOrder.add(this);
    }

    @Override
    public void cancel() {
      if (isSet) {
        inOrder.remove(this);
        isSet = false;
      }
    }
  }

  @Override
  public long ticks() {
    return ticks;
  }

  /// @throws IllegalArgumentException when there is one of this name
  @Override
  public Alarm alarm(String name, Event event) {
    Bell bell = new Bell(name, event);
    if (bells.putIfAbsent(name, bell) != null) {
      throw new IllegalArgumentException("two alarms named " + name);
    }
    return bell;
  }

  @Override
  public long nextEventTicks() {
    return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.first().atTicks;
  }

  /// Alarms that an event sets for now or earlier ring in the same call, after those that were due already.
  ///
  /// @throws IllegalArgumentException when that would turn time back
  @Override
  public void advanceTo(long newTicks) {
    if (newTicks < ticks) {
      throw new IllegalArgumentException("from tick %d back to %d".formatted(ticks, newTicks));
    }
    while (!inOrder.isEmpty() && nextEventTicks() <= newTicks) {
      Bell next = inOrder.first();
      next.cancel();
      ticks = next.atTicks;
      next.event.happen();
    }
    ticks = newTicks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void save(StateOutput output) {
    output.putLong(ticks);
    output.putInt(inOrder.size());
    for (Bell bell : inOrder) {
      output.putLong(bell.atTicks);
      output.putBlock(bell.name.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// To be called after all others have been loaded: what they have set their alarms to in doing so does not count.
  @Override
  public void load(StateInput input) {
    bells.values().forEach(Bell::cancel);
    ticks = input.getLong("the present tick", 0, Long.MAX_VALUE / 64);
    int count = input.getInt("the number of alarms", 0, bells.size());
    for (int i = 0; i < count; i++) {
      long atTicks = input.getLong("the tick of an alarm", nextAfter(), Long.MAX_VALUE);
      String name = new String(input.getBlock("the name of an alarm", 256), StandardCharsets.UTF_8);
      Bell bell = bells.get(name);
      if (bell == null || bell.isSet) {
        throw new InvalidStateException(
            "an alarm `%s` that is unknown or set already".formatted(name));
      }
      bell.set(atTicks);
    }
  }

  private long nextAfter() {
    return inOrder.isEmpty() ? ticks : inOrder.last().atTicks;
  }
}
