package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.sdk.Guest;
import softmetal.sdk.Kernel;

/// The sample operating system on one hart and on four: it shows the same, and each machine is the same in every run,
/// whatever else the host has to do.
class HartsTest {
  private static final int RUNS = 20;
  private static final int BUSY_THREADS = 2;

  /// Processes side by side, crashes, files, time.
  private static final List<String> SESSION =
      List.of(
          "help",
          "ls",
          "echo hello, world",
          "write poem Roses are red",
          "cat poem",
          "spin",
          "spin",
          "primes",
          "ps",
          "crash",
          "crash kernel",
          "crash jump",
          "sleep 20",
          "rm poem",
          "ls");

  final Kernel kernel = Kernel.project(Path.of("."));

  private record End(String shown, String state) {}

  @Test
  void four_harts_show_what_one_shows() {
    assertEquals(session(1).shown, session(4).shown);
  }

  @Test
  @Tag("slow")
  void every_run_ends_in_the_same_machine_also_while_the_host_is_busy() throws Exception {
    Set<End> onOne = new HashSet<>();
    Set<End> onFour = new HashSet<>();
    for (int run = 0; run < RUNS; run++) {
      List<Thread> busy = run < RUNS / 2 ? List.of() : busyThreads();
      onOne.add(session(1));
      onFour.add(session(4));
      for (Thread thread : busy) {
        thread.interrupt();
        thread.join();
      }
    }

    assertEquals(1, onOne.size(), onOne::toString);
    assertEquals(1, onFour.size(), onFour::toString);
  }

  private static List<Thread> busyThreads() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < BUSY_THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
              }));
    }
    return threads;
  }

  private End session(int harts) {
    try (Guest guest = Guest.boot(kernel, MachineDefinition.small().withHarts(harts))) {
      guest.console().within(Shell.SOON).shows(Shell.PROMPT);
      Shell shell = new Shell(guest.console());
      SESSION.forEach(shell::runs);
      guest.console().enters("poweroff");
      assertEquals(0, guest.powersOff(Shell.SOON));
      return new End(guest.console().transcript(), guest.stateHash());
    }
  }
}
