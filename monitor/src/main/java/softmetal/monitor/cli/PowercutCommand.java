package softmetal.monitor.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.monitor.cli.MachineBuilder.Built;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.Progress;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.powercut.Check;
import softmetal.monitor.powercut.Cut;
import softmetal.monitor.powercut.Experiment;
import softmetal.monitor.powercut.Report;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// `softmetal powercut`: cuts the power at every write of a workload, and looks whether the system gets over it.
final class PowercutCommand implements Command {
  private static final long MOST_INSTRUCTIONS = 2_000_000_000;
  private static final int MAX_WINDOW = 12;

  private static final CommandLine LINE =
      CommandLine.named("powercut", "[options] DIRECTORY | KERNEL.elf | FILE.s ...")
          .about(
              """
              Boots a system once and types a workload. Then, for each write to a disk that this made, and for all that a disk
              may have lost of what was not yet flushed, it boots the system again, types a check, and looks whether it
              passes: whether the machine is switched off with status 0 and the console shows what it must. What is not
              flushed may be on the disk or not, each write by itself, and one write in part (512 bytes and more).\
              """)
          .option(
              "--workload=FILE",
              "what is typed the first time; should end by switching the machine off")
          .option("--check=FILE", "what is typed after each power cut; likewise")
          .option("--expect=TEXT", "the console must show this then; may be repeated")
          .option("--reject=TEXT", "the console must not show this; may be repeated")
          .option(
              "--window=N",
              "how many of the last unflushed writes may be lost, 1 to 12 (default 5)")
          .option(
              "--jobs=N",
              "check so many disks at a time (default: as many as there are processors)")
          .option("--output=NAME", "how the files about a failure begin (default powercut)")
          .option("--memory=SIZE", "RAM, from 1M to 16G (default 128M)")
          .option("--harts=N", "number of harts (default 1)")
          .option("--disk=SIZE|FILE", "a disk, as of softmetal run; may be repeated")
          .option("--bios=WHAT", "what comes before the kernel, as of softmetal run")
          .option("--append=TEXT", "the command line of the kernel")
          .option("--max-instructions=N", "how long a run may take (default 2G)")
          .example(
              "softmetal powercut --workload work.txt --check check.txt --expect welcome sample-os")
          .status(ExitStatus.OK, "the check passes whenever the power is cut")
          .status(ExitStatus.INPUT_HAS_ERRORS, "it fails after some power cut, which is reported")
          .status(
              Runner.SOFTMETAL_FAILED,
              "softmetal could not do its part, or the check fails without any power cut");

  @Override
  public String name() {
    return "powercut";
  }

  @Override
  public String summary() {
    return "cut the power at every write to a disk, and check what is left";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments) == ExitStatus.OK
          ? ExitStatus.OK
          : Runner.SOFTMETAL_FAILED;
    }
    PrintStream messages = surroundings.err();
    try {
      return run(parsed.get(), surroundings);
    } catch (IllegalArgumentException wrong) {
      LINE.complain(surroundings, String.valueOf(wrong.getMessage()));
    } catch (InvalidInputException e) {
      messages.print(new TextFormat(surroundings.colour()).format(e.diagnostic()));
    } catch (IOException e) {
      messages.println("softmetal powercut: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Runner.SOFTMETAL_FAILED;
  }

  private static int run(Parsed line, Surroundings surroundings)
      throws IOException, InvalidInputException, InterruptedException {
    RunSettings settings = RunCommand.settings(line, surroundings);
    if (settings.resumes()) {
      throw new IllegalArgumentException("a power cut needs a system that boots, not a snapshot");
    }
    byte[] workload = script(line, "workload", surroundings);
    Check check =
        new Check(
            script(line, "check", surroundings),
            line.values("expect"),
            line.values("reject"),
            Math.min(settings.maxInstructions(), MOST_INSTRUCTIONS));
    MachineBuilder builder = new MachineBuilder(settings, surroundings);
    Optional<Built> built = builder.build();
    if (built.isEmpty()) {
      return Runner.SOFTMETAL_FAILED;
    }
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, 1L << 40)) {
      List<Minidisk> disks = builder.disks(built.get(), drives);
      if (disks.isEmpty()) {
        throw new IllegalArgumentException("the machine has no disk: --disk gives it one");
      }
      try (Machine machine =
          new Machine(
              builder.definition(built.get(), disks, EthernetSwitch::new),
              new ScriptedHost(new byte[0], surroundings.out()))) {
        machine.load(built.get().boot());
        try (Snapshot powerOn = Snapshot.of(machine)) {
          return run(new Experiment(powerOn, drives, workload, check), line, surroundings);
        }
      }
    }
  }

  private static byte[] script(Parsed line, String option, Surroundings surroundings)
      throws IOException {
    Path file =
        RunCommand.path(
            line.value(option)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "--%s FILE: a file with what is to be typed".formatted(option))),
            surroundings);
    if (!Files.isRegularFile(file)) {
      throw new IOException("--%s: there is no file %s".formatted(option, file));
    }
    return Files.readAllBytes(file);
  }

  private static int run(Experiment experiment, Parsed line, Surroundings surroundings)
      throws IOException, InterruptedException {
    int window = (int) RunCommand.number(line, "window", 1, MAX_WINDOW, 5);
    int jobs =
        (int) RunCommand.number(line, "jobs", 1, 256, Runtime.getRuntime().availableProcessors());
    PrintStream out = surroundings.out();
    Experiment.Work work = experiment.work();
    if (!work.problem().isEmpty()) {
      return useless(surroundings, "the workload fails: " + work.problem(), work.console());
    }
    if (work.writes() == 0) {
      return useless(surroundings, "the workload writes nothing to a disk", work.console());
    }
    Check.Verdict plain = experiment.verdictWithoutCut(work, true);
    if (!plain.passes()) {
      return useless(
          surroundings,
          "the check fails behind the workload without any power cut: " + plain.reason(),
          plain.console());
    }
    List<Cut> cuts = Experiment.cuts(work, window);
    out.printf(
        "The workload made %,d writes; a power cut can leave %,d different disks (window %d).%n",
        work.writes(), cuts.size(), window);
    out.flush();
    Experiment.Result result;
    try (Counter counter = new Counter(surroundings)) {
      result = experiment.run(work, cuts, jobs, counter);
    }
    if (result.failures().isEmpty()) {
      out.printf("The check passes on all of them.%n");
      return ExitStatus.OK;
    }
    String name = line.value("output").orElse("powercut");
    Cut cut = result.failures().getFirst().cut();
    experiment.record(
        work, cut, file(name, Snapshots.SUFFIX, surroundings), file(name, ".log", surroundings));
    experiment.recordWork(
        file(name + "-workload", Snapshots.SUFFIX, surroundings),
        file(name + "-workload", ".log", surroundings));
    out.print(Report.of(work, result, name));
    return ExitStatus.INPUT_HAS_ERRORS;
  }

  private static Path file(String name, String suffix, Surroundings surroundings) {
    return RunCommand.path(name + suffix, surroundings);
  }

  private static int useless(Surroundings surroundings, String problem, String console) {
    surroundings.err().println("softmetal powercut: " + problem);
    surroundings.err().print(Report.lastLines(console));
    return Runner.SOFTMETAL_FAILED;
  }

  /// How many disks have been checked, on a terminal.
  private record Counter(Surroundings surroundings) implements Progress, AutoCloseable {
    @Override
    public void at(long done, long total) {
      if (surroundings.colour()) {
        surroundings.err().printf("\rchecked %,d of %,d", done, total);
        surroundings.err().flush();
      }
    }

    @Override
    public void close() {
      if (surroundings.colour()) {
        surroundings.err().print("\r\u001b[K");
      }
    }
  }
}
