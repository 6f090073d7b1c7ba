package softmetal.sdk.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.opentest4j.AssertionFailedError;
import softmetal.sdk.Console;
import softmetal.sdk.Guest;
import softmetal.sdk.GuestFailure;
import softmetal.sdk.Instructions;

/// Each test here runs the test class beside it, and looks at what JUnit says of it.
class GuestExtensionTest {
  static final String ECHO = "src/test/asm/echo.s";

  @BootKernel(source = ECHO, ready = "ready\n")
  static class EachTest {
    @Test
    void first(Guest guest, Console console) {
      console.enters("x");
      console.shows("x");
      assertEquals(1, guest.doubleword("typed"));
    }

    @RepeatedTest(2)
    void others(Guest guest) {
      assertEquals(0, guest.doubleword("typed"));
      assertEquals("ready\n", guest.console().transcript());
    }

    @Nested
    class Inside {
      @Test
      void nested(Console console) {
        assertEquals("ready\n", console.transcript());
      }
    }
  }

  @Test
  void each_test_has_a_machine_of_its_own_that_is_ready() {
    assertEquals(List.of(), ClassRun.of(EachTest.class).failures());
    assertEquals(4, ClassRun.of(EachTest.class).succeeded());
  }

  @BootKernel(source = ECHO)
  static class Shared {
    @BeforeEach
    void prepare(Guest guest, TestReporter reporter) {
      reporter.publishEntry("guest", String.valueOf(System.identityHashCode(guest)));
    }

    @Test
    void sees_the_same_guest(Guest guest, Console console, TestReporter reporter) {
      assertEquals(guest.console(), console);
      assertEquals(0, guest.retired(), "not booted, as nothing was said about when it is ready");
      reporter.publishEntry("guest", String.valueOf(System.identityHashCode(guest)));
    }
  }

  @Test
  void what_prepares_a_test_gets_the_machine_of_that_test() {
    ClassRun run = ClassRun.of(Shared.class);

    assertEquals(List.of(), run.failures());
    assertEquals(2, run.entries("guest").size());
    assertEquals(1, run.entries("guest").stream().distinct().count());
  }

  @Test
  void the_machine_is_switched_off_after_the_test() {
    ClassRun run = ClassRun.of(Kept.class);

    Guest guest = assertInstanceOf(Kept.Escaped.class, run.failures().getFirst().getCause()).guest;
    assertThrows(IllegalStateException.class, () -> guest.memory("_start", 4));
  }

  @BootKernel(source = ECHO)
  static class Kept {
    @Test
    void lets_its_guest_escape(Guest guest) throws Escaped {
      throw new Escaped(guest);
    }

    static final class Escaped extends Exception {
      private static final long serialVersionUID = 1;
      private final transient Guest guest;

      Escaped(Guest guest) {
        this.guest = guest;
      }
    }
  }

  @BootKernel(source = ECHO, ready = "ready\n")
  static class Failing {
    @Test
    void compares(Console console) {
      assertEquals("something else", console.transcript());
    }
  }

  @Test
  void a_claim_that_fails_also_tells_what_the_machine_did() {
    AssertionFailedError failure =
        assertInstanceOf(
            AssertionFailedError.class, ClassRun.of(Failing.class).failures().getFirst());

    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith("expected: <something else> but was: <ready\n>"),
        failure.getMessage());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("--- console\nready\n"),
        failure.getMessage());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("hart 0 in M mode at "),
        failure.getMessage());
    assertEquals("something else", failure.getExpected().getValue());
  }

  @BootKernel(source = ECHO, ready = "ready\n")
  static class Waiting {
    @Test
    void waits(Guest guest) {
      guest.powersOff(Instructions.of(5000));
    }
  }

  @Test
  void a_wait_in_vain_tells_it_once() {
    Throwable failure = ClassRun.of(Waiting.class).failures().getFirst();

    assertInstanceOf(GuestFailure.class, failure);
    assertEquals(1, String.valueOf(failure.getMessage()).split("--- console", -1).length - 1);
  }

  @BootKernel(source = ECHO, ready = "never", bootMillions = 1)
  static class NeverReady {
    @Test
    void begins(Guest guest) {}
  }

  @Test
  void a_kernel_that_does_not_get_ready_fails_the_test() {
    String message = messageOf(NeverReady.class);

    assertTrue(
        message.contains(
            "the console did not show \"never\" within 1 million instructions;"
                + " it is still running"),
        message);
    assertTrue(message.contains("--- console\nready\n"), message);
  }

  @BootKernel(source = ECHO)
  static class Assuming {
    @Test
    void assumes(Guest guest) {
      assumeTrue(guest.retired() > 0, "only where it has run");
    }
  }

  @Test
  void an_assumption_that_does_not_hold_is_no_failure() {
    assertEquals(List.of(), ClassRun.of(Assuming.class).failures());
    assertEquals(1, ClassRun.of(Assuming.class).aborted());
  }

  @BootKernel(source = ECHO, harts = 2, memoryMebibytes = 64)
  static class Larger {
    @Test
    void reports(Guest guest) {
      assertEquals(2, guest.report("").lines().filter(line -> line.startsWith("hart ")).count());
      assertEquals(4, guest.memory(0x8400_0000L - 4, 4).length);
      assertThrows(IllegalArgumentException.class, () -> guest.memory(0x8400_0000L, 1));
    }
  }

  @Test
  void the_machine_is_what_the_annotation_says() {
    assertEquals(List.of(), ClassRun.of(Larger.class).failures());
  }

  @BootKernel
  static class Nothing {
    @Test
    void begins(Guest guest) {}
  }

  @BootKernel(source = ECHO, elf = "kernel.elf")
  static class Both {
    @Test
    void begins(Guest guest) {}
  }

  @BootKernel(source = "src/test/asm/missing.s")
  static class Missing {
    @Test
    void begins(Guest guest) {}
  }

  @BootKernel(source = ECHO, harts = 17)
  static class TooManyHarts {
    @Test
    void begins(Guest guest) {}
  }

  @BootKernel(source = ECHO, memoryMebibytes = 0)
  static class NoMemory {
    @Test
    void begins(Guest guest) {}
  }

  @Test
  void wrong_annotations_are_explained() {
    assertEquals(
        "@BootKernel needs one of project, source and elf, and got 0", messageOf(Nothing.class));
    assertEquals(
        "@BootKernel needs one of project, source and elf, and got 2", messageOf(Both.class));
    assertTrue(
        messageOf(Missing.class).startsWith("cannot build the kernel src/test/asm/missing.s: "),
        messageOf(Missing.class));
    assertEquals(
        "@BootKernel(harts = 17): a machine has 1 to 16 harts", messageOf(TooManyHarts.class));
    assertEquals(
        "@BootKernel(memoryMebibytes = 0): a machine has 1 to 16384 MiB of RAM",
        messageOf(NoMemory.class));
  }

  @BootKernel(source = ECHO)
  static class BeforeAllTests {
    @BeforeAll
    static void prepare(Guest guest) {}

    @Test
    void begins() {}
  }

  @Test
  void a_machine_for_all_tests_is_refused() {
    assertTrue(
        messageOf(BeforeAllTests.class)
            .contains(
                "each test has a machine of its own: take Guest as a parameter of the test"
                    + " or of a @BeforeEach method"),
        messageOf(BeforeAllTests.class));
  }

  private static String messageOf(Class<?> testClass) {
    Throwable failure = ClassRun.of(testClass).failures().getFirst();
    String message = failure.getMessage();
    return String.valueOf(message);
  }
}
