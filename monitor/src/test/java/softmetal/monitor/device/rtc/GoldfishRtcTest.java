package softmetal.monitor.device.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Wire;
import softmetal.monitor.memory.Width;

class GoldfishRtcTest {
  static final long START = 1_767_225_600_000_000_000L;

  final VirtualClock clock = new VirtualClock();
  final Wire line = new Wire();
  final GoldfishRtc rtc = new GoldfishRtc("rtc", clock, line, START);

  long time() {
    return rtc.read(0, Width.WORD) | rtc.read(4, Width.WORD) << 32;
  }

  void write(int register, long value) {
    rtc.write(register, Width.WORD, value & 0xffff_ffffL);
  }

  void setAlarm(long nanos) {
    write(0x0c, nanos >>> 32);
    write(0x08, nanos);
  }

  @Test
  void shows_the_date_it_was_given_and_virtual_time_on_top() {
    assertEquals(START, time());

    clock.advanceTo(123);

    assertEquals(START + 1_230, time());
  }

  @Test
  void the_upper_half_is_that_of_the_moment_when_the_lower_was_read() {
    rtc.read(0, Width.WORD);
    clock.advanceTo(100_000_000_000L);

    assertEquals(START >>> 32, rtc.read(4, Width.WORD));
  }

  @Test
  void an_alarm_interrupts_in_time_if_it_may() {
    write(0x10, 1);
    setAlarm(START + 1_005);
    assertEquals(1, rtc.read(0x18, Width.WORD));
    clock.advanceTo(100);
    assertFalse(line.high);

    clock.advanceTo(101);

    assertTrue(line.high);
    assertEquals(0, rtc.read(0x18, Width.WORD));
    write(0x1c, 0);
    assertFalse(line.high);
  }

  @Test
  void an_alarm_that_may_not_interrupt_is_kept() {
    setAlarm(START - 1);
    assertFalse(line.high);

    write(0x10, 1);

    assertTrue(line.high);
  }

  @Test
  void an_alarm_can_be_forgotten() {
    write(0x10, 1);
    setAlarm(START + 1_000);
    write(0x14, 0);
    clock.advanceTo(1_000_000);

    assertFalse(line.high);
    assertEquals(0, rtc.read(0x18, Width.WORD));
  }

  @Test
  void an_alarm_beyond_all_virtual_time_never_comes() {
    write(0x10, 1);
    setAlarm(-1);

    assertEquals(1, rtc.read(0x18, Width.WORD));
    clock.advanceTo(1L << 60);
    assertFalse(line.high);
  }

  @Test
  void the_time_can_be_set() {
    write(4, 5);
    write(0, 6);
    clock.advanceTo(2);

    assertEquals((5L << 32) + 26, time());
  }

  @Test
  void has_only_registers_of_four_bytes() {
    assertEquals(0, rtc.read(0, Width.BYTE));
    rtc.write(0x10, Width.HALF, 1);
    assertEquals(0, rtc.read(0x10, Width.WORD));
    assertEquals(START, rtc.read(0, Width.DOUBLE));
  }
}
