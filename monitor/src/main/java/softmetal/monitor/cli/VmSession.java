package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.host.Vm;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// A VM while it runs: its machine, its console, and how it ended.
final class VmSession implements AutoCloseable {
  private final Vm vm;
  private final Machine machine;
  private final ConsoleOutput console;
  private final Keyboard keyboard;
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private @Nullable SavedSnapshot lastSaved;
  private volatile @Nullable Outcome outcome;

  VmSession(Vm vm, Machine machine, ConsoleOutput console, Keyboard keyboard) {
    this.vm = vm;
    this.machine = machine;
    this.console = console;
    this.keyboard = keyboard;
  }

  Vm vm() {
    return vm;
  }

  Machine machine() {
    return machine;
  }

  ConsoleOutput console() {
    return console;
  }

  Keyboard keyboard() {
    return keyboard;
  }

  /// How it ended; null while it runs.
  @Nullable Outcome outcome() {
    return outcome;
  }

  void ended(Outcome how) {
    console.finish();
    outcome = how;
  }

  /// Has something done soon between two instructions, on the thread that runs the machine; for any thread.
  void between(Runnable request) {
    requests.add(request);
    machine.pause();
  }

  /// Does what was asked for; on the thread that runs the machine.
  void answerRequests() {
    for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
      request.run();
    }
  }

  /// Saves this moment. Of a machine that was saved before in this run, only what has changed.
  ///
  /// @return the file
  Path save() throws IOException {
    Path file = vm.nextSnapshot();
    String name = file.getFileName().toString().replace(Snapshots.SUFFIX, "");
    Snapshot snapshot = Snapshot.of(machine);
    try {
      SavedSnapshot saved = Snapshots.write(file, snapshot, name, "", lastSaved);
      closeLast();
      lastSaved = saved;
    } catch (IOException | RuntimeException e) {
      snapshot.close();
      throw e;
    }
    return file;
  }

  /// Saves this moment for the next run, which goes on from there.
  void suspend() throws IOException {
    try (Snapshot snapshot = Snapshot.of(machine)) {
      Snapshots.write(vm.suspended(), snapshot, "suspended", "", null);
    }
  }

  private void closeLast() {
    SavedSnapshot last = lastSaved;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public void close() {
    closeLast();
    machine.close();
  }
}
