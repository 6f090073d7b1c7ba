package softmetal.monitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.monitor.cli.MachineBuilder.Built;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDisks;
import softmetal.monitor.host.VmDisks.Attached;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineState;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.PcapFile;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// Runs VMs of a store, all at once: each on a thread of its own, but those on one network together on one.
final class VmRun {
  private final Path store;
  private final List<Vm> vms;
  private final long maxInstructions;
  private final Optional<Path> capture;
  private final Map<String, Path> scripts;
  private final Runner.Input input;
  private final Surroundings surroundings;
  private final PrintStream messages;
  private final ConsoleSwitch consoles;
  private final Map<Vm, RunSettings> definitions = new LinkedHashMap<>();
  private final Map<Vm, SavedSnapshot> resumed = new LinkedHashMap<>();
  private final Standstill standstill = new Standstill();
  private VmNetworks networks = new VmNetworks(Map.of(), Map.of());
  private final List<VmSession> sessions = new ArrayList<>();
  private volatile boolean left;
  private volatile boolean suspended;

  /// @param scripts files to be typed at VMs, by name
  VmRun(
      Path store,
      List<Vm> vms,
      long maxInstructions,
      Optional<Path> capture,
      Map<String, Path> scripts,
      Runner.Input input,
      Surroundings surroundings) {
    this.store = store;
    this.vms = List.copyOf(vms);
    this.maxInstructions = maxInstructions;
    this.capture = capture;
    this.scripts = Map.copyOf(scripts);
    this.input = input;
    this.surroundings = surroundings;
    this.messages = surroundings.err();
    boolean atTerminal = isLive() && "tty".equals(System.getProperty("softmetal.stdout"));
    this.consoles = new ConsoleSwitch(surroundings.out(), atTerminal);
  }

  /// Whether a person types.
  private boolean isLive() {
    return input instanceof Runner.Input.Keys;
  }

  /// @return the exit status
  int run() {
    try (Drives drives = VmCommands.openStore(store)) {
      drives.repairs().forEach(repair -> messages.println("softmetal: " + repair));
      Map<String, List<Attached>> disks = VmDisks.link(drives, vms);
      try {
        return readDefinitions(drives) && start(disks) ? captured() : Runner.SOFTMETAL_FAILED;
      } finally {
        sessions.forEach(VmSession::close);
        closeResumed();
      }
    } catch (InvalidInputException e) {
      messages.print(new TextFormat(surroundings.colour()).format(e.diagnostic()));
    } catch (IOException e) {
      messages.println("softmetal: " + e.getMessage());
    }
    return Runner.SOFTMETAL_FAILED;
  }

  /// @return false after errors, which have been told
  private boolean readDefinitions(Drives drives) throws IOException, InvalidInputException {
    for (Vm vm : vms) {
      Optional<RunSettings> settings = RunCommand.definition(vm, surroundings);
      if (settings.isEmpty()) {
        messages.printf("softmetal: %s cannot run as it is defined%n", vm.name());
        return false;
      }
      definitions.put(vm, settings.get());
      if (vm.isSuspended()) {
        resumed.put(vm, Snapshots.read(vm.suspended(), drives));
      }
    }
    Map<Vm, MachineState> saved = new LinkedHashMap<>();
    resumed.forEach((vm, snapshot) -> saved.put(vm, snapshot.snapshot().machine()));
    Map<Vm, Collection<String>> names = new LinkedHashMap<>();
    vms.forEach(vm -> names.put(vm, networks(vm)));
    networks = new VmNetworks(names, saved);
    networks.warnings().forEach(warning -> messages.println("softmetal: " + warning));
    return true;
  }

  private RunSettings definition(Vm vm) {
    return Objects.requireNonNull(definitions.get(vm));
  }

  /// Those of its definition; of one that goes on, those that it was suspended with.
  private List<String> networks(Vm vm) {
    SavedSnapshot saved = resumed.get(vm);
    return saved == null
        ? definition(vm).board().cards().stream().map(BoardSettings.Card::network).toList()
        : saved.snapshot().machine().definition().options().switches().stream()
            .map(EthernetSwitch::networkName)
            .toList();
  }

  /// Makes all machines. That some were suspended is forgotten when all are there.
  ///
  /// @return false after errors, which have been told
  private boolean start(Map<String, List<Attached>> disks)
      throws IOException, InvalidInputException {
    for (Vm vm : vms) {
      if (!start(vm, Objects.requireNonNull(disks.get(vm.name())))) {
        return false;
      }
    }
    for (Vm vm : resumed.keySet()) {
      Files.delete(vm.suspended());
    }
    closeResumed();
    return true;
  }

  /// Machines that write need keep nothing of what they were then.
  private void closeResumed() {
    resumed.values().forEach(SavedSnapshot::close);
    resumed.clear();
  }

  /// Makes the machine of a VM: as it was suspended, or freshly booted.
  ///
  /// @return false after errors, which have been told
  private boolean start(Vm vm, List<Attached> attached) throws IOException, InvalidInputException {
    for (Attached disk : attached) {
      if (!disk.because().isEmpty()) {
        messages.printf(
            "softmetal: %s may only read %s: %s%n", vm.name(), disk.disk().name(), disk.because());
      }
    }
    List<Minidisk> disks = attached.stream().map(Attached::disk).toList();
    Keyboard keyboard = new Keyboard();
    SavedSnapshot saved = resumed.get(vm);
    if (saved != null) {
      ConsoleOutput console = console(vm, keyboard);
      Machine machine = resume(vm, saved.snapshot(), attached, disks, hosted(vm, console));
      sessions.add(new VmSession(vm, machine, console, keyboard));
      return true;
    }
    MachineBuilder builder = new MachineBuilder(definition(vm), surroundings);
    Optional<Built> built = builder.build();
    if (built.isEmpty()) {
      return false;
    }
    ConsoleOutput console = console(vm, keyboard);
    Machine machine =
        new Machine(builder.definition(built.get(), disks, networks::fresh), hosted(vm, console));
    sessions.add(new VmSession(vm, machine, console, keyboard));
    machine.load(built.get().boot());
    return true;
  }

  /// Who shares a network does not wait for the time by itself.
  private Host hosted(Vm vm, ConsoleOutput console) {
    return networks.areShared(vm) ? new UnpacedHost(console) : console;
  }

  private Machine resume(
      Vm vm, Snapshot saved, List<Attached> attached, List<Minidisk> disks, Host host)
      throws IOException {
    if (saved.disks().size() != disks.size()) {
      throw new IOException(
          "it was suspended with %d disks, and has %d now: softmetal reset lets it boot"
              .formatted(saved.disks().size(), disks.size()));
    }
    for (int slot = 0; slot < disks.size(); slot++) {
      if (attached.get(slot).isOwn()) {
        attached.get(slot).disk().revertTo(saved.disks().get(slot).image());
      }
    }
    try {
      return saved.goOn(disks, host, old -> networks.twin(vm, old));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot go on: %s; softmetal reset lets it boot".formatted(vm.name(), e.getMessage()),
          e);
    }
  }

  private ConsoleOutput console(Vm vm, Keyboard keyboard) throws InvalidInputException {
    PrintStream output = vms.size() == 1 ? surroundings.out() : consoles.add(vm.name());
    boolean isFirst = sessions.isEmpty();
    Path script = scripts.get(vm.name());
    if (script != null) {
      return new ScriptedHost(KernelFile.bytes(script), output);
    }
    return switch (input) {
      case Runner.Input.Keys _ -> new ConsoleHost(keyboard, output);
      case Runner.Input.Pipe _ when isFirst -> new ConsoleHost(keyboard, output);
      case Runner.Input.Script(byte[] bytes) when isFirst -> new ScriptedHost(bytes, output);
      default -> new ScriptedHost(new byte[0], output);
    };
  }

  private int captured() throws IOException {
    if (capture.isEmpty()) {
      return attached();
    }
    OutputStream file = HostFile.create(capture.get());
    long start = definition(vms.getFirst()).board().startSeconds();
    try (PcapFile frames = new PcapFile(file, start)) {
      networks.switches().forEach(network -> network.tap(frames));
      return attached();
    }
  }

  /// Runs with the user's terminal in the state that a console wants, if it is one.
  private int attached() {
    return switch (input) {
      case Runner.Input.Script _ -> runAll();
      case Runner.Input.Pipe(InputStream stream) -> {
        KeyReader.of(stream, sessions.getFirst().keyboard()).start();
        yield runAll();
      }
      case Runner.Input.Keys(InputStream stream) -> {
        Optional<RawTerminal> terminal = RawTerminal.open();
        try {
          List<Keyboard> all = sessions.stream().map(VmSession::keyboard).toList();
          new KeyReader(stream, keys(), this::typedOn, all).start();
          yield runAll();
        } finally {
          terminal.ifPresent(RawTerminal::close);
        }
      }
    };
  }

  private Keyboard typedOn() {
    VmSession session = sessions.get(consoles.shown());
    return session.outcome() == null ? session.keyboard() : new Keyboard();
  }

  private List<KeyReader.Key> keys() {
    List<KeyReader.Key> keys = new ArrayList<>();
    keys.add(
        new KeyReader.Key('h', "this help", () -> messages.print("\n" + KeyReader.help(keys))));
    if (sessions.size() > 1) {
      keys.add(new KeyReader.Key('n', "the console of the next machine", consoles::next));
    }
    keys.add(
        new KeyReader.Key(
            's', "save this machine as it is now, as its next snapshot", this::saveShown));
    keys.add(
        new KeyReader.Key(
            'z',
            "suspend all machines and leave: the next run goes on from there",
            this::suspendAll));
    keys.add(new KeyReader.Key('x', "leave: switch all machines off", this::leave));
    return keys;
  }

  private void saveShown() {
    VmSession session = sessions.get(consoles.shown());
    session.between(() -> {
      try {
        messages.println("\nsoftmetal: saved as " + session.save());
      } catch (IOException e) {
        messages.println("\nsoftmetal: " + e.getMessage());
      }
    });
  }

  private void suspendAll() {
    if (standstill.request(this::suspendNow)) {
      sessions.forEach(session -> session.machine().pause());
    }
  }

  /// While none of them runs: what they have sent each other, and written to disks that they share, is of one moment. All are suspended or
  /// none is.
  private void suspendNow() {
    List<VmSession> running = sessions.stream().filter(s -> s.outcome() == null).toList();
    try {
      for (VmSession session : running) {
        session.suspend();
      }
      suspended = true;
      leave();
    } catch (IOException e) {
      messages.printf("%nsoftmetal: nothing is suspended, all go on: %s%n", e.getMessage());
      running.forEach(session -> forget(session.vm()));
    }
  }

  private void forget(Vm vm) {
    try {
      Files.deleteIfExists(vm.suspended());
    } catch (IOException e) {
      messages.printf("softmetal: %s: %s%n", vm.suspended(), e.getMessage());
    }
  }

  private void leave() {
    left = true;
    for (VmSession session : sessions) {
      session.console().abandon();
      session.machine().pause();
    }
  }

  // ---- threads ----

  private int runAll() {
    List<Thread> threads = new ArrayList<>();
    Map<Long, List<VmSession>> connected = new LinkedHashMap<>();
    for (VmSession session : sessions) {
      session.console().whenBroken(this::leave);
      if (networks.areShared(session.vm())) {
        connected.computeIfAbsent(session.machine().ticks(), _ -> new ArrayList<>()).add(session);
      } else {
        threads.add(thread(session.vm().name(), () -> runAlone(session)));
      }
    }
    for (List<VmSession> ofOneTime : connected.values()) {
      VmNetworkRun together =
          new VmNetworkRun(
              ofOneTime, maxInstructions, !(input instanceof Runner.Input.Script), standstill);
      threads.add(thread("networks", () -> together.run(() -> left, this::ended)));
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consoles.finish();
    if (left) {
      messages.printf("%nsoftmetal: %s%n", suspended ? "suspended" : "switched off (Ctrl-A x)");
    }
    return sessions.stream().mapToInt(this::status).filter(s -> s != 0).findFirst().orElse(0);
  }

  private Thread thread(String name, Runnable work) {
    standstill.join();
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .unstarted(() -> {
          try {
            work.run();
          } finally {
            standstill.leave();
          }
        });
  }

  private void runAlone(VmSession session) {
    Machine machine = session.machine();
    long before = machine.executed();
    Outcome outcome;
    do {
      outcome = machine.run(maxInstructions - (machine.executed() - before));
      if (outcome instanceof Outcome.Paused) {
        session.answerRequests();
        standstill.pass();
      }
    } while (outcome instanceof Outcome.Paused && !left);
    ended(session, outcome);
  }

  private void ended(VmSession session, Outcome outcome) {
    session.ended(outcome);
    if (sessions.size() == 1 || outcome instanceof Outcome.Paused) {
      return;
    }
    messages.printf("%nsoftmetal: %s: %s%n", session.vm().name(), description(outcome));
    if (isLive() && sessions.get(consoles.shown()).equals(session) && isAnyRunning()) {
      do {
        consoles.next();
      } while (sessions.get(consoles.shown()).outcome() != null && isAnyRunning());
    }
  }

  private boolean isAnyRunning() {
    return sessions.stream().anyMatch(session -> session.outcome() == null);
  }

  private String description(Outcome outcome) {
    return switch (outcome) {
      case Outcome.PoweredOff(int status) -> "switched itself off, status " + (status & 0xff);
      case Outcome.LimitReached() ->
          "stopped after %,d instructions (--max-instructions)".formatted(maxInstructions);
      case Outcome.Paused() -> "switched off";
      case Outcome.WaitingForEver() ->
          "every hart waits, and nobody can type or send an interrupt any more: stopped";
      case Outcome.Failed(Throwable reason) ->
          "an error of the monitor's own, not of its kernel, has stopped it: " + reason;
    };
  }

  private int status(VmSession session) {
    Outcome outcome = Objects.requireNonNull(session.outcome());
    if (sessions.size() == 1 && !left && !(outcome instanceof Outcome.PoweredOff)) {
      messages.printf("%nsoftmetal: %s%n", description(outcome));
    }
    return switch (outcome) {
      case Outcome.PoweredOff(int status) -> status & 0xff;
      case Outcome.Paused() -> surroundings.out().checkError() ? Runner.SOFTMETAL_FAILED : 0;
      case Outcome.LimitReached(), Outcome.WaitingForEver() -> left ? 0 : Runner.LIMIT_REACHED;
      case Outcome.Failed _ -> Runner.SOFTMETAL_FAILED;
    };
  }
}
