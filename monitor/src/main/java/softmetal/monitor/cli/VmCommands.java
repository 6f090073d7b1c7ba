package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.disk.Claim;
import softmetal.monitor.disk.DiskImage;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.LinkMode;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.MinidiskDefinition;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshots;

/// The commands that define virtual machines in a store, show them, and put them back: `create`, `list`, `show`, `reset`, `fork`, `delete`.
final class VmCommands {
  private static final Pattern MAC = Pattern.compile("mac=([0-9a-fA-F:]{17})");

  private VmCommands() {}

  static List<Command> all() {
    return List.of(
        command(
            "create",
            "define a virtual machine in a store",
            line("create", "NAME DIRECTORY | KERNEL.elf | FILE.s ...")
                .about(
                    """
                    Defines a virtual machine that stays: its kernel is built and booted anew by each `softmetal run NAME`, its disks
                    are minidisks of the store, which it owns. Where there is no store yet, it makes one.\
                    """)
                .about(
                    """
                    The disk of a kernel project is made now; later runs find on it what earlier ones have written.\
                    """)
                .with(MachineOptions::add)
                .option(
                    "--disk=FILE|SIZE",
                    "a disk of its own: with the contents of a file, or empty; may be repeated")
                .option(
                    "--disk-size=SIZE",
                    "the size of the disk that comes with a kernel project (default: what the project says)")
                .option(
                    "--link=MINIDISK[:MODE]",
                    "link a minidisk that is another's, or nobody's (default: R; `softmetal disk link --help=modes`); may be repeated")
                .example("softmetal create --store lab alice sample-os")
                .example(
                    "softmetal create --store lab --memory 64M --net lan --disk 8M bob kernel.elf"),
            2,
            Integer.MAX_VALUE,
            VmCreation::create),
        command(
            "list",
            "list the virtual machines of a store",
            line("list", "").about("Lists the virtual machines of a store."),
            0,
            0,
            VmCommands::list),
        command(
            "show",
            "show what a virtual machine is and has",
            line("show", "NAME")
                .about(
                    "Shows how a virtual machine is defined, its disks, and what is saved of it."),
            1,
            1,
            VmCommands::show),
        command(
            "reset",
            "put a virtual machine back",
            line("reset", "NAME")
                .about(
                    """
                    Puts a virtual machine back to where it was created: its own disks hold what they held then, and the next run boots
                    it. Disks that it only links are not touched.\
                    """)
                .option(
                    "--to=N|NAME|FILE.snap",
                    "to a snapshot, by its number or name (see softmetal show), or a file: the next run goes on from there; what it is now is lost (`softmetal snapshot restore` keeps it)")
                .example("softmetal reset --store lab alice")
                .example("softmetal reset --store lab --to 2 alice"),
            1,
            1,
            VmCommands::reset),
        command(
            "fork",
            "make a virtual machine like another one",
            line("fork", "NAME NEW")
                .about(
                    """
                    Makes a virtual machine like another one as that is now, with disks and network addresses of its own. What the other one
                    only links, too, becomes a disk of the new one: it never gets a link that writes.\
                    """)
                .example("softmetal fork --store lab alice experiment"),
            2,
            2,
            VmCommands::fork),
        command(
            "delete",
            "delete virtual machines",
            line("delete", "NAME ...")
                .about(
                    """
                    Deletes virtual machines, what was saved of them, their own disks, and their links. A disk that others link stays until
                    they no longer do.\
                    """)
                .option("--keep-disks", "keep their disks")
                .example("softmetal delete --store lab experiment"),
            1,
            Integer.MAX_VALUE,
            VmCommands::delete));
  }

  private static Command command(
      String name,
      String summary,
      CommandLine line,
      int least,
      int most,
      CommandGroup.Action action) {
    return new CommandGroup.Single(new Work(name, summary, line, least, most, action));
  }

  private static CommandLine line(String name, String synopsis) {
    return CommandLine.named(name, "--store DIRECTORY [options] " + synopsis)
        .option("--store=DIRECTORY", "the directory with the drives");
  }

  /// Opens a store, and removes what processes have left behind in it that were killed while they saved its VMs.
  static Drives openStore(Path store) throws InvalidInputException {
    Drives drives = Drives.open(store);
    try {
      new VmDirectory(store).removeLeftovers();
    } catch (IOException e) {
      // They only take room. Who next writes there is told what is wrong.
    }
    return drives;
  }

  private static void list(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("NAME", "STATE", "SNAPSHOTS", "DISKS", "LINKS", "DEFINITION"));
      for (Vm vm : new VmDirectory(request.store()).all()) {
        rows.add(
            List.of(
                vm.name(),
                vm.isSuspended() ? "suspended" : "off",
                String.valueOf(vm.snapshots().size()),
                names(own(drives, vm).stream().map(MinidiskDefinition::name).toList()),
                names(claims(drives, vm).stream().map(Claim::minidisk).toList()),
                String.join(" ", vm.definition())));
      }
      request.print(Columns.print(rows));
    }
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "-" : String.join(",", names);
  }

  static List<MinidiskDefinition> own(Drives drives, Vm vm) {
    return drives.definitions().stream().filter(disk -> disk.owner().equals(vm.name())).toList();
  }

  private static List<Claim> claims(Drives drives, Vm vm) {
    return drives.claims().stream().filter(claim -> claim.vm().equals(vm.name())).toList();
  }

  private static void show(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      Vm vm = new VmDirectory(request.store()).get(request.operand(0));
      StringBuilder text = new StringBuilder();
      text.append("%s is %s%n".formatted(vm.name(), vm.isSuspended() ? "suspended" : "off"));
      vm.definition().forEach(argument -> text.append("  ").append(argument).append('\n'));
      List<List<String>> disks = new ArrayList<>();
      disks.add(List.of("DISK", "SIZE", "MODE", ""));
      for (MinidiskDefinition disk : own(drives, vm)) {
        disks.add(List.of(disk.name(), ByteSize.print(disk.size()), disk.mode().name(), "its own"));
      }
      for (Claim claim : claims(drives, vm)) {
        Minidisk disk = drives.get(claim.minidisk());
        String slot = claim.slot().isEmpty() ? "linked" : "linked, in slot " + claim.slot();
        disks.add(
            List.of(claim.minidisk(), ByteSize.print(disk.size()), claim.mode().name(), slot));
      }
      if (disks.size() > 1) {
        text.append('\n').append(Columns.print(disks));
      }
      List<List<String>> saved = new ArrayList<>();
      saved.add(List.of("N", "NAME", "SIZE", "BUILDS ON", "NOTE"));
      for (Path file : vm.snapshots()) {
        Snapshots.Summary summary = Snapshots.summary(file);
        saved.add(
            List.of(
                String.valueOf(Vm.number(file)),
                SnapshotCommand.printable(summary.name()),
                ByteSize.print(summary.bytes()),
                summary.parent().map(parent -> parent.brief()).orElse("-"),
                SnapshotCommand.printable(summary.note())));
      }
      if (saved.size() > 1) {
        text.append('\n').append(Columns.print(saved));
      }
      request.print(text.toString());
    }
  }

  private static void reset(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      Vm vm = new VmDirectory(request.store()).get(request.operand(0));
      Optional<String> wanted = request.line().value("to");
      if (wanted.isPresent()) {
        Path file = VmSnapshots.wanted(vm, wanted.get(), request);
        try (SavedSnapshot saved = Snapshots.read(file, drives)) {
          VmSnapshots.checkFits(drives, vm, saved, file);
          VmSnapshots.goBack(drives, vm, saved);
        }
        return;
      }
      try (SavedSnapshot saved = Snapshots.read(vm.created(), drives)) {
        VmSnapshots.checkFits(drives, vm, saved, vm.created());
        Files.deleteIfExists(vm.suspended());
        VmSnapshots.revertDisks(drives, vm, saved);
      }
    }
  }

  private static void fork(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      VmDirectory directory = new VmDirectory(request.store());
      Vm vm = directory.get(request.operand(0));
      Vm fork = directory.prepare(request.operand(1));
      List<String> sources = new ArrayList<>(own(drives, vm).stream().map(d -> d.name()).toList());
      claims(drives, vm).forEach(claim -> sources.add(claim.minidisk()));
      List<String> made = new ArrayList<>();
      boolean isMade = false;
      try {
        for (String source : sources) {
          Minidisk disk = drives.get(source);
          MinidiskDefinition definition = ownDisk(fork, made.size(), disk.size());
          try (DiskImage image = disk.freeze()) {
            copy(image, drives.create(definition));
          }
          made.add(definition.name());
        }
        Files.copy(vm.created(), fork.created());
        if (vm.isSuspended()) {
          Files.copy(vm.suspended(), fork.suspended());
        }
        long mac = firstMac(directory, fork.name());
        List<String> lines = new ArrayList<>();
        for (String line : vm.definition()) {
          lines.add(
              line.startsWith("--net=")
                  ? MAC.matcher(line).replaceAll("mac=" + new MacAddress(mac++))
                  : line);
        }
        directory.define(fork, lines);
        isMade = true;
      } finally {
        if (!isMade) {
          takeBack(drives, made);
          directory.delete(fork);
        }
      }
    }
  }

  static MinidiskDefinition ownDisk(Vm vm, int number, long size) {
    return new MinidiskDefinition(
        "%s/disk%d".formatted(vm.name(), number), size, vm.name(), LinkMode.M);
  }

  static void copy(DiskImage image, Minidisk disk) throws IOException {
    image.forEachChunkSince(null, disk::write);
    disk.flush();
  }

  /// Gives back the disks of a VM that could not be made.
  static void takeBack(Drives drives, List<String> disks) throws InvalidInputException {
    for (String disk : disks) {
      drives.delete(disk);
    }
  }

  /// An address for the first network card of a VM, which follows from its name; it and those of the cards behind it are nobody else's in
  /// this store.
  static long firstMac(VmDirectory directory, String name) throws IOException {
    Set<String> taken = new HashSet<>();
    for (Vm vm : directory.all()) {
      Matcher matcher = MAC.matcher(String.join("\n", vm.definition()));
      while (matcher.find()) {
        taken.add(matcher.group(1).toLowerCase(Locale.ROOT));
      }
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(UTF_8));
    long mac = 0x5254_0000_0000L | (crc.getValue() & 0xff_fff0);
    while (isTaken(mac, taken)) {
      mac = 0x5254_0000_0000L | (mac + 16 & 0xff_fff0);
    }
    return mac;
  }

  private static boolean isTaken(long firstMac, Set<String> taken) {
    return LongStream.range(firstMac, firstMac + MachineDefinition.MAX_DISKS)
        .anyMatch(mac -> taken.contains(new MacAddress(mac).toString()));
  }

  private static void delete(Request request) throws InvalidInputException, IOException {
    try (Drives drives = DiskWorks.open(request)) {
      VmDirectory directory = new VmDirectory(request.store());
      List<Vm> vms = new ArrayList<>();
      for (String name : request.line().operands()) {
        vms.add(directory.get(name));
      }
      boolean keepsDisks = request.line().has("keep-disks");
      for (Vm vm : vms) {
        List<String> names = own(drives, vm).stream().map(MinidiskDefinition::name).toList();
        String others =
            drives.claims().stream()
                .filter(claim -> names.contains(claim.minidisk()))
                .filter(claim -> !claim.vm().equals(vm.name()))
                .map(claim -> "%s links %s".formatted(claim.vm(), claim.minidisk()))
                .collect(Collectors.joining(", "));
        if (!keepsDisks && !others.isEmpty()) {
          throw new IOException("%s stays: %s".formatted(vm.name(), others));
        }
      }
      for (Vm vm : vms) {
        directory.delete(vm);
        for (Claim claim : claims(drives, vm)) {
          drives.unclaim(vm.name(), claim.minidisk());
        }
        if (!keepsDisks) {
          takeBack(drives, own(drives, vm).stream().map(MinidiskDefinition::name).toList());
        }
      }
    }
  }
}
