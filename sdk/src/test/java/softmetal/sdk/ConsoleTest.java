package softmetal.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void a_wait_gives_what_came_before_and_the_next_one_goes_on_behind() {
    try (Guest guest = Guest.boot(TinyKernels.printing("one two one three", ""))) {
      assertEquals("one ", guest.console().shows("two"));
      assertEquals(" ", guest.console().shows("one"));
      assertEquals(" th", guest.console().shows("ree"));
    }
  }

  @Test
  void the_guest_stops_where_the_text_is_complete() {
    try (Guest guest = Guest.boot(TinyKernels.printing("ab", "lui t0, 0x10000"))) {
      guest.console().shows("a");
      long first = guest.retired();
      guest.console().shows("b");

      assertEquals(5, guest.retired() - first, "addi, j, lbu, beqz, sb");
    }
  }

  @Test
  void a_text_that_has_come_already_needs_no_instruction() {
    try (Guest guest = Guest.boot(TinyKernels.printing("early", ""))) {
      guest.run(Instructions.of(1000));
      guest.console().within(Instructions.of(1)).shows("early");

      assertEquals(1000, guest.retired());
    }
  }

  @Test
  void a_wait_ends_exactly_with_its_budget() {
    try (Guest guest = Guest.boot(TinyKernels.printing("never mind", ""))) {
      GuestFailure failure =
          assertThrows(
              GuestFailure.class,
              () -> guest.console().within(Instructions.of(777)).shows("nevermore\n"));

      assertEquals(777, guest.retired());
      assertEquals(
          "the console did not show \"nevermore\\n\" within 777 instructions;"
              + " it is still running",
          firstLine(failure));
    }
  }

  @Test
  void a_guest_that_ends_without_the_text_fails_the_test() {
    try (Guest guest = Guest.boot(TinyKernels.printingAndEnding("goodbye", 5))) {
      GuestFailure failure = assertThrows(GuestFailure.class, () -> guest.console().shows("hello"));

      assertEquals(
          "the console did not show \"hello\" within 100 million instructions;"
              + " the guest powered off with status 5",
          firstLine(failure));
    }
  }

  @Test
  void keys_reach_the_guest_in_order_however_many_there_are() {
    try (Guest guest = Guest.boot(TinyKernels.echoing())) {
      String keys = "0123456789".repeat(3);
      guest.console().types(keys).enters("end");

      assertEquals(keys.replaceAll("[0-9]", "[$0]"), guest.console().shows("[e][n][d][\n]"));
    }
  }

  @Test
  void carriage_returns_are_left_out() {
    try (Guest guest = Guest.boot(TinyKernels.printing("first\r\nsecond\r\n", ""))) {
      guest.console().shows("first\nsecond\n");

      assertEquals("first\nsecond\n", guest.console().transcript());
    }
  }

  @Test
  void text_is_utf_8_in_both_directions() {
    try (Guest guest = Guest.boot(TinyKernels.printing("Grüße, 世界!", ""))) {
      assertEquals("Grüße, ", guest.console().shows("世界"));
      assertEquals("Grüße, 世界", guest.console().transcript());
    }
  }

  private static String firstLine(GuestFailure failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElseThrow();
  }
}
