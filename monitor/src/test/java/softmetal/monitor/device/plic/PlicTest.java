package softmetal.monitor.device.plic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.monitor.device.Wire;
import softmetal.monitor.memory.Width;

class PlicTest {
  static final int MACHINE = 0;
  static final int SUPERVISOR = 1;

  final List<Wire> contexts = List.of(new Wire(), new Wire());
  final Plic plic = new Plic(List.copyOf(contexts));

  long read(int offset) {
    return plic.read(offset, Width.WORD);
  }

  void write(int offset, long value) {
    plic.write(offset, Width.WORD, value);
  }

  void enable(int context, int source, int priority) {
    write(4 * source, priority);
    int offset = 0x2000 + 0x80 * context + (source / 32) * 4;
    write(offset, read(offset) | 1L << (source % 32));
  }

  long claim(int context) {
    return read(0x20_0004 + 0x1000 * context);
  }

  void complete(int context, long source) {
    write(0x20_0004 + 0x1000 * context, source);
  }

  void threshold(int context, int value) {
    write(0x20_0000 + 0x1000 * context, value);
  }

  @Test
  void a_line_interrupts_the_contexts_that_enable_it() {
    enable(SUPERVISOR, 10, 1);

    plic.source(10).set(true);

    assertTrue(contexts.get(SUPERVISOR).high);
    assertFalse(contexts.get(MACHINE).high);
    assertEquals(1 << 10, read(0x1000));
  }

  @Test
  void serves_a_source_from_claim_to_complete() {
    enable(SUPERVISOR, 10, 1);
    plic.source(10).set(true);

    assertEquals(10, claim(SUPERVISOR));
    assertFalse(contexts.get(SUPERVISOR).high);
    assertEquals(0, read(0x1000));
    assertEquals(0, claim(SUPERVISOR));

    plic.source(10).set(false);
    complete(SUPERVISOR, 10);
    assertFalse(contexts.get(SUPERVISOR).high);
  }

  @Test
  void a_line_that_is_raised_while_it_is_served_interrupts_after_completion() {
    enable(SUPERVISOR, 10, 1);
    plic.source(10).set(true);
    claim(SUPERVISOR);
    plic.source(10).set(true);
    assertEquals(1 << 10, read(0x1000));
    assertFalse(contexts.get(SUPERVISOR).high);

    complete(SUPERVISOR, 10);

    assertTrue(contexts.get(SUPERVISOR).high);
    assertEquals(10, claim(SUPERVISOR));
  }

  @Test
  void a_line_that_is_just_left_high_does_not_interrupt_again() {
    enable(SUPERVISOR, 10, 1);
    plic.source(10).set(true);
    complete(SUPERVISOR, claim(SUPERVISOR));

    assertFalse(contexts.get(SUPERVISOR).high);
    assertEquals(0, claim(SUPERVISOR));
  }

  @Test
  void a_line_that_falls_before_it_is_claimed_still_interrupts() {
    enable(SUPERVISOR, 10, 1);
    plic.source(10).set(true);
    plic.source(10).set(false);

    assertTrue(contexts.get(SUPERVISOR).high);
    assertEquals(10, claim(SUPERVISOR));
  }

  @Test
  void the_highest_priority_wins_and_then_the_lowest_number() {
    enable(MACHINE, 3, 2);
    enable(MACHINE, 40, 7);
    enable(MACHINE, 95, 7);
    for (int source : new int[] {95, 3, 40}) {
      plic.source(source).set(true);
    }

    assertEquals(List.of(40L, 95L, 3L, 0L), List.of(claim(0), claim(0), claim(0), claim(0)));
  }

  @Test
  void only_priorities_above_the_threshold_interrupt() {
    enable(MACHINE, 1, 3);
    plic.source(1).set(true);

    threshold(MACHINE, 3);
    assertFalse(contexts.get(MACHINE).high);
    assertEquals(0, claim(MACHINE));

    threshold(MACHINE, 2);
    assertTrue(contexts.get(MACHINE).high);
  }

  @Test
  void priority_0_never_interrupts() {
    enable(MACHINE, 1, 0);
    plic.source(1).set(true);

    assertFalse(contexts.get(MACHINE).high);
  }

  @Test
  void two_contexts_never_get_the_same_interrupt() {
    enable(MACHINE, 1, 1);
    enable(SUPERVISOR, 1, 1);
    plic.source(1).set(true);
    assertTrue(contexts.get(MACHINE).high && contexts.get(SUPERVISOR).high);

    assertEquals(1, claim(SUPERVISOR));
    assertEquals(0, claim(MACHINE));
    assertFalse(contexts.get(MACHINE).high);
  }

  @Test
  void registers_keep_only_the_bits_they_have() {
    write(4, -1);
    threshold(MACHINE, -1);
    write(0, -1);
    write(0x2000, -1);
    write(0x1000, -1);

    assertEquals(7, read(4));
    assertEquals(7, read(0x20_0000));
    assertEquals(0, read(0));
    assertEquals(0xffff_fffeL, read(0x2000));
    assertEquals(0, read(0x1000));
  }

  @Test
  void completing_what_no_source_is_does_nothing() {
    complete(MACHINE, 0);
    complete(MACHINE, 96);
    complete(MACHINE, 0xffff_ffffL);

    assertEquals(0, claim(MACHINE));
    assertThrows(IllegalArgumentException.class, () -> plic.source(0));
    assertThrows(IllegalArgumentException.class, () -> plic.source(96));
  }
}
