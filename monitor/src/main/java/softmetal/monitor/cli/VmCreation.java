package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.MachineBuilder.Built;
import softmetal.monitor.disk.Claim;
import softmetal.monitor.disk.DiskImage;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.ImageFiles;
import softmetal.monitor.disk.LinkMode;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.project.BootImage.DiskContents;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// `softmetal create`: all of a VM is made, or nothing.
final class VmCreation {
  private final Vm vm;
  private final VmDirectory directory;
  private final Drives drives;
  private final Parsed line;
  private final Surroundings surroundings;
  private final List<String> made = new ArrayList<>();

  private VmCreation(
      Vm vm, VmDirectory directory, Drives drives, Parsed line, Surroundings surroundings) {
    this.vm = vm;
    this.directory = directory;
    this.drives = drives;
    this.line = line;
    this.surroundings = surroundings;
  }

  static void create(Request request) throws InvalidInputException, IOException {
    Path store = request.store();
    String name = request.operand(0);
    try (Drives drives =
        Drives.isStore(store)
            ? DiskWorks.open(request)
            : Drives.in(store, Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      VmDirectory directory = new VmDirectory(store);
      Vm vm = directory.prepare(name);
      VmCreation creation =
          new VmCreation(vm, directory, drives, request.line(), request.surroundings());
      boolean isMade = false;
      try {
        creation.run();
        isMade = true;
      } finally {
        if (!isMade) {
          creation.takeBack();
        }
      }
    }
  }

  private void takeBack() throws InvalidInputException, IOException {
    for (Claim claim : drives.claims()) {
      if (claim.vm().equals(vm.name())) {
        drives.unclaim(vm.name(), claim.minidisk());
      }
    }
    VmCommands.takeBack(drives, made);
    directory.delete(vm);
  }

  private void run() throws InvalidInputException, IOException {
    List<String> definition =
        MachineOptions.absolute(line, VmCommands.firstMac(directory, vm.name()), surroundings);
    // Not the name of the VM, which is the first operand.
    definition.remove(definition.size() - line.operands().size());
    Optional<RunSettings> settings = RunCommand.definition(definition, surroundings);
    if (settings.isEmpty()) {
      throw new IllegalArgumentException("no machine can be made of this");
    }
    MachineBuilder builder = new MachineBuilder(settings.get(), surroundings);
    Optional<Built> built = builder.build();
    if (built.isEmpty()) {
      throw new IOException("%s is not created".formatted(vm.name()));
    }
    makeDisks(built.get());
    saveAsCreated(builder, built.get());
    for (String link : line.values("link")) {
      link(link);
    }
    directory.define(vm, definition);
  }

  private void makeDisks(Built built) throws InvalidInputException, IOException {
    List<String> wanted = line.values("disk");
    for (String disk : wanted) {
      makeDisk(disk);
    }
    if (wanted.isEmpty() && built.disk().isPresent()) {
      DiskContents contents = built.disk().get();
      Optional<String> size = line.value("disk-size");
      makeDisk(size.isPresent() ? contents.withSize(size(size.get())) : contents);
    } else if (line.has("disk-size")) {
      throw new IllegalArgumentException("--disk-size: no disk comes with the kernel");
    }
  }

  private void makeDisk(String wanted) throws InvalidInputException, IOException {
    Path file = RunCommand.path(wanted, surroundings);
    Optional<Long> size = Files.exists(file) ? Optional.empty() : ByteSize.parse(wanted);
    if (size.isPresent()) {
      Minidisk disk =
          drives.create(VmCommands.ownDisk(vm, made.size(), sectors(wanted, size.get())));
      made.add(disk.name());
      return;
    }
    if (drives.find(wanted).isPresent()) {
      throw new IllegalArgumentException(
          "--disk: %s is a minidisk that is there already; --link %s:MODE links it"
              .formatted(wanted, wanted));
    }
    long bytes = sectors(wanted, ImageFiles.size(file));
    try (ProgressLine progress = new ProgressLine("import", surroundings)) {
      Minidisk disk =
          drives.importImage(VmCommands.ownDisk(vm, made.size(), bytes), file, progress);
      made.add(disk.name());
    }
  }

  private static long size(String text) {
    return ByteSize.parse(text)
        .map(bytes -> sectors(text, bytes))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--disk-size: `%s` is not a size such as 8M".formatted(text)));
  }

  private static long sectors(String wanted, long bytes) {
    if (bytes <= 0 || bytes % Minidisk.SECTOR_BYTES != 0) {
      throw new IllegalArgumentException(
          "`%s` is %d bytes, and a disk has one or more sectors of 512".formatted(wanted, bytes));
    }
    return bytes;
  }

  private void makeDisk(DiskContents contents) throws InvalidInputException, IOException {
    try (Drives scratch = Drives.inMemory(1, 1L << 40);
        DiskImage image = contents.create(scratch).freeze()) {
      Minidisk disk = drives.create(VmCommands.ownDisk(vm, made.size(), image.size()));
      made.add(disk.name());
      VmCommands.copy(image, disk);
    }
  }

  /// Keeps the machine and its own disks as they are before anything has run.
  private void saveAsCreated(MachineBuilder builder, Built built)
      throws InvalidInputException, IOException {
    List<Minidisk> disks = new ArrayList<>();
    for (String disk : made) {
      disks.add(drives.get(disk));
    }
    try (Machine machine =
        new Machine(builder.definition(built, disks, EthernetSwitch::new), new NobodyThere())) {
      machine.load(built.boot());
      try (Snapshot snapshot = Snapshot.of(machine)) {
        Snapshots.write(vm.created(), snapshot, "created", "", null);
      }
    }
  }

  private void link(String wanted) throws InvalidInputException {
    String[] parts = wanted.split(":", 2);
    LinkMode mode = parts.length > 1 ? LinkWorks.mode(parts[1]) : LinkMode.R;
    drives.claim(new Claim(vm.name(), "", parts[0], mode));
  }
}
