package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.oracle.Qemu;

/// Kernels in C, compiled by a foreign compiler, print the same here as on QEMU.
@Tag("oracle")
public class ForeignKernelsTest {
  private static final Path SOURCES = Path.of("src/test/foreign");
  private static final int DISK_BYTES = 1 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"hello", "paging", "disk", "devices"})
  void a_foreign_kernel_prints_the_same_as_on_qemu(String name) throws Exception {
    Path kernel = compile(name);
    Path image = directory.resolve("disk.img");
    Files.write(image, new byte[DISK_BYTES]);

    ProcessResult qemu = Qemu.run(kernel, List.of(image), "");
    ProcessResult softmetal = boot(kernel);

    assertEquals(withoutComments(qemu), softmetal);
  }

  /// QEMU remarks on the console of the host what a guest did wrong.
  private static ProcessResult withoutComments(ProcessResult qemu) {
    String output = qemu.output().replaceAll("(?m)^qemu-system-riscv64: .*\\R", "");
    return new ProcessResult(qemu.status(), output);
  }

  private Path compile(String name) throws IOException, InterruptedException {
    return compile(name, "link.ld", directory);
  }

  /// @param script for the linker
  public static Path compile(String name, String script, Path directory)
      throws IOException, InterruptedException {
    Path kernel = directory.resolve(name + ".elf");
    ProcessResult.outputOf(
        List.of(
            "riscv64-unknown-elf-gcc",
            "-march=rv64gc_zicsr_zifencei",
            "-mabi=lp64d",
            "-mcmodel=medany",
            "-O1",
            "-ffreestanding",
            "-nostdlib",
            "-Wl,--no-relax",
            "-Wl,--no-warn-rwx-segments",
            "-T",
            SOURCES.resolve(script).toString(),
            "-o",
            kernel.toString(),
            SOURCES.resolve("start.S").toString(),
            SOURCES.resolve(name + ".c").toString()));
    return kernel;
  }

  private static ProcessResult boot(Path kernel) throws Exception {
    Executable executable = ElfReader.readExecutable(kernel.toString(), Files.readAllBytes(kernel));
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      Minidisk disk = drives.create(DISK_BYTES, "1M");
      RecordingHost host = new RecordingHost();
      try (Machine machine =
          new Machine(MachineDefinition.small().withDisks(List.of(disk)), host)) {
        machine.load(executable);
        Outcome outcome = machine.run(500_000_000);
        return switch (outcome) {
          case Outcome.PoweredOff(int status) -> new ProcessResult(status, host.text());
          default -> throw new AssertionError(outcome + " after:\n" + host.text());
        };
      }
    }
  }
}
