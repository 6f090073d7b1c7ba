package softmetal.monitor.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.gdb.GdbServer;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.History;

/// A machine that runs by itself, or as gdb says.
final class Execution implements AutoCloseable {
  private final Machine machine;
  private final long maxInstructions;
  private final @Nullable GdbServer gdb;
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private volatile boolean left;

  /// @param program the ELF file that runs, if it is one
  /// @param history of the machine, if gdb may go back in it
  /// @throws IOException when gdb cannot have the port
  Execution(
      Machine machine,
      SymbolTable symbols,
      Optional<Path> program,
      OptionalInt gdbPort,
      long maxInstructions,
      ConsoleOutput console,
      PrintStream messages,
      @Nullable History history)
      throws IOException {
    this.machine = machine;
    this.maxInstructions = maxInstructions;
    if (gdbPort.isEmpty()) {
      gdb = null;
      return;
    }
    try {
      gdb = new GdbServer(machine, symbols, program, gdbPort.getAsInt(), console::flush, history);
    } catch (IOException e) {
      throw new IOException(
          "gdb cannot have port %d: %s".formatted(gdbPort.getAsInt(), e.getMessage()), e);
    }
    messages.printf("softmetal: waits for gdb: target remote 127.0.0.1:%d%n", gdb.port());
  }

  Machine machine() {
    return machine;
  }

  Outcome run() {
    if (gdb == null) {
      return runWithPauses();
    }
    try {
      return gdb.run(maxInstructions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Paused();
    }
  }

  private Outcome runWithPauses() {
    long before = machine.executed();
    while (true) {
      Outcome outcome = machine.run(maxInstructions - (machine.executed() - before));
      if (!(outcome instanceof Outcome.Paused) || left || requests.isEmpty()) {
        return outcome;
      }
      for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
        request.run();
      }
    }
  }

  /// Has something done soon between two instructions, on the thread that runs the machine; for any thread.
  ///
  /// @return false when gdb has the machine
  boolean between(Runnable request) {
    if (gdb != null) {
      return false;
    }
    requests.add(request);
    machine.pause();
    return true;
  }

  /// Makes [#run] return soon; for any thread.
  void leave() {
    left = true;
    if (gdb == null) {
      machine.pause();
    } else {
      gdb.leave();
    }
  }

  @Override
  public void close() {
    if (gdb != null) {
      gdb.close();
    }
  }
}
