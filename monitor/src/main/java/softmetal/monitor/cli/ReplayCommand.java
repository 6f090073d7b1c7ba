package softmetal.monitor.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.History;
import softmetal.monitor.snapshot.InputLog;
import softmetal.monitor.snapshot.Replay;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshots;

/// `softmetal replay`: a machine does again what it did while its input was recorded.
final class ReplayCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("replay", "[options] FILE.log")
          .about(
              """
              Has a machine do again, to the last bit, what it did when `softmetal run --record FILE.log` recorded what was
              typed. The machine at its beginning was saved beside the log, as a snapshot. At the end it is
              compared with the machine that was recorded.\
              """)
          .option(
              "--to=INSTRUCTION",
              "stop after so many instructions of all harts; K, M and G are decimal here")
          .option(
              "--gdb=PORT",
              "then wait for gdb on this port of localhost, 0 for any free port, and go on as it says")
          .option(
              "--explain-traps",
              "say in a line on standard error what each exit to the monitor was about")
          .option(
              "--snapshot-on-exit=FILE.snap", "save the machine when it stops, to go on from there")
          .option(
              "--print-state-hash",
              "print the instructions retired, and a fingerprint of the whole machine, at the end")
          .example("softmetal run --record session.log sample-os")
          .example("softmetal replay session.log")
          .example("softmetal replay --to 12M --gdb 1234 session.log")
          .guestStatuses()
          .status(
              Runner.SOFTMETAL_FAILED,
              "softmetal could not do its part, or the machine did not do the same");

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "have a machine do again what it did while it was recorded";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments) == ExitStatus.OK
          ? ExitStatus.OK
          : Runner.SOFTMETAL_FAILED;
    }
    Parsed line = parsed.get();
    PrintStream messages = surroundings.err();
    try {
      if (line.operands().size() != 1) {
        throw new IllegalArgumentException("one log is replayed at a time");
      }
      Path file = RunCommand.path(line.operands().getFirst(), surroundings);
      InputLog log = InputLog.read(file);
      Path start = Snapshots.find(log.start(), Snapshots.directory(file));
      try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, 1L << 40);
          SavedSnapshot saved = Snapshots.read(start, drives)) {
        ScriptedHost console = new ScriptedHost(new byte[0], surroundings.out());
        Replay replay = new Replay(log, console);
        try (Fork fork = Snapshots.restore(start, saved, drives, replay)) {
          replay.attach(fork.machine());
          return replay(fork, log, replay, console, line, surroundings);
        }
      }
    } catch (IllegalArgumentException wrong) {
      LINE.complain(surroundings, String.valueOf(wrong.getMessage()));
    } catch (InvalidInputException e) {
      messages.print(new TextFormat(surroundings.colour()).format(e.diagnostic()));
    } catch (IOException e) {
      messages.println("softmetal replay: " + e.getMessage());
    }
    return Runner.SOFTMETAL_FAILED;
  }

  private static int replay(
      Fork fork,
      InputLog log,
      Replay replay,
      ScriptedHost console,
      Parsed line,
      Surroundings surroundings)
      throws IOException {
    Machine machine = fork.machine();
    PrintStream messages = surroundings.err();
    if (line.has("explain-traps")) {
      machine.explain(SymbolTable.EMPTY, Detail.KERNEL, messages::println);
    }
    OptionalInt port = RunCommand.gdbPort(line);
    long most = RunCommand.instructions(line, "to");
    Outcome outcome =
        port.isEmpty()
            ? replay.run(machine, most)
            : debugged(fork, log, replay, most, port, console, messages);
    console.finish();
    if (line.has("print-state-hash")) {
      messages.println("retired " + machine.retired());
      messages.println("state " + machine.stateHash());
    }
    Optional<Path> snapshot = RunCommand.snapshot(line, surroundings);
    if (snapshot.isPresent()) {
      Runner.save(machine, snapshot.get(), messages);
    }
    return status(machine, outcome, log, messages);
  }

  /// @param most instructions, before gdb has it
  private static Outcome debugged(
      Fork fork,
      InputLog log,
      Replay replay,
      long most,
      OptionalInt port,
      ScriptedHost console,
      PrintStream messages)
      throws IOException {
    Machine machine = fork.machine();
    // Who looks on would be told of everything again.
    try (History history = machine.isWatched() ? null : new History(fork, replay)) {
      if (history == null) {
        replay.run(machine, most);
      } else {
        toBegin(history, machine, log, most);
      }
      console.flush();
      try (Execution execution =
          new Execution(
              machine,
              SymbolTable.EMPTY,
              Optional.empty(),
              port,
              Long.MAX_VALUE,
              console,
              messages,
              history)) {
        return execution.run();
      }
    }
  }

  /// Near the end of the log the machine pauses each time when it asks for a key.
  private static void toBegin(History history, Machine machine, InputLog log, long most)
      throws IOException {
    Outcome outcome;
    do {
      outcome = history.run(most - machine.executed());
    } while (outcome instanceof Outcome.Paused
        && log.end().isPresent()
        && machine.executed() < most
        && !history.isAtEnd());
  }

  private static int status(Machine machine, Outcome outcome, InputLog log, PrintStream messages) {
    if (outcome instanceof Outcome.Failed(Throwable reason)) {
      messages.println(
          "\nsoftmetal: an error of the monitor's own has stopped this machine: " + reason);
      return Runner.SOFTMETAL_FAILED;
    }
    // Also finishes an instruction whose exit has just been answered.
    String hash = machine.stateHash();
    boolean isCompared = log.end().isPresent() && !(outcome instanceof Outcome.LimitReached);
    if (isCompared && !isSame(machine, hash, log.end().orElseThrow())) {
      messages.println("\nsoftmetal: the machine did something else than when it was recorded");
      return Runner.SOFTMETAL_FAILED;
    }
    String end =
        log.end().isEmpty() ? ": the log has no end" : isCompared ? ", to the same machine" : "";
    messages.printf("%nsoftmetal: replayed %,d instructions%s%n", machine.executed(), end);
    return outcome instanceof Outcome.PoweredOff(int status) ? status & 0xff : ExitStatus.OK;
  }

  private static boolean isSame(Machine machine, String hash, InputLog.End end) {
    return machine.executed() == end.executed() && hash.equals(end.hash());
  }
}
