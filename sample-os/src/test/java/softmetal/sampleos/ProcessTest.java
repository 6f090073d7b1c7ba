package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.sdk.Console;
import softmetal.sdk.junit.BootKernel;

@BootKernel(project = ".", ready = Shell.PROMPT)
class ProcessTest {
  @Test
  void a_process_that_never_yields_does_not_stop_the_others(Console console) {
    Shell shell = new Shell(console);
    for (int spinner = 0; spinner < 4; spinner++) {
      shell.runs("spin");
    }

    List<String> processes = shell.runs("ps").lines().toList();

    assertEquals(4, processes.stream().filter(line -> line.endsWith("spin")).count());
    assertEquals("still here\n", shell.runs("echo still here"));
  }

  @Test
  void four_processes_share_the_processor(Console console) {
    assertEquals(
        """
        process 4 found 303 primes from 0 to 2000
        process 5 found 247 primes from 2000 to 4000
        process 6 found 233 primes from 4000 to 6000
        process 7 found 224 primes from 6000 to 8000
        """,
        new Shell(console).runs("primes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "kernel", "code", "jump", "privileged", "break", "stack"})
  void a_process_that_crashes_takes_nobody_along(String how, Console console) {
    Shell shell = new Shell(console);
    shell.runs("spin");

    String report = shell.runs("crash " + how);
    String processes = shell.runs("ps");

    assertTrue(report.startsWith("process 4 (crash) crashed: "), report);
    assertTrue(processes.contains("spin"), processes);
    assertFalse(processes.contains("crash"), processes);
  }

  @Test
  void control_c_ends_the_program_in_front(Console console) {
    console.enters("spin round");
    console.shows("\nround\n");
    console.types("\u0003");

    console.shows("^C\n" + Shell.PROMPT);
    assertFalse(new Shell(console).runs("ps").contains("spin"));
  }

  @Test
  void a_shell_that_is_gone_is_replaced(Console console) {
    assertEquals(
        "bye\ninit: the shell has ended, here is a new one\n",
        new Shell(console).runs("exec echo bye"));
  }

  @Test
  void bad_arguments_of_system_calls_are_refused(Console console) {
    Shell shell = new Shell(console);

    List<String> answers = shell.runs("misuse").lines().toList();

    assertTrue(answers.size() >= 20);
    assertTrue(answers.stream().allMatch(line -> line.contains(": ")), answers.toString());
    assertEquals("and the kernel lives\n", shell.runs("echo and the kernel lives"));
  }
}
