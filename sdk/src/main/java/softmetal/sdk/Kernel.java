package softmetal.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;

/// A kernel ready to boot, with what belongs on its disk. Made once, booted as often as a test likes: each [Guest] gets
/// memory and a disk of its own.
public final class Kernel {
  private final BootImage image;

  private Kernel(BootImage image) {
    this.image = image;
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
    return built(Project.buildFiles(Arrays.asList(sources), diagnostics), diagnostics);
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
  /// @throws IllegalArgumentException when it is no executable for this machine
  public static Kernel elf(Path file) {
    try {
      return new Kernel(
          BootImage.of(ElfReader.readExecutable(file.toString(), Files.readAllBytes(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(e.diagnostic().message(), e);
    }
  }

  private static Kernel built(Optional<BootImage> image, Diagnostics diagnostics) {
    return new Kernel(
        image.orElseThrow(
            () -> new IllegalArgumentException("\n" + new TextFormat(false).format(diagnostics))));
  }

  BootImage image() {
    return image;
  }
}
