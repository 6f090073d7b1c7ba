package softmetal.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;

class GuestTest {
  static final Instructions FEW = Instructions.of(1000);

  @Test
  void runs_for_exactly_its_budget() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS)) {
      assertEquals(new Outcome.LimitReached(), guest.run(Instructions.of(12_345)));
      assertEquals(12_345, guest.retired());

      guest.run(Instructions.of(1));
      assertEquals(12_346, guest.retired());
    }
  }

  @Test
  void the_harts_of_a_machine_share_the_budget() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS, MachineDefinition.small().withHarts(3))) {
      guest.run(Instructions.of(100_000));

      assertEquals(100_000, guest.retired());
    }
  }

  @Test
  void a_guest_that_does_nothing_but_trap_uses_its_budget_up() {
    try (Guest guest = Guest.boot(Kernel.assembled("_start: csrw mtvec, x0\n ecall"))) {
      assertEquals(new Outcome.LimitReached(), guest.run(FEW));
      assertEquals(1, guest.retired());
    }
  }

  @Test
  void a_power_off_has_the_status_that_the_guest_chose() {
    try (Guest success = Guest.boot(TinyKernels.ending(0));
        Guest failure = Guest.boot(TinyKernels.ending(42))) {
      assertEquals(0, success.powersOff(FEW));
      assertEquals(42, failure.powersOff(FEW));
    }
  }

  @Test
  void a_guest_that_goes_on_after_the_budget_fails_the_test() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS)) {
      assertFails(
          "the guest did not power off within 1000 instructions; it is still running",
          () -> guest.powersOff(FEW));
      assertEquals(1000, guest.retired());
    }
  }

  @Test
  void a_guest_that_nothing_can_wake_fails_the_test_at_once() {
    try (Guest guest = Guest.boot(TinyKernels.ASLEEP)) {
      assertFails(
          "the guest did not power off within 1000 million instructions;"
              + " it waits for an interrupt that nothing can send",
          () -> guest.powersOff(Instructions.millions(1000)));
      assertTrue(guest.retired() < 10);
    }
  }

  @Test
  void a_panic_is_a_text_and_a_status() {
    try (Guest guest = Guest.boot(TinyKernels.printingAndEnding("PANIC: no init\n", 3))) {
      assertEquals(3, guest.panics("PANIC", FEW));
      assertEquals("PANIC: no init\n", guest.console().transcript());
    }
  }

  @Test
  void a_panic_that_ends_with_success_is_none() {
    try (Guest guest = Guest.boot(TinyKernels.printingAndEnding("PANIC\n", 0))) {
      assertFails(
          "the guest showed \"PANIC\", but not as one that fails;"
              + " the guest powered off with status 0",
          () -> guest.panics("PANIC", FEW));
    }
  }

  @Test
  void the_text_of_a_panic_and_its_power_off_share_one_budget() {
    try (Guest guest = Guest.boot(TinyKernels.printing("PANIC", ""))) {
      assertFails(
          "the guest showed \"PANIC\", but did not power off within 1000 instructions;"
              + " it is still running",
          () -> guest.panics("PANIC", FEW));
      assertEquals(1000, guest.retired());
    }
  }

  @Test
  void memory_can_be_read_by_symbol() {
    Kernel kernel =
        Kernel.assembled(
            """
            _start: la t0, doubleword
                    li t1, -2
                    sd t1, 0(t0)
            hang:   j  hang
                    .balign 8
            doubleword: .dword 0
            word:   .word 0x80000000, 7
            name:   .asciz "softmetal"
            """);
    try (Guest guest = Guest.boot(kernel)) {
      guest.run(FEW);

      assertEquals(-2, guest.doubleword("doubleword"));
      assertEquals(0x8000_0000, guest.word("word"));
      assertEquals("softmetal", guest.text("name"));
      assertArrayEquals(new byte[] {0, 0, 0, (byte) 0x80, 7}, guest.memory("word", 5));
      assertArrayEquals("soft".getBytes(US_ASCII), guest.memory(guest.address("name"), 4));
    }
  }

  @Test
  void a_symbol_that_does_not_exist_is_named() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS)) {
      assertMessage("the kernel has no symbol nowhere", () -> guest.word("nowhere"));
    }
  }

  @Test
  void memory_outside_ram_cannot_be_read() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS)) {
      assertMessage("4 bytes at 0x10000000 are not all RAM", () -> guest.memory(0x1000_0000L, 4));
    }
  }

  @Test
  void two_guests_do_not_know_of_each_other() {
    Kernel kernel = TinyKernels.echoing();
    try (Guest first = Guest.boot(kernel);
        Guest second = Guest.boot(kernel)) {
      first.console().types("ab");
      second.console().types("xyz");
      second.run(Instructions.millions(1));
      first.run(Instructions.millions(1));

      assertEquals("[a][b]", first.console().transcript());
      assertEquals("[x][y][z]", second.console().transcript());
      assertEquals(2, first.doubleword("typed"));
      assertEquals(3, second.doubleword("typed"));
    }
  }

  @Test
  void equal_runs_have_equal_state_hashes_and_others_have_not() {
    assertEquals(hashAfter("key"), hashAfter("key"));
    assertNotEquals(hashAfter("key"), hashAfter("kez"));
  }

  private static String hashAfter(String typed) {
    try (Guest guest = Guest.boot(TinyKernels.echoing())) {
      guest.console().types(typed);
      guest.run(Instructions.millions(1));
      return guest.stateHash();
    }
  }

  @Test
  void every_guest_has_its_own_copy_of_the_disk_that_its_kernel_comes_with() {
    byte[] content = "a disk ".repeat(1024).substring(0, 3 * 512).getBytes(US_ASCII);
    Kernel kernel = TinyKernels.ENDLESS.withDisk(content);
    try (Guest first = Guest.boot(kernel);
        Guest second = Guest.boot(kernel)) {
      assertArrayEquals(content, first.disk());
      assertArrayEquals(content, second.disk());
    }
  }

  @Test
  void a_guest_without_a_disk_says_so() {
    try (Guest guest = Guest.boot(TinyKernels.ENDLESS)) {
      assertEquals(
          "the guest has no disk",
          assertThrows(IllegalStateException.class, guest::disk).getMessage());
    }
  }

  @Test
  void a_disk_that_is_no_multiple_of_a_sector_is_refused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Guest.boot(TinyKernels.ENDLESS.withDisk(new byte[100])))
            .toString();

    assertTrue(message.contains("100 bytes"), message);
  }

  @Test
  void a_kernel_that_does_not_fit_is_refused() {
    Kernel large = Kernel.assembled("_start: j _start\n .bss\n .zero 2 << 20");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Guest.boot(large, MachineDefinition.small().withMemory(1 << 20)))
            .toString();

    assertTrue(message.contains("0x80100000"), message);
  }

  @Test
  void closing_twice_is_harmless() {
    Guest guest = Guest.boot(TinyKernels.ENDLESS);
    guest.close();
    guest.close();
  }

  private static void assertFails(String message, Runnable action) {
    GuestFailure failure = assertThrows(GuestFailure.class, action::run);
    assertEquals(message, String.valueOf(failure.getMessage()).lines().findFirst().orElseThrow());
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
