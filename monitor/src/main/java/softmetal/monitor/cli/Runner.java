package softmetal.monitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.monitor.cli.MachineBuilder.Built;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.lint.Linter;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.PcapFile;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.InputRecorder;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;

/// Builds what is to be booted, boots it, and connects it to the user.
final class Runner {
  /// The statuses of `run` that are not the guest's.
  static final int LIMIT_REACHED = 124;

  static final int SOFTMETAL_FAILED = 125;

  /// How logs of input are called.
  static final String LOG_SUFFIX = ".log";

  private final RunSettings settings;
  private final Input input;
  private final Surroundings surroundings;
  private final PrintStream messages;
  private volatile boolean left;

  /// Where the keys come from.
  sealed interface Input {
    /// A person: keys go to the guest one by one, Ctrl-A is the monitor's.
    record Keys(InputStream stream) implements Input {}

    /// Another program, at its own pace.
    record Pipe(InputStream stream) implements Input {}

    /// A file, all there from the beginning.
    record Script(byte[] bytes) implements Input {}
  }

  Runner(RunSettings settings, Input input, Surroundings surroundings) {
    this.settings = settings;
    this.input = input;
    this.surroundings = surroundings;
    this.messages = surroundings.err();
  }

  /// @return the exit status
  int run() {
    return settings.resumes() ? resume(settings.files().getFirst()) : bootNew();
  }

  /// Goes on where a snapshot was taken.
  private int resume(Path file) {
    try (Drives drives = drives();
        SavedSnapshot saved = Snapshots.read(file, drives)) {
      ConsoleOutput console = console();
      Host host = recorded(console);
      try (Fork fork = Snapshots.restore(file, saved, drives, host)) {
        return recording(fork.machine(), SymbolTable.EMPTY, console, host);
      }
    } catch (InvalidInputException e) {
      messages.print(format().format(e.diagnostic()));
    } catch (IOException e) {
      messages.println("softmetal: " + e.getMessage());
    }
    return SOFTMETAL_FAILED;
  }

  private int bootNew() {
    MachineBuilder builder = new MachineBuilder(settings, surroundings);
    Optional<Built> built = builder.build();
    if (built.isEmpty()) {
      return SOFTMETAL_FAILED;
    }
    try (Drives drives = drives()) {
      return boot(built.get(), builder, drives);
    } catch (InvalidInputException e) {
      messages.print(format().format(e.diagnostic()));
    } catch (IOException e) {
      messages.println("softmetal: " + e.getMessage());
    }
    return SOFTMETAL_FAILED;
  }

  private TextFormat format() {
    return new TextFormat(surroundings.colour());
  }

  private Drives drives() throws InvalidInputException {
    if (settings.store().isEmpty()) {
      return Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
    }
    Path store = settings.store().get();
    if (!Drives.isStore(store)) {
      return Drives.in(store, Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
    }
    Drives drives = Drives.open(store);
    drives.repairs().forEach(repair -> messages.println("softmetal: " + repair));
    return drives;
  }

  private int boot(Built built, MachineBuilder builder, Drives drives)
      throws IOException, InvalidInputException {
    Map<String, EthernetSwitch> switches = new LinkedHashMap<>();
    MachineDefinition definition =
        builder.definition(
            built,
            builder.disks(built, drives),
            name -> switches.computeIfAbsent(name, EthernetSwitch::new));
    if (settings.records().capture().isEmpty()) {
      return boot(built, definition);
    }
    OutputStream file = HostFile.create(settings.records().capture().get());
    try (PcapFile capture = new PcapFile(file, definition.options().startSeconds())) {
      switches.values().forEach(network -> network.tap(capture));
      return boot(built, definition);
    }
  }

  private int boot(Built built, MachineDefinition definition)
      throws IOException, InvalidInputException {
    ConsoleOutput console = console();
    Host host = recorded(console);
    try (Machine machine = new Machine(definition, host)) {
      machine.load(built.boot());
      if (settings.boot().dumpDeviceTree().isPresent()) {
        try (OutputStream file = HostFile.create(settings.boot().dumpDeviceTree().get())) {
          file.write(machine.deviceTree(built.boot()));
        }
        return 0;
      }
      return recording(machine, built.symbols(), console, host);
    }
  }

  private Host recorded(ConsoleOutput console) {
    return settings.records().input().isPresent() ? new InputRecorder(console) : console;
  }

  private int recording(Machine machine, SymbolTable symbols, ConsoleOutput console, Host host)
      throws IOException {
    if (!(host instanceof InputRecorder recorder)) {
      return conclude(machine, symbols, console);
    }
    Path log = settings.records().input().orElseThrow();
    String file = log.toString();
    Path start = Path.of(file.substring(0, file.length() - LOG_SUFFIX.length()) + Snapshots.SUFFIX);
    SnapshotId id = save(machine, start, messages);
    try (recorder) {
      recorder.start(machine, id, log);
      return conclude(machine, symbols, console);
    }
  }

  /// Runs a machine that is ready, and says how it ended.
  private int conclude(Machine machine, SymbolTable symbols, ConsoleOutput console)
      throws IOException {
    settings
        .debug()
        .explain()
        .ifPresent(detail -> machine.explain(symbols, detail, messages::println));
    if (settings.debug().lint()) {
      Linter.attach(machine, symbols, messages::println);
    }
    Outcome outcome = logged(machine, symbols, console);
    int status = status(outcome);
    if (settings.printStateHash()) {
      messages.println("retired " + machine.retired());
      messages.println("state " + machine.stateHash());
    }
    if (settings.records().snapshot().isPresent()) {
      save(machine, settings.records().snapshot().get(), messages);
    }
    return status;
  }

  static SnapshotId save(Machine machine, Path file, PrintStream messages) throws IOException {
    String name = file.getFileName().toString();
    name = name.substring(0, name.length() - Snapshots.SUFFIX.length());
    SnapshotId id;
    try (Snapshot snapshot = Snapshot.of(machine)) {
      id = Snapshots.write(file, snapshot, name, "", null).id();
    } catch (IOException e) {
      throw new IOException("cannot save %s: %s".formatted(file, Project.reason(e)), e);
    }
    messages.println("softmetal: saved as %s".formatted(file));
    return id;
  }

  private ConsoleOutput console() {
    return switch (input) {
      case Input.Script(byte[] bytes) -> new ScriptedHost(bytes, surroundings.out());
      case Input.Pipe _, Input.Keys _ -> new ConsoleHost(new Keyboard(), surroundings.out());
    };
  }

  private Outcome logged(Machine machine, SymbolTable symbols, ConsoleOutput console)
      throws IOException {
    if (settings.records().consoleLog().isEmpty()) {
      return flushed(machine, symbols, console);
    }
    HostFile file = HostFile.create(settings.records().consoleLog().get());
    try (ConsoleLog log = new ConsoleLog(file)) {
      console.copyTo(log);
      return flushed(machine, symbols, console);
    }
  }

  private Outcome flushed(Machine machine, SymbolTable symbols, ConsoleOutput console)
      throws IOException {
    Outcome outcome = traced(machine, symbols, console);
    console.finish();
    return outcome;
  }

  private Outcome traced(Machine machine, SymbolTable symbols, ConsoleOutput console)
      throws IOException {
    Optional<RunSettings.Trace> wanted = settings.debug().trace();
    if (wanted.isEmpty()) {
      return execute(machine, symbols, console);
    }
    TraceSettings trace = wanted.get().settings(symbols);
    try (TraceFile file = new TraceFile(wanted.get().file())) {
      machine.trace(trace, symbols, file::write);
      return execute(machine, symbols, console);
    }
  }

  private Outcome execute(Machine machine, SymbolTable symbols, ConsoleOutput console)
      throws IOException {
    try (Execution execution =
        new Execution(
            machine,
            symbols,
            elfFile(),
            settings.debug().gdbPort(),
            settings.maxInstructions(),
            console,
            messages,
            null)) {
      console.whenBroken(execution::leave);
      return attached(execution, console);
    }
  }

  /// The kernel, if gdb can read its symbols from it.
  private Optional<Path> elfFile() {
    Path first = settings.files().isEmpty() ? Path.of("") : settings.files().getFirst();
    boolean isFile =
        settings.files().size() == 1
            && Files.isRegularFile(first)
            && !MachineBuilder.isSource(first);
    return isFile ? Optional.of(first) : Optional.empty();
  }

  /// Runs the machine with the user's terminal in the state that a console wants, if it is one.
  private Outcome attached(Execution execution, ConsoleOutput console) {
    if (!(console instanceof ConsoleHost live)) {
      return execution.run();
    }
    Keyboard keyboard = live.keyboard();
    return switch (input) {
      case Input.Script _ -> execution.run();
      case Input.Pipe(InputStream stream) -> {
        KeyReader.of(stream, keyboard).start();
        yield execution.run();
      }
      case Input.Keys(InputStream stream) -> {
        Optional<RawTerminal> terminal = RawTerminal.open();
        try {
          List<KeyReader.Key> keys = keys(execution, live);
          new KeyReader(stream, keys, () -> keyboard, List.of(keyboard)).start();
          yield execution.run();
        } finally {
          terminal.ifPresent(RawTerminal::close);
        }
      }
    };
  }

  private List<KeyReader.Key> keys(Execution execution, ConsoleHost console) {
    List<KeyReader.Key> keys = new ArrayList<>();
    keys.add(
        new KeyReader.Key('h', "this help", () -> messages.print("\n" + KeyReader.help(keys))));
    keys.add(
        new KeyReader.Key(
            's',
            "save the machine as it is now, in a file machine-N.snap",
            () -> saveNow(execution)));
    keys.add(
        new KeyReader.Key(
            'x',
            "leave: switch the machine off, exit status 0",
            () -> {
              left = true;
              console.abandon();
              execution.leave();
            }));
    return keys;
  }

  private void saveNow(Execution execution) {
    boolean taken =
        execution.between(() -> {
          messages.println();
          try {
            save(execution.machine(), fresh(surroundings.resolve("")), messages);
          } catch (IOException e) {
            messages.println("softmetal: " + e.getMessage());
          }
        });
    if (!taken) {
      messages.println("\nsoftmetal: gdb has the machine, which cannot be saved now");
    }
  }

  /// A name for a snapshot in a directory that no file has yet.
  private static Path fresh(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve("machine-" + number + Snapshots.SUFFIX))) {
      number++;
    }
    return directory.resolve("machine-" + number + Snapshots.SUFFIX);
  }

  private int status(Outcome outcome) {
    if (surroundings.out().checkError()) {
      return SOFTMETAL_FAILED;
    }
    if (left && outcome instanceof Outcome.WaitingForEver) {
      return status(new Outcome.Paused());
    }
    return switch (outcome) {
      case Outcome.PoweredOff(int status) -> status & 0xff;
      case Outcome.LimitReached() ->
          ended(
              LIMIT_REACHED,
              "stopped after %,d instructions (--max-instructions)"
                  .formatted(settings.maxInstructions()));
      case Outcome.Paused() -> ended(0, left ? "switched off (Ctrl-A x)" : "stopped");
      case Outcome.WaitingForEver() ->
          ended(
              LIMIT_REACHED,
              "every hart waits, and nobody can type or send an interrupt any more: stopped");
      case Outcome.Failed(Throwable reason) -> failed(reason);
    };
  }

  private int ended(int status, String message) {
    messages.println("\nsoftmetal: " + message);
    return status;
  }

  private int failed(Throwable reason) {
    if (Boolean.getBoolean("softmetal.debug")) {
      reason.printStackTrace(messages);
    }
    return ended(
        SOFTMETAL_FAILED,
        """
        an error of the monitor's own, not of your kernel, has stopped this machine: %s
        softmetal: SOFTMETAL_JAVA_OPTS=-Dsoftmetal.debug=true shows where\
        """
            .formatted(reason));
  }

  /// Standard input, as what it is: a terminal, a file, or a pipe.
  static Input input(InputStream stream) throws IOException {
    Path file = Path.of("/dev/stdin");
    if (!stream.equals(System.in) || Files.isRegularFile(file)) {
      return new Input.Script(stream.readAllBytes());
    }
    if ("tty".equals(System.getProperty("softmetal.stdin"))) {
      return new Input.Keys(stream);
    }
    if (Files.exists(file) && Files.isSameFile(file, Path.of("/dev/null"))) {
      return new Input.Script(new byte[0]);
    }
    return new Input.Pipe(stream);
  }
}
