package softmetal.monitor.device.clint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Wire;
import softmetal.monitor.memory.Width;

class ClintTest {
  static final int MTIMECMP0 = 0x4000;
  static final int MTIMECMP1 = 0x4008;
  static final int MTIME = 0xbff8;

  final VirtualClock clock = new VirtualClock();
  final List<Wire> software = List.of(new Wire(), new Wire());
  final List<Wire> timer = List.of(new Wire(), new Wire());
  final Clint clint = new Clint(clock, List.copyOf(software), List.copyOf(timer));

  void write(int offset, long value) {
    clint.write(offset, Width.DOUBLE, value);
  }

  @Test
  void bit_0_of_msip_is_the_software_interrupt_of_its_hart() {
    clint.write(4, Width.WORD, 0xffff_ffffL);

    assertEquals(1, clint.read(4, Width.WORD));
    assertTrue(software.get(1).high);
    assertFalse(software.get(0).high);

    clint.write(4, Width.WORD, 0xffff_fffeL);
    assertFalse(software.get(1).high);
  }

  @Test
  void mtime_counts_one_every_ten_ticks() {
    clock.advanceTo(1239);

    assertEquals(123, clint.read(MTIME, Width.DOUBLE));
    assertEquals(123, clint.mtime());
  }

  @Test
  void the_timer_interrupt_comes_when_mtime_reaches_mtimecmp() {
    write(MTIMECMP0, 200);
    write(MTIMECMP1, 100);

    clock.advanceTo(999);
    assertFalse(timer.get(1).high);

    clock.advanceTo(1000);
    assertTrue(timer.get(1).high);
    assertFalse(timer.get(0).high);
  }

  @Test
  void the_timer_interrupt_goes_when_mtimecmp_moves_into_the_future() {
    clock.advanceTo(1000);
    write(MTIMECMP0, 100);
    assertTrue(timer.get(0).high);

    write(MTIMECMP0, 101);
    assertFalse(timer.get(0).high);

    clock.advanceTo(1010);
    assertTrue(timer.get(0).high);
  }

  @Test
  void every_timer_interrupt_is_pending_at_reset() {
    assertEquals(0, clint.read(MTIMECMP0, Width.DOUBLE));
    assertTrue(timer.get(0).high && timer.get(1).high);
  }

  @Test
  void mtimecmp_is_compared_unsigned_and_may_be_never() {
    write(MTIMECMP0, -1);
    assertEquals(Long.MAX_VALUE, clock.nextEventTicks());

    write(MTIMECMP0, Long.MAX_VALUE);
    clock.advanceTo(Long.MAX_VALUE / 2);
    assertFalse(timer.get(0).high);
  }

  @Test
  void halves_of_the_64_bit_registers_can_be_written_alone() {
    clint.write(MTIMECMP0, Width.WORD, 0xffff_ffffL);
    clint.write(MTIMECMP0 + 4, Width.WORD, 1);
    clint.write(MTIMECMP0, Width.WORD, 0x8000_0000L);

    assertEquals(0x1_8000_0000L, clint.read(MTIMECMP0, Width.DOUBLE));
    assertEquals(0x8000_0000L, clint.read(MTIMECMP0, Width.WORD));
    assertEquals(1, clint.read(MTIMECMP0 + 4, Width.WORD));
    assertFalse(timer.get(0).high);
  }

  @Test
  void writing_mtime_moves_the_interrupts_with_it() {
    write(MTIMECMP0, 1000);
    write(MTIME, 990);
    assertEquals(990, clint.mtime());
    assertEquals(100, clock.nextEventTicks());

    clock.advanceTo(100);
    assertTrue(timer.get(0).high);

    write(MTIME, 5);
    assertFalse(timer.get(0).high);
  }

  @Test
  void what_does_not_exist_reads_zero_and_ignores_writes() {
    for (int offset : new int[] {8, 0x3ff8, 0x4010, 0xbff0, 0xc000, 0xfff8}) {
      for (Width width : Width.values()) {
        clint.write(offset, width, -1);
        assertEquals(0, clint.read(offset, width), Integer.toHexString(offset));
      }
    }
    clint.write(0, Width.BYTE, 1);
    clint.write(0, Width.DOUBLE, 1);
    assertFalse(software.get(0).high);
  }
}
