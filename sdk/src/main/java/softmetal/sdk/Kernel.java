package softmetal.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.Firmware;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.project.Project;

/// A kernel ready to boot, with what belongs on its disk. Made once, booted as often as a test likes: each [Guest] gets
/// memory and a disk of its own.
public final class Kernel {
  private final BootImage image;
  private final Optional<byte[]> diskContent;

  private Kernel(BootImage image, Optional<byte[]> diskContent) {
    this.image = image;
    this.diskContent = diskContent;
  }

  /// Builds the project in a directory, as `softmetal run DIRECTORY` does.
  ///
  /// @throws IllegalArgumentException with the assembler's messages when it has errors
  public static Kernel project(Path directory) {
    Diagnostics diagnostics = new Diagnostics();
    return built(Project.build(directory, diagnostics), diagnostics);
  }

  /// Assembles and links files to one kernel, entered at `_start` or, failing that, at 0x80000000.
  ///
  /// @throws IllegalArgumentException with the assembler's messages when they have errors
  public static Kernel assembled(Path... sources) {
    Diagnostics diagnostics = new Diagnostics();
    return built(
        Project.buildFiles(Arrays.asList(sources), Project.MACHINE_BASE, diagnostics), diagnostics);
  }

  /// Assembles and links a kernel from source text.
  ///
  /// @throws IllegalArgumentException with the assembler's messages when it has errors
  public static Kernel assembled(String source) {
    Diagnostics diagnostics = new Diagnostics();
    return built(
        Project.buildSources(List.of(SourceText.file("kernel.s", source)), diagnostics),
        diagnostics);
  }

  /// An executable made by other tools.
  ///
  /// @throws IllegalArgumentException when it is no executable for this machine, or cannot be read
  public static Kernel elf(Path file) {
    try {
      return new Kernel(
          BootImage.of(ElfReader.readExecutable(file.toString(), Files.readAllBytes(file))),
          Optional.empty());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read %s: %s".formatted(file, Project.reason(e)), e);
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(e.diagnostic().message(), e);
    }
  }

  private static Kernel built(Optional<BootImage> image, Diagnostics diagnostics) {
    return new Kernel(
        image.orElseThrow(
            () -> new IllegalArgumentException("\n" + new TextFormat(false).format(diagnostics))),
        Optional.empty());
  }

  /// The same kernel with another disk, such as one that [Guest#disk] gave.
  ///
  /// @param content of the whole disk; its length is a multiple of 512
  public Kernel withDisk(byte[] content) {
    return new Kernel(image, Optional.of(content.clone()));
  }

  /// What a machine is to start with.
  Boot boot() {
    Firmware firmware = image.needsSbi() ? new Firmware.BuiltIn() : new Firmware.None();
    return new Boot(firmware, Optional.of(image.kernel()), new byte[0]);
  }

  Executable executable() {
    return image.kernel();
  }

  /// A fresh disk for one guest, if the kernel has one.
  Optional<Minidisk> createDisk(Drives drives) throws IOException, InvalidInputException {
    if (diskContent.isPresent()) {
      ByteBuffer content = ByteBuffer.wrap(diskContent.get());
      Minidisk disk = drives.create(content.remaining(), ByteSize.print(content.remaining()));
      disk.write(0, content);
      return Optional.of(disk);
    }
    return image.disk().isPresent()
        ? Optional.of(image.disk().get().create(drives))
        : Optional.empty();
  }
}
