import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.gdb.GdbServer;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.History;
import softmetal.monitor.snapshot.InputLog;
import softmetal.monitor.snapshot.InputRecorder;
import softmetal.monitor.snapshot.Replay;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;

/// Prints how long a machine takes to go back, asked over gdb's remote protocol, in wall time.
///
/// Usage: java -cp ... ReverseSpeed.java KERNEL [SECONDS]. The kernel is made of monitor/src/bench/backwards.s. A search that takes longer fails,
/// unless the page is one to which all harts store.
final class ReverseSpeed {
  private static final String NAME_OF_BUSY = "busy";

  private final double limit;
  private final InputStream input;
  private final OutputStream output;

  private ReverseSpeed(Socket socket, double limit) throws IOException {
    this.limit = limit;
    input = socket.getInputStream();
    output = socket.getOutputStream();
  }

  public static void main(String[] arguments) throws Exception {
    Path kernel = Path.of(arguments[0]);
    Path directory = Files.createTempDirectory("reverse");
    Path log = directory.resolve("run.log");
    Path start = directory.resolve("run.snap");
    try (Drives drives = Drives.inMemory(1, 64L << 20)) {
      record(kernel, drives, start, log);
    }
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot saved = Snapshots.read(start, drives)) {
      Replay replay = new Replay(InputLog.read(log), new NobodyThere());
      try (Fork fork = Snapshots.restore(start, saved, drives, replay)) {
        replay.attach(fork.machine());
        debug(
            fork,
            replay,
            SymbolTable.of(KernelFile.read(kernel, Project.MACHINE_BASE)),
            arguments.length > 1 ? Double.parseDouble(arguments[1]) : Double.MAX_VALUE);
      }
    }
    Files.delete(log);
    Files.delete(start);
    Files.delete(directory);
  }

  private static void record(Path kernel, Drives drives, Path start, Path log) throws Exception {
    InputRecorder recorder = new InputRecorder(new NobodyThere());
    MachineDefinition definition =
        MachineDefinition.small()
            .withHarts(2)
            .withMemory(16 << 20)
            .withDisks(List.of(drives.create(1 << 20, "disk")));
    try (Machine machine = new Machine(definition, recorder);
        recorder) {
      machine.load(KernelFile.read(kernel, Project.MACHINE_BASE));
      try (Snapshot snapshot = Snapshot.of(machine)) {
        SnapshotId id = Snapshots.write(start, snapshot, "run", "", null).id();
        recorder.start(machine, id, log);
      }
      long before = System.nanoTime();
      expect(new Outcome.PoweredOff(0), machine.run(Long.MAX_VALUE));
      tell("the run, once", before, machine.executed());
    }
  }

  private static void expect(Object wanted, Object found) {
    if (!wanted.equals(found)) {
      throw new IllegalStateException("%s, not %s".formatted(found, wanted));
    }
  }

  private static void tell(String what, long since, long instructions) {
    System.out.printf(
        "%-60s %8.2f s, %,14d instructions%n", what, (System.nanoTime() - since) / 1e9, instructions);
  }

  private static void debug(Fork fork, Replay replay, SymbolTable symbols, double limit)
      throws Exception {
    Machine machine = fork.machine();
    try (History history = new History(fork, replay)) {
      long before = System.nanoTime();
      while (!history.isAtEnd() && !(history.run(Long.MAX_VALUE) instanceof Outcome.PoweredOff)) {
        // It pauses when the log has no more keys.
      }
      tell("the replay to its end", before, machine.executed());
      try (GdbServer server = new GdbServer(machine, symbols, Optional.empty(), 0, () -> {}, history)) {
        Thread serving =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    server.run(Long.MAX_VALUE);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          new ReverseSpeed(socket, limit).measure(machine, symbols);
        }
        server.leave();
        serving.join();
      }
    }
  }

  private void measure(Machine machine, SymbolTable symbols) throws IOException {
    back(machine, "a step", "", "bs");
    back(machine, "another one", "", "bs");
    stop(machine, symbols, "Z2,%x,8", "quiet", "to a store, in a page that is quiet");
    stop(machine, symbols, "Z0,%x,4", "once", "to a breakpoint, in a page of its own");
    stop(machine, symbols, "Z0,%x,4", "once_near", "to a breakpoint, in the page of the loop");
    stop(machine, symbols, "Z2,%x,8", NAME_OF_BUSY, "to a store, in a page that all harts store to");
    stop(machine, symbols, "Z4,%x,8", NAME_OF_BUSY, "to any access there");
  }

  private void stop(Machine machine, SymbolTable symbols, String insert, String name, String what)
      throws IOException {
    String point = insert.formatted(symbols.addressOf(name).orElseThrow());
    expect("OK", ask(point));
    back(machine, what, name, "bc");
    expect("OK", ask("z" + point.substring(1)));
    long before = System.nanoTime();
    long from = machine.executed();
    ask("c");
    tell("  and forward, to the end", before, machine.executed() - from);
  }

  private void back(Machine machine, String what, String name, String packet) throws IOException {
    long from = machine.executed();
    long before = System.nanoTime();
    String stop = ask(packet);
    tell(what, before, from - machine.executed());
    if (stop.contains("replaylog")) {
      throw new IllegalStateException("not found: " + name);
    }
    if ((System.nanoTime() - before) / 1e9 > limit && !name.equals(NAME_OF_BUSY)) {
      throw new IllegalStateException("that took longer than %.0f s".formatted(limit));
    }
  }

  /// @return the answer, without what is to be shown
  private String ask(String packet) throws IOException {
    int sum = packet.chars().sum() & 0xff;
    output.write("$%s#%02x".formatted(packet, sum).getBytes(StandardCharsets.ISO_8859_1));
    while (true) {
      StringBuilder answer = new StringBuilder();
      for (int value = input.read(); value != '#'; value = input.read()) {
        answer.append((char) value);
      }
      input.readNBytes(2);
      output.write('+');
      String text = answer.substring(answer.indexOf("$") + 1);
      if (!text.startsWith("O") || text.equals("OK")) {
        return text;
      }
    }
  }
}
