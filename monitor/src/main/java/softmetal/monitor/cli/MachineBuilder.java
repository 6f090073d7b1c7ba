package softmetal.monitor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.cli.ListingFile;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.cli.RunSettings.BootSettings;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.Firmware;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Listings;
import softmetal.monitor.project.Project;

/// Builds the kernel that is to be booted, and says what machine it is for.
final class MachineBuilder {
  private final RunSettings settings;
  private final Surroundings surroundings;

  /// What goes into RAM, and the disk that comes with it.
  record Built(Boot boot, Optional<BootImage.DiskContents> disk) {
    SymbolTable symbols() {
      return SymbolTable.of(boot.kernel().orElse(boot.first()));
    }
  }

  MachineBuilder(RunSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /// Builds, and prints what is to be said about the sources; empty after errors.
  Optional<Built> build() {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Built> built = Optional.empty();
    try {
      Optional<BootImage> image = bootImage(diagnostics);
      if (image.isPresent() && settings.records().listing().isPresent()) {
        ListingFile.write(surroundings, settings.records().listing().get(), image.get().listings());
      }
      if (image.isPresent() || settings.files().isEmpty()) {
        built = Optional.of(new Built(boot(image), image.flatMap(BootImage::disk)));
      }
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
    surroundings.err().print(new TextFormat(surroundings.colour()).format(diagnostics));
    return diagnostics.hasErrors() ? Optional.empty() : built;
  }

  /// The kernel; empty after errors, or when there is none to be.
  private Optional<BootImage> bootImage(Diagnostics diagnostics) throws InvalidInputException {
    if (settings.files().isEmpty()) {
      return Optional.empty();
    }
    Path first = settings.files().getFirst();
    if (settings.files().size() == 1 && Files.isDirectory(first)) {
      return Project.build(first, listings(), diagnostics);
    }
    if (settings.files().size() == 1 && !isSource(first)) {
      return Optional.of(BootImage.of(KernelFile.read(first, kernelBase())));
    }
    return Project.buildFiles(settings.files(), kernelBase(), listings(), diagnostics);
  }

  private Listings listings() {
    return settings.records().listing().isPresent() ? Listings.KEPT : Listings.NONE;
  }

  /// Where a kernel goes that does not say it itself.
  private long kernelBase() {
    boolean first = settings.boot().bios().orElse(BootSettings.NONE).equals(BootSettings.NONE);
    return first ? Project.MACHINE_BASE : Project.SUPERVISOR_BASE;
  }

  private Boot boot(Optional<BootImage> image) throws InvalidInputException {
    BootSettings wanted = settings.boot();
    boolean needsSbi = wanted.bios().isEmpty() && image.map(BootImage::needsSbi).orElse(false);
    Firmware firmware = new Firmware.None();
    if (wanted.builtIn() || needsSbi) {
      firmware = new Firmware.BuiltIn();
    } else if (wanted.isFile()) {
      Path file = surroundings.resolve(wanted.bios().orElseThrow());
      firmware = new Firmware.Image(KernelFile.read(file, Project.MACHINE_BASE));
    }
    byte[] ramdisk =
        wanted.initialRamdisk().isPresent()
            ? KernelFile.bytes(wanted.initialRamdisk().get())
            : new byte[0];
    return new Boot(firmware, image.map(BootImage::kernel), ramdisk);
  }

  static boolean isSource(Path file) {
    return file.toString().endsWith(".s") || file.toString().endsWith(".S");
  }

  /// The disks that the user named; failing these, the one that comes with the kernel.
  List<Minidisk> disks(Built built, Drives drives) throws InvalidInputException {
    List<Minidisk> disks = new ArrayList<>();
    for (String wanted : settings.disks()) {
      Optional<Minidisk> there = drives.find(wanted);
      if (there.isPresent()) {
        disks.add(there.get());
        continue;
      }
      Path file = surroundings.resolve(wanted);
      Optional<Long> size = Files.exists(file) ? Optional.empty() : ByteSize.parse(wanted);
      disks.add(size.isPresent() ? drives.create(size.get(), wanted) : drives.importImage(file));
    }
    if (disks.isEmpty() && built.disk().isPresent()) {
      disks.add(built.disk().get().create(drives));
    }
    return disks;
  }

  /// @param switches the virtual switch of a name
  MachineDefinition definition(
      Built built, List<Minidisk> disks, Function<String, EthernetSwitch> switches) {
    return new MachineDefinition(
        instructionSet(built.boot()),
        settings.memoryBytes(),
        settings.harts(),
        disks,
        settings.bootArguments(),
        settings.board().options(switches));
  }

  /// What was asked for, or what the program needs.
  private InstructionSet instructionSet(Boot boot) {
    Xlen xlen = boot.first().bits() == 32 ? Xlen.RV32 : Xlen.RV64;
    return settings.instructionSet().orElse(InstructionSet.ALL.with(xlen));
  }
}
