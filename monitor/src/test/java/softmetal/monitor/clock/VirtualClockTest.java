package softmetal.monitor.clock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import softmetal.monitor.state.RecordedState;

class VirtualClockTest {
  final VirtualClock clock = new VirtualClock();
  final List<String> happened = new ArrayList<>();
  final Alarm ticking = clock.alarm("tick", this::tick);

  final Map<String, Alarm> alarms = new HashMap<>();

  void schedule(String name, long atTicks) {
    alarm(name).set(atTicks);
  }

  Alarm alarm(String wanted) {
    return alarms.computeIfAbsent(
        wanted, name -> clock.alarm(name, () -> happened.add(name + "@" + clock.ticks())));
  }

  @Test
  void each_event_sees_its_own_moment_as_the_present() {
    schedule("late", 30);
    schedule("early", 10);
    schedule("never", 101);

    clock.advanceTo(100);

    assertEquals(List.of("early@10", "late@30"), happened);
    assertEquals(100, clock.ticks());
    assertEquals(101, clock.nextEventTicks());
  }

  @Test
  void events_of_one_tick_happen_in_the_order_of_scheduling() {
    schedule("b", 10);
    schedule("a", 10);
    schedule("c", 10);
    schedule("b", 10);

    clock.advanceTo(10);

    assertEquals(List.of("a@10", "c@10", "b@10"), happened);
  }

  @Test
  void what_has_passed_happens_as_soon_as_possible() {
    clock.advanceTo(50);
    schedule("missed", 20);
    assertEquals(50, clock.nextEventTicks());

    clock.advanceTo(50);

    assertEquals(List.of("missed@50"), happened);
  }

  @Test
  void an_event_may_schedule_itself_again() {
    ticking.set(10);

    clock.advanceTo(35);

    assertEquals(List.of("10", "20", "30"), happened);
    assertEquals(40, clock.nextEventTicks());
  }

  void tick() {
    happened.add(Long.toString(clock.ticks()));
    ticking.set(clock.ticks() + 10);
  }

  @Test
  void a_cancelled_event_does_not_happen() {
    schedule("a", 10);
    alarm("a").cancel();
    alarm("never set").cancel();

    clock.advanceTo(Long.MAX_VALUE);

    assertEquals(List.of(), happened);
    assertEquals(Long.MAX_VALUE, clock.nextEventTicks());
  }

  @Test
  void time_does_not_go_back() {
    clock.advanceTo(10);

    assertThrows(IllegalArgumentException.class, () -> clock.advanceTo(9));
  }

  @Test
  void the_state_holds_the_time_and_what_will_happen() {
    schedule("a", 10);
    byte[] pending = RecordedState.of(clock);
    alarm("a").cancel();

    assertFalse(Arrays.equals(pending, RecordedState.of(clock)));

    schedule("a", 10);
    assertArrayEquals(pending, RecordedState.of(clock));
  }
}
