package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import softmetal.sdk.Guest;
import softmetal.sdk.Instructions;
import softmetal.sdk.Kernel;

/// The same input leads to the same machine, to the last bit.
class DeterminismTest {
  final Kernel kernel = Kernel.project(Path.of("."));

  @Test
  void equal_sessions_end_in_equal_machines() {
    assertEquals(hashAfter("write poem Roses are red"), hashAfter("write poem Roses are red"));
  }

  @Test
  void one_other_key_ends_in_another_machine() {
    assertNotEquals(hashAfter("write poem Roses are red"), hashAfter("write poem Roses are rad"));
  }

  @Test
  void kernels_that_are_built_twice_are_equal() {
    try (Guest first = Guest.boot(kernel);
        Guest second = Guest.boot(Kernel.project(Path.of(".")))) {
      assertEquals(first.stateHash(), second.stateHash());
    }
  }

  @Test
  void it_does_not_matter_how_often_somebody_looks() {
    try (Guest watched = Guest.boot(kernel);
        Guest alone = Guest.boot(kernel)) {
      for (int look = 0; look < 1000; look++) {
        watched.run(Instructions.of(1777));
      }
      alone.run(Instructions.of(1_777_000));

      assertEquals(watched.stateHash(), alone.stateHash());
    }
  }

  @Test
  void the_command_line_tells_the_same_hash_for_the_same_input() {
    String command = "run --print-state-hash --max-instructions 50M .";
    String input = "spin\nwrite poem Roses are red\nprimes\n";

    CommandRun first = CommandRun.of(Path.of(""), input, command);
    CommandRun second = CommandRun.of(Path.of(""), input, command);

    assertTrue(first.messages().matches("(?s).*\nstate [0-9a-f]{64}\n"), first.messages());
    assertTrue(first.output().contains("process 6 found 303 primes"), first.output());
    assertEquals(first, second);
  }

  private String hashAfter(String command) {
    try (Guest guest = Guest.boot(kernel)) {
      guest.console().enters("spin").enters("primes").enters(command).enters("poweroff");
      guest.powersOff(Shell.SOON);
      return guest.stateHash();
    }
  }
}
