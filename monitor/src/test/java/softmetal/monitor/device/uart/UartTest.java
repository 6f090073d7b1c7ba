package softmetal.monitor.device.uart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Wire;
import softmetal.monitor.memory.Width;

class UartTest {
  static final int DATA = 0;
  static final int IER = 1;
  static final int IIR = 2;
  static final int FCR = 2;
  static final int LCR = 3;
  static final int MCR = 4;
  static final int LSR = 5;
  static final int MSR = 6;

  final VirtualClock clock = new VirtualClock();
  final Wire line = new Wire();
  final StringBuilder sent = new StringBuilder();
  final Uart uart = new Uart("uart0", clock, line, value -> sent.append((char) (value & 0xff)));

  long read(int register) {
    return uart.read(register, Width.BYTE);
  }

  void write(int register, int value) {
    uart.write(register, Width.BYTE, value);
  }

  void type(String text) {
    for (byte value : text.getBytes(StandardCharsets.US_ASCII)) {
      uart.receive(value);
    }
  }

  String readAll() {
    StringBuilder text = new StringBuilder();
    while ((read(LSR) & 1) != 0) {
      text.append((char) read(DATA));
    }
    return text.toString();
  }

  @Test
  void sends_what_is_written_at_once_by_any_width() {
    write(DATA, 'a');
    uart.write(DATA, Width.WORD, 0xffff_ff00L | 'b');

    assertEquals("ab", sent.toString());
    assertEquals(0x60, read(LSR));
  }

  @Test
  void line_status_tells_whether_a_byte_is_there() {
    assertEquals(0x60, read(LSR));
    type("x");

    assertEquals(0x61, read(LSR));
    assertEquals('x', read(DATA));
    assertEquals(0x60, read(LSR));
  }

  @Test
  void no_byte_is_lost_with_or_without_fifos() {
    String text = "The quick brown fox jumps over the lazy dog, twice.";
    type(text);
    assertEquals(text.length() - 1, uart.waiting());
    assertEquals(text, readAll());

    write(FCR, 1);
    type(text);
    assertEquals(text.length() - 16, uart.waiting());
    assertEquals(text, readAll());
  }

  @Test
  void reports_received_bytes_while_any_are_left() {
    write(IER, 1);
    assertFalse(line.high);
    assertEquals(1, read(IIR));

    type("ab");
    assertTrue(line.high);
    assertEquals(4, read(IIR));
    read(DATA);
    assertTrue(line.high);
    read(DATA);
    assertFalse(line.high);
  }

  @Test
  void waits_for_the_trigger_level_or_four_character_times() {
    write(FCR, 0x81);
    write(IER, 1);
    type("1234567");
    assertFalse(line.high);

    clock.advanceTo(clock.nextEventTicks());
    assertTrue(line.high);
    assertEquals(0xcc, read(IIR));

    read(DATA);
    assertFalse(line.high);
    type("89");
    assertEquals(0xc4, read(IIR));
    assertTrue(line.high);
  }

  @Test
  void the_timeout_follows_the_divisor() {
    write(LCR, 0x83);
    write(0, 2);
    write(1, 0);
    assertEquals(2, read(0));
    write(LCR, 3);
    write(FCR, 1);
    type("x");

    assertEquals(34722, clock.nextEventTicks());
  }

  @Test
  void enabling_the_sent_interrupt_raises_it_and_reading_its_cause_clears_it() {
    write(IER, 2);
    assertTrue(line.high);

    assertEquals(2, read(IIR));
    assertFalse(line.high);
    assertEquals(1, read(IIR));

    write(DATA, 'a');
    assertTrue(line.high);
    write(IER, 0);
    assertFalse(line.high);
  }

  @Test
  void received_comes_before_sent_and_does_not_clear_it() {
    write(IER, 3);
    type("x");

    assertEquals(4, read(IIR));
    read(DATA);
    assertEquals(2, read(IIR));
    assertEquals(1, read(IIR));
  }

  @Test
  void switching_the_fifos_empties_them_and_shows_in_the_cause() {
    type("lost");
    assertEquals(3, uart.waiting());
    write(FCR, 1);

    assertEquals(0xc1, read(IIR));
    assertEquals("ost", readAll());
  }

  @Test
  void the_loop_returns_what_is_sent_and_keeps_the_line_out() {
    write(FCR, 1);
    write(MCR, 0x1f);
    write(DATA, 'q');
    type("z");

    assertEquals("q", readAll());
    assertEquals("", sent.toString());
    assertEquals(0xf0, read(MSR));

    write(MCR, 0);
    assertEquals("z", readAll());
  }

  @Test
  void a_loop_that_is_never_read_overruns() {
    write(MCR, 0x10);
    write(IER, 4);
    write(DATA, 'a');
    assertFalse(line.high);
    write(DATA, 'b');

    assertTrue(line.high);
    assertEquals(6, read(IIR));
    assertEquals(0x63, read(LSR));
    assertFalse(line.high);
    assertEquals('b', read(DATA));
  }

  @Test
  void the_divisor_latch_hides_data_and_interrupt_enable() {
    write(IER, 1);
    write(LCR, 0x80);
    write(DATA, 'x');
    write(IER, 5);
    assertEquals('x', read(DATA));
    assertEquals(5, read(IER));

    write(LCR, 0);
    assertEquals(1, read(IER));
    assertEquals("", sent.toString());
  }

  @Test
  void registers_reset_as_those_of_the_board() {
    assertEquals(0, read(IER));
    assertEquals(1, read(IIR));
    assertEquals(0, read(LCR));
    assertEquals(8, read(MCR));
    assertEquals(0xb0, read(MSR));
    assertEquals(0, read(7));
    assertEquals(0, read(8));
  }
}
