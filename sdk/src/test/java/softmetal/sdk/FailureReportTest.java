package softmetal.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.monitor.machine.MachineDefinition;

/// What a test that fails has to say.
class FailureReportTest {
  /// Prints a line, does something privileged 30 times, and loops where it is easy to find.
  static final Kernel KERNEL =
      TinyKernels.printing(
          "starting\n",
          """
          li   s0, 30
          again: csrw mscratch, s0
                 addi s0, s0, -1
                 bnez s0, again
          stuck: nop
                 j stuck
          """);

  @Test
  void tells_the_transcript_the_last_exits_and_where_the_guest_is() {
    try (Guest guest = Guest.boot(KERNEL)) {
      List<String> lines = reportOfAFailure(guest);

      assertEquals(
          "the guest did not power off within 1000 instructions; it is still running",
          lines.get(0));
      assertEquals(List.of("", "--- console", "starting", "--- last exits"), lines.subList(1, 5));
      int harts = lines.indexOf("--- harts, after 1000 instructions");
      assertEquals(20, harts - 5);
      assertTrue(
          lines.get(harts - 1).matches(".* M +again +csrrw.*mscratch.*"), lines.get(harts - 1));
      assertTrue(lines.get(harts + 1).matches("hart 0 in M mode at stuck(\\+0x2)?"));
    }
  }

  @Test
  void tells_of_every_hart() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS, MachineDefinition.small().withHarts(2))) {
      List<String> lines = reportOfAFailure(guest);

      assertEquals(
          List.of("hart 0 in M mode at _start", "hart 1 in M mode at _start"),
          lines.subList(lines.size() - 2, lines.size()));
    }
  }

  @Test
  void of_a_long_transcript_the_end_is_what_counts() {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= 100; line++) {
      text.append("line ").append(line).append('\n');
    }
    try (Guest guest = Guest.boot(TinyKernels.printing(text.toString(), ""))) {
      guest.console().shows("line 100\n");
      List<String> lines = guest.report("too long").lines().toList();

      assertTrue(lines.contains("(40 lines before)"));
      assertFalse(lines.contains("line 40"));
      assertTrue(lines.contains("line 41"));
      assertTrue(lines.contains("line 100"));
    }
  }

  private static List<String> reportOfAFailure(Guest guest) {
    GuestFailure failure =
        assertThrows(GuestFailure.class, () -> guest.powersOff(Instructions.of(1000)));
    return String.valueOf(failure.getMessage()).lines().toList();
  }
}
