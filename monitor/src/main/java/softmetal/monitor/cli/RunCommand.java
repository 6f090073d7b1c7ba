package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.ListingFile;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.isa.InstructionSet;
import softmetal.monitor.cli.RunSettings.BootSettings;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.InstructionCount;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.Snapshots;

/// `softmetal run`: builds a kernel if need be, and boots it on a machine of its own.
public final class RunCommand implements Command {
  private static final List<String> OF_A_NEW_MACHINE =
      List.of(
          "memory",
          "isa",
          "harts",
          "disk",
          "store",
          "net",
          "pcap",
          "rng",
          "virtio-console",
          "legacy",
          "seed",
          "rtc-base",
          "bios",
          "initrd",
          "dump-dtb",
          "append");

  /// What can be said of VMs that a store has.
  private static final List<String> OF_VMS = List.of("store", "max-instructions", "pcap", "input");

  private static final CommandLine LINE =
      CommandLine.named(
              "run", "[options] DIRECTORY | KERNEL.elf | FILE.s ... | MACHINE.snap | VM ...")
          .about(
              """
              Boots a kernel on a private RISC-V machine like QEMU's `virt` board. A directory is a kernel project:
              its sources are assembled, linked and booted (see docs/operating.md). Source files are assembled and
              linked at 0x80000000. Nothing is written to your disk, and everything is gone at the end.\
              """)
          .about(
              """
              The console is on standard input and output. At a terminal, Ctrl-A x leaves and Ctrl-A h lists the keys.
              Input from a file is typed whenever the guest waits for it, the same way in every run.\
              """)
          .about(
              """
              A snapshot (.snap) goes on where it was saved, on the machine that it was saved on, which no option can change.\
              """)
          .about(
              """
              With --store, names of VMs that `softmetal create` has made in it run those, all at once. At a terminal, Ctrl-A n
              goes from one console to the next, and Ctrl-A z suspends all; elsewhere each line has the name of its VM in front.\
              """)
          .with(MachineOptions::add)
          .option(
              "--disk=NAME|FILE|SIZE",
              "a disk: a minidisk of the store, an image of the host, copied on write, or an empty one of this size; may be repeated")
          .option(
              "--store=DIRECTORY",
              "use the drives that are in this directory (see softmetal disk) instead of some in memory")
          .option("--pcap=FILE", "record what passes the switches, for Wireshark")
          .option(
              "--input=VM=FILE",
              "for VMs of a store: type what is in this file at that VM; may be repeated")
          .option("--console-log=FILE", "keep a copy of what the guest writes to its console")
          .option(
              "--snapshot-on-exit=FILE.snap", "save the machine when it stops, to go on from there")
          .option(
              "--record=FILE.log",
              "record what is typed, and save the machine at the beginning as FILE.snap, for softmetal replay")
          .option("--dump-dtb=FILE", "write the device tree and do not boot")
          .option("--max-instructions=N", "stop after N instructions; K, M and G are decimal here")
          .option(
              "--explain-traps",
              "say in a line on standard error what each exit to the monitor was about")
          .option("--explain-all", "the same, also for the shadow page tables")
          .option(
              "--lint",
              "say on standard error which rules of the specifications the kernel breaks, the first time that it does")
          .option(ListingFile.OPTION, ListingFile.HELP)
          .option("--trace=FILE", "write what happens to a file for tools (see docs/tracing.md)")
          .option(
              "--trace-classes=NAMES",
              "what to trace: instructions, branches, traps, privileged, memory, devices, separated by commas (default: all)")
          .option(
              "--trace-range=FIRST-LAST",
              "trace only at these program counters, addresses or names; may be repeated")
          .option(
              "--trace-start=PLACE|N",
              "begin to trace when a hart gets to this address or name, or has retired N instructions")
          .option("--trace-stop=PLACE|N", "trace no more from there on")
          .option(
              "--gdb=PORT",
              "wait for gdb on this port of localhost before the first instruction; 0 for any free port")
          .option(
              "--print-state-hash",
              "print the instructions retired, and a fingerprint of the whole machine, at the end")
          .example("softmetal run sample-os")
          .example("softmetal run --explain-traps --max-instructions 1M hello.s")
          .example(
              "softmetal run --gdb 1234 kernel.elf      (then: gdb-multiarch kernel.elf -ex 'target remote :1234')")
          .example("softmetal run --max-instructions 50M --snapshot-on-exit booted.snap sample-os")
          .example("softmetal run booted.snap")
          .example("softmetal run --disk fs.img kernel.elf")
          .example("softmetal run --store lab alice bob")
          .example("softmetal run --bios sbi --initrd root.cpio.gz --append console=ttyS0 Image")
          .guestStatuses()
          .status(
              Runner.LIMIT_REACHED,
              "the guest was stopped: limit reached, or it waited for what cannot come")
          .status(
              Runner.SOFTMETAL_FAILED,
              "softmetal could not do its part: wrong command line, errors in the input");

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "boot a kernel, a kernel project or assembly sources";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments) == ExitStatus.OK
          ? ExitStatus.OK
          : Runner.SOFTMETAL_FAILED;
    }
    try {
      List<Vm> vms = vms(parsed.get(), surroundings);
      Runner.Input input = Runner.input(surroundings.in());
      if (!vms.isEmpty()) {
        return vmRun(vms, parsed.get(), input, surroundings).run();
      }
      RunSettings settings = settings(parsed.get(), surroundings);
      return new Runner(settings, input, surroundings).run();
    } catch (IllegalArgumentException wrong) {
      LINE.complain(surroundings, String.valueOf(wrong.getMessage()));
    } catch (InvalidInputException e) {
      surroundings.err().print(new TextFormat(surroundings.colour()).format(e.diagnostic()));
    } catch (IOException e) {
      surroundings.err().println("softmetal run: " + e.getMessage());
    }
    return Runner.SOFTMETAL_FAILED;
  }

  /// The VMs of the store that the operands name; none if they name files.
  private static List<Vm> vms(Parsed line, Surroundings surroundings)
      throws IOException, InvalidInputException {
    List<Vm> vms = new ArrayList<>();
    Optional<String> store = line.value("store");
    if (store.isEmpty() || line.operands().isEmpty()) {
      return vms;
    }
    VmDirectory directory = new VmDirectory(path(store.get(), surroundings));
    boolean areNames =
        line.operands().stream().anyMatch(directory::has)
            || line.operands().stream()
                .allMatch(name ->
                    Vm.isName(name)
                        && !Files.exists(path(name, surroundings))
                        && !name.contains("."));
    if (areNames) {
      for (String name : line.operands()) {
        Vm vm = directory.get(name);
        if (vms.contains(vm)) {
          throw new IllegalArgumentException("%s is named twice".formatted(name));
        }
        vms.add(vm);
      }
    }
    return vms;
  }

  private static VmRun vmRun(
      List<Vm> vms, Parsed line, Runner.Input input, Surroundings surroundings) {
    for (String option : LINE.names()) {
      if (line.has(option) && !OF_VMS.contains(option)) {
        throw new IllegalArgumentException(
            "--%s: a VM of a store is as it was created; with it go only --%s"
                .formatted(option, String.join(", --", OF_VMS)));
      }
    }
    return new VmRun(
        path(line.value("store").orElseThrow(), surroundings),
        vms,
        instructions(line, "max-instructions"),
        line.value("pcap").map(file -> path(file, surroundings)),
        scripts(vms, line, surroundings),
        input,
        surroundings);
  }

  private static Map<String, Path> scripts(List<Vm> vms, Parsed line, Surroundings surroundings) {
    Map<String, Path> scripts = new HashMap<>();
    for (String text : line.values("input")) {
      String[] parts = text.split("=", 2);
      if (parts.length < 2 || vms.stream().noneMatch(vm -> vm.name().equals(parts[0]))) {
        throw new IllegalArgumentException(
            "--input: `%s` is not VM=FILE with a VM that is to run".formatted(text));
      }
      scripts.put(parts[0], path(parts[1], surroundings));
    }
    return scripts;
  }

  /// What a VM of a store was created as; empty when that is not right, which has been told.
  static Optional<RunSettings> definition(Vm vm, Surroundings surroundings) throws IOException {
    return definition(vm.definition(), surroundings);
  }

  /// @param arguments as of `softmetal run`
  static Optional<RunSettings> definition(List<String> arguments, Surroundings surroundings) {
    Optional<Parsed> parsed = LINE.parse(arguments, surroundings);
    return parsed.map(line -> settings(line, surroundings));
  }

  static RunSettings settings(Parsed line, Surroundings surroundings) {
    if (line.has("input")) {
      throw new IllegalArgumentException("--input is for VMs of a store");
    }
    List<Path> files = new ArrayList<>();
    for (String operand : line.operands()) {
      files.add(path(operand, surroundings));
    }
    BootSettings boot = boot(line, surroundings);
    if (files.isEmpty() && !boot.isFile() && boot.dumpDeviceTree().isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to run: name a directory, an ELF file, sources or a snapshot");
    }
    if (files.size() > 1 && !files.stream().allMatch(MachineBuilder::isSource)) {
      throw new IllegalArgumentException(
          "several files must all be sources (.s, .S), and %s is not"
              .formatted(
                  files.stream()
                      .filter(file -> !MachineBuilder.isSource(file))
                      .findFirst()
                      .orElseThrow()));
    }
    if (files.size() == 1 && files.getFirst().toString().endsWith(Snapshots.SUFFIX)) {
      checkResumes(line);
    }
    Optional<Path> store = line.value("store").map(directory -> path(directory, surroundings));
    return new RunSettings(
        files,
        instructionSet(line),
        memory(line),
        (int) number(line, "harts", 1, MachineDefinition.MAX_HARTS, 1),
        disks(line, surroundings),
        store,
        line.value("append").orElse(""),
        instructions(line, "max-instructions"),
        new RunSettings.DebugSettings(
            detail(line), line.has("lint"), gdbPort(line), trace(line, surroundings)),
        line.has("print-state-hash"),
        boot,
        board(line),
        records(line, surroundings));
  }

  /// What makes a machine cannot be said of one that has been made.
  private static void checkResumes(Parsed line) {
    for (String option : OF_A_NEW_MACHINE) {
      if (line.has(option)) {
        throw new IllegalArgumentException(
            "--%s: the machine of a snapshot is as it was saved".formatted(option));
      }
    }
  }

  private static BootSettings boot(Parsed line, Surroundings surroundings) {
    Optional<String> bios = line.value("bios");
    boolean isFile =
        bios.isPresent()
            && !bios.get().equals(BootSettings.NONE)
            && !bios.get().equals(BootSettings.BUILT_IN);
    return new BootSettings(
        isFile ? bios.map(file -> path(file, surroundings).toString()) : bios,
        line.value("initrd").map(file -> path(file, surroundings)),
        line.value("dump-dtb").map(file -> path(file, surroundings)));
  }

  private static RunSettings.RecordSettings records(Parsed line, Surroundings surroundings) {
    if (line.value("pcap").isPresent() && line.values("net").isEmpty()) {
      throw new IllegalArgumentException("--pcap: there is no network without --net");
    }
    return new RunSettings.RecordSettings(
        line.value("pcap").map(file -> path(file, surroundings)),
        line.value("console-log").map(file -> path(file, surroundings)),
        snapshot(line, surroundings),
        line.value("record").map(file -> log(file, surroundings)),
        listing(line, surroundings));
  }

  private static Optional<String> listing(Parsed line, Surroundings surroundings) {
    Optional<String> file = line.value(ListingFile.NAME);
    if (file.isPresent() && line.operands().size() == 1) {
      Path kernel = path(line.operands().getFirst(), surroundings);
      if (!MachineBuilder.isSource(kernel) && !Files.isDirectory(kernel)) {
        throw new IllegalArgumentException(
            "--listing needs sources, and %s is a program: softmetal ld --listing lists what it links"
                .formatted(kernel));
      }
    }
    return file;
  }

  static Optional<Path> snapshot(Parsed line, Surroundings surroundings) {
    return line.value("snapshot-on-exit").map(file -> snapshot(file, surroundings));
  }

  private static Path log(String text, Surroundings surroundings) {
    if (!text.endsWith(Runner.LOG_SUFFIX)) {
      throw new IllegalArgumentException(
          "--record: a log is called NAME%s, and this `%s`".formatted(Runner.LOG_SUFFIX, text));
    }
    return path(text, surroundings);
  }

  private static Path snapshot(String text, Surroundings surroundings) {
    if (!text.endsWith(Snapshots.SUFFIX)) {
      throw new IllegalArgumentException(
          "--snapshot-on-exit: a snapshot is called NAME%s, and this `%s`"
              .formatted(Snapshots.SUFFIX, text));
    }
    return path(text, surroundings);
  }

  private static BoardSettings board(Parsed line) {
    BoardSettings board = BoardSettings.of(line);
    int slots = line.values("disk").size() + board.slots();
    if (slots > MachineDefinition.MAX_DISKS) {
      throw new IllegalArgumentException(
          "%d disks and other virtio devices, and the machine has %d slots"
              .formatted(slots, MachineDefinition.MAX_DISKS));
    }
    return board;
  }

  private static List<String> disks(Parsed line, Surroundings surroundings) {
    List<String> disks = line.values("disk");
    disks.forEach(disk -> path(disk, surroundings));
    if (disks.size() > MachineDefinition.MAX_DISKS) {
      throw new IllegalArgumentException(
          "%d disks, and the machine has %d slots"
              .formatted(disks.size(), MachineDefinition.MAX_DISKS));
    }
    return disks;
  }

  static Path path(String text, Surroundings surroundings) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a file cannot have an empty name");
    }
    try {
      return surroundings.resolve(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no file can be named `%s`".formatted(text), e);
    }
  }

  private static long memory(Parsed line) {
    String text = line.value("memory").orElse("128M");
    long bytes =
        ByteSize.parse(text)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "--memory: `%s` is not a size such as 64M".formatted(text)));
    if (!Ram.isValidSize(bytes)) {
      throw new IllegalArgumentException(
          "--memory: %s is not a multiple of 4 KiB from %s to %s"
              .formatted(text, ByteSize.print(Ram.MIN_BYTES), ByteSize.print(Ram.MAX_BYTES)));
    }
    return bytes;
  }

  private static Optional<InstructionSet> instructionSet(Parsed line) {
    Optional<String> text = line.value("isa");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      InstructionSet set = InstructionSet.parse(text.get());
      return Optional.of(MachineDefinition.checked(set));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--isa: " + e.getMessage(), e);
    }
  }

  private static Optional<RunSettings.Trace> trace(Parsed line, Surroundings surroundings) {
    if (!line.has("trace")) {
      refuseWithoutTrace(line);
    }
    return line.value("trace")
        .map(file ->
            new RunSettings.Trace(
                path(file, surroundings),
                TraceSettings.parseClasses(line.value("trace-classes").orElse("all")),
                line.values("trace-range"),
                line.value("trace-start"),
                line.value("trace-stop")));
  }

  static OptionalInt gdbPort(Parsed line) {
    return line.value("gdb").isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of((int) number(line, "gdb", 0, 65_535, 0));
  }

  private static Optional<Detail> detail(Parsed line) {
    if (line.has("explain-all")) {
      return Optional.of(Detail.EVERYTHING);
    }
    return line.has("explain-traps") ? Optional.of(Detail.KERNEL) : Optional.empty();
  }

  private static void refuseWithoutTrace(Parsed line) {
    for (String option : List.of("trace-classes", "trace-range", "trace-start", "trace-stop")) {
      if (line.has(option)) {
        throw new IllegalArgumentException("--%s: needs --trace FILE too".formatted(option));
      }
    }
  }

  /// @param option one that takes a count of instructions
  static long instructions(Parsed line, String option) {
    Optional<String> text = line.value(option);
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    OptionalLong count = InstructionCount.parse(text.get());
    if (count.isPresent() && count.getAsLong() >= 1) {
      return count.getAsLong();
    }
    throw new IllegalArgumentException(
        "--%s: `%s` is not a count such as 1000000 or 50M".formatted(option, text.get()));
  }

  static long number(Parsed line, String option, long least, long most, long otherwise) {
    Optional<String> text = line.value(option);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "--%s: `%s` is not a number from %d to %d".formatted(option, text.get(), least, most));
  }
}
