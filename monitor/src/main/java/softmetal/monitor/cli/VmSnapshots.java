package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.MinidiskDefinition;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;
import softmetal.monitor.host.VmDisks;
import softmetal.monitor.host.VmDisks.Attached;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// Saves virtual machines of a store, and puts them back: `softmetal snapshot save|restore`, and `softmetal reset --to`.
final class VmSnapshots {
  private static final int MAX_NOTE = 1000;

  private VmSnapshots() {}

  static List<Work> all() {
    return List.of(
        new Work(
            "save",
            "save a virtual machine of a store",
            line("save", "VM")
                .about(
                    """
                    Saves a virtual machine that does not run, as its next snapshot: one that is suspended as it was then, one that
                    is off as the next run would boot it, with its disks as they are. While it runs, Ctrl-A s saves it.\
                    """)
                .option("--name=NAME", "what to call it (default: snapshot-N)")
                .option("--note=TEXT", "a line about it")
                .example("softmetal snapshot save --store lab --name clean alice"),
            1,
            1,
            VmSnapshots::save),
        new Work(
            "restore",
            "put a virtual machine of a store back to a snapshot",
            line("restore", "VM N|NAME|FILE.snap")
                .about(
                    """
                    Puts a virtual machine and its own disks back to a snapshot: the next run goes on from there. What it was until
                    then is saved as a snapshot first. Disks that it only links are not touched.\
                    """)
                .option("--discard", "do not save what it is now: that is lost")
                .example("softmetal snapshot restore --store lab alice clean"),
            2,
            2,
            VmSnapshots::restore),
        new Work(
            "prune",
            "delete the snapshots of a virtual machine that have no name",
            line("prune", "VM")
                .about(
                    """
                    Deletes the snapshots of a virtual machine that nobody gave a name, but for the last ones. Those that build on them
                    get what they hold, and new identities: a log that starts at one no longer finds it.\
                    """)
                .option("--keep=N", "keep the last N without a name, too (default: 1)")
                .example("softmetal snapshot prune --store lab --keep 3 alice"),
            1,
            1,
            VmSnapshots::prune));
  }

  private static CommandLine line(String name, String synopsis) {
    return CommandLine.named("snapshot " + name, "--store DIRECTORY [options] " + synopsis)
        .option("--store=DIRECTORY", "the store of the virtual machine");
  }

  private static void save(Request request) throws InvalidInputException, IOException {
    Optional<String> name = request.line().value("name");
    String note = request.line().value("note").orElse("");
    checkNote(note);
    try (Drives drives = DiskWorks.open(request)) {
      Vm vm = new VmDirectory(request.store()).get(request.operand(0));
      if (name.isPresent()) {
        checkName(vm, name.get());
      }
      save(drives, vm, name, note, request);
    }
  }

  private static void checkName(Vm vm, String name) throws IOException {
    if (!Vm.isSnapshotName(name)) {
      throw new IllegalArgumentException(
          "--name: `%s` is no name for a snapshot: a letter, and then at most %d letters, digits and . _ -; not snapshot-N, created or suspended"
              .formatted(name, Vm.MAX_NAME - 1));
    }
    Optional<Path> other = vm.snapshot(name);
    if (other.isPresent()) {
      throw new IOException(
          "%s has a snapshot `%s` already, its number %d"
              .formatted(vm.name(), name, Vm.number(other.get())));
    }
  }

  private static void checkNote(String note) {
    if (note.length() > MAX_NOTE || note.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "--note: a note is one line of at most %d characters".formatted(MAX_NOTE));
    }
  }

  private static void save(
      Drives drives, Vm vm, Optional<String> name, String note, Request request)
      throws InvalidInputException, IOException {
    Path file = vm.nextSnapshot();
    String called = name.orElse("snapshot-" + Vm.number(file));
    if (vm.isSuspended()) {
      try (SavedSnapshot saved = Snapshots.read(vm.suspended(), drives)) {
        Snapshots.write(file, saved.snapshot(), called, note, null);
      }
    } else {
      try (Snapshot snapshot = asItWouldBoot(drives, vm, request)) {
        Snapshots.write(file, snapshot, called, note, null);
      }
    }
    request.print(
        "%s is saved as %s, its number %d%n".formatted(vm.name(), called, Vm.number(file)));
  }

  /// What a VM that is off would be at the first instruction of its next run.
  private static Snapshot asItWouldBoot(Drives drives, Vm vm, Request request)
      throws InvalidInputException, IOException {
    Optional<RunSettings> settings = RunCommand.definition(vm, request.surroundings());
    if (settings.isPresent()) {
      MachineBuilder builder = new MachineBuilder(settings.get(), request.surroundings());
      Optional<MachineBuilder.Built> built = builder.build();
      if (built.isPresent()) {
        Map<String, List<Attached>> attached = VmDisks.link(drives, List.of(vm));
        List<Minidisk> disks =
            Objects.requireNonNull(attached.get(vm.name())).stream().map(Attached::disk).toList();
        try (Machine machine =
            new Machine(
                builder.definition(built.get(), disks, EthernetSwitch::new), new NobodyThere())) {
          machine.load(built.get().boot());
          return Snapshot.of(machine);
        }
      }
    }
    throw new IOException(
        "%s is off and cannot boot: there is nothing to save".formatted(vm.name()));
  }

  private static void restore(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      Vm vm = new VmDirectory(request.store()).get(request.operand(0));
      Path file = wanted(vm, request.operand(1), request);
      try (SavedSnapshot saved = Snapshots.read(file, drives)) {
        checkFits(drives, vm, saved, file);
        if (!request.line().has("discard")) {
          save(drives, vm, Optional.empty(), "before " + saved.name() + " was restored", request);
        }
        goBack(drives, vm, saved);
        request.print("%s goes on from %s%n".formatted(vm.name(), saved.name()));
      }
    }
  }

  private static void prune(Request request) throws InvalidInputException, IOException {
    int keep = keep(request.line().value("keep").orElse("1"));
    try (Drives _ = DiskWorks.open(request)) {
      Vm vm = new VmDirectory(request.store()).get(request.operand(0));
      List<Path> unnamed = new ArrayList<>();
      for (Path file : vm.snapshots()) {
        if (!Vm.isSnapshotName(Snapshots.summary(file).name())) {
          unnamed.add(file);
        }
      }
      List<Path> gone = unnamed.subList(0, Math.max(0, unnamed.size() - keep));
      for (Path file : gone) {
        Snapshots.merge(file);
        request.print("%s/%d is deleted%n".formatted(vm.name(), Vm.number(file)));
      }
      request.print(
          "%s: %d deleted, %d left%n".formatted(vm.name(), gone.size(), vm.snapshots().size()));
    }
  }

  private static int keep(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("--keep: `%s` is not a number".formatted(text));
    }
    return Integer.parseInt(text);
  }

  /// The file of a snapshot of a VM: by number, by name, or any other file.
  static Path wanted(Vm vm, String wanted, Request request) throws IOException {
    Optional<Path> own = vm.snapshot(wanted);
    if (own.isPresent()) {
      return own.get();
    }
    if (wanted.endsWith(Snapshots.SUFFIX)) {
      return request.path(wanted);
    }
    throw noSuchSnapshot(vm, wanted);
  }

  static IOException noSuchSnapshot(Vm vm, String wanted) throws IOException {
    List<String> names = vm.snapshotNames();
    String hint = Spelling.nearest(wanted, names).map("; did you mean `%s`?"::formatted).orElse("");
    return new IOException(
        names.isEmpty()
            ? "%s has no snapshots".formatted(vm.name())
            : "%s has no snapshot `%s`%s".formatted(vm.name(), wanted, hint));
  }

  /// @throws IOException when the VM's own disks are not those of the snapshot
  static void checkFits(Drives drives, Vm vm, SavedSnapshot saved, Path file) throws IOException {
    List<MinidiskDefinition> own = VmCommands.own(drives, vm);
    List<Snapshot.Disk> disks = saved.snapshot().disks();
    for (int i = 0; i < own.size(); i++) {
      boolean fits = i < disks.size() && disks.get(i).image().size() == own.get(i).size();
      if (!fits) {
        throw new IOException(
            "%s has no disk of %s in slot %d, as %s is now"
                .formatted(file, ByteSize.print(own.get(i).size()), i, own.get(i).name()));
      }
    }
  }

  /// The next run goes on from there. A process that is killed here has done so, or nothing: resuming puts the disks back once more.
  static void goBack(Drives drives, Vm vm, SavedSnapshot saved)
      throws InvalidInputException, IOException {
    Snapshots.write(vm.suspended(), saved.snapshot(), "suspended", "", null);
    revertDisks(drives, vm, saved);
  }

  static void revertDisks(Drives drives, Vm vm, SavedSnapshot saved)
      throws InvalidInputException, IOException {
    List<MinidiskDefinition> own = VmCommands.own(drives, vm);
    for (int i = 0; i < own.size(); i++) {
      drives.get(own.get(i).name()).revertTo(saved.snapshot().disks().get(i).image());
    }
  }
}
