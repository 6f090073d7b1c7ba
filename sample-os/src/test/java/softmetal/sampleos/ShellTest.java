package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.sdk.Console;
import softmetal.sdk.Guest;
import softmetal.sdk.Instructions;
import softmetal.sdk.junit.BootKernel;

@BootKernel(project = ".", ready = "softmetal$ ")
class ShellTest {
  @Test
  void the_prompt_comes_within_a_million_instructions(Guest guest) {
    assertTrue(guest.retired() < 1_000_000, guest.retired() + " instructions");
  }

  @Test
  void echo_prints_its_arguments(Console console) {
    console.enters("echo hello");

    console.within(Instructions.millions(5)).shows("hello\nsoftmetal$ ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "ps",
        "ls",
        "cat FILE",
        "write FILE TEXT",
        "echo",
        "spin",
        "crash",
        "panic",
        "poweroff"
      })
  void help_lists_every_command(String command, Console console) {
    String name = command.split(" ", 2)[0];

    assertTrue(
        new Shell(console).runs("help").lines().anyMatch(line -> line.startsWith(name + " ")));
  }

  @Test
  void an_unknown_command_is_named(Console console) {
    assertEquals("sl: unknown command; help lists them\n", new Shell(console).runs("sl"));
  }

  @Test
  void backspace_takes_the_last_character_back(Console console) {
    console.types("echo helm\b").enters("lo");

    console.shows("\nhello\n");
  }

  @Test
  void what_is_typed_while_a_program_runs_is_for_the_next_one(Console console) {
    console.enters("sleep 50").enters("echo later");

    console.shows("later\n" + Shell.PROMPT);
  }

  @Test
  void poweroff_ends_with_success(Guest guest) {
    guest.console().enters("poweroff");

    assertEquals(0, guest.powersOff(Instructions.millions(5)));
  }
}
