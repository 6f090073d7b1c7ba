package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.sampleos.slate.SlateDisk;
import softmetal.sdk.Console;
import softmetal.sdk.Guest;
import softmetal.sdk.Instructions;
import softmetal.sdk.junit.BootKernel;

/// Whole sessions at the console, the same that [QemuTest] plays, and the same transcripts.
@BootKernel(project = ".")
class SessionTest {
  @ParameterizedTest
  @CsvSource({"every-command, 0", "hard-times, 0", "panic, 1"})
  void shows_what_it_should_and_leaves_a_sound_disk(String session, int status, Guest guest) {
    ConsoleScript script = ConsoleScript.named(session);

    play(script, guest.console());
    int shownStatus = guest.powersOff(Instructions.millions(100));

    assertEquals("", script.difference(guest.console().transcript()));
    assertEquals(status, shownStatus);
    assertEquals(List.of(), SlateDisk.read(guest.disk()).problems());
  }

  private static void play(ConsoleScript script, Console console) {
    for (ConsoleScript.Step step : script.steps()) {
      console.shows(step.awaited().replace("\r", ""));
      console.types(step.keys());
    }
  }
}
