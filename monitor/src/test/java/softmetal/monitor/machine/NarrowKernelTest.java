package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// A kernel in C for S mode on RV32, with Sv32, the SBI of version 0.1 and a disk behind version 1 of virtio-mmio, prints
/// the same on QEMU and here, above firmware of its own and above the built-in SBI.
@Tag("oracle")
class NarrowKernelTest {
  private static final Path SOURCES = Path.of("src/test/foreign/narrow");
  private static final int DISK_BYTES = 1 << 20;

  @TempDir Path directory;

  @Test
  void ends_here_as_on_qemu() throws Exception {
    Path kernel = compile("_start");
    String expected = onQemu(kernel);

    assertTrue(expected.contains("bytes that differ 0\n"), expected);
    assertEquals(expected, boot(new Firmware.None(), kernel));
    assertEquals(expected, boot(new Firmware.BuiltIn(), compile("kernel_start")));
  }

  private Path compile(String entry) throws IOException, InterruptedException {
    Path kernel = directory.resolve(entry + ".elf");
    ProcessResult.outputOf(
        List.of(
            "riscv64-unknown-elf-gcc",
            "-march=rv32gc",
            "-mabi=ilp32d",
            "-mcmodel=medany",
            "-O1",
            "-ffreestanding",
            "-nostdlib",
            "-Wl,--no-relax",
            "-Wl,--no-warn-rwx-segments",
            "-Wl,-e," + entry,
            "-T",
            SOURCES.resolve("link.ld").toString(),
            "-o",
            kernel.toString(),
            SOURCES.resolve("firmware.S").toString(),
            SOURCES.resolve("kernel.c").toString(),
            "-lgcc"));
    return kernel;
  }

  private String onQemu(Path kernel) throws IOException, InterruptedException {
    Path image = Files.write(directory.resolve("disk.img"), new byte[DISK_BYTES]);
    List<String> command =
        new ArrayList<>(
            List.of("qemu-system-riscv32", "-M", "virt", "-bios", "none", "-nographic"));
    command.addAll(List.of("-m", "128M", "-kernel", kernel.toString()));
    command.addAll(List.of("-drive", "file=%s,if=none,format=raw,id=x".formatted(image)));
    command.addAll(List.of("-device", "virtio-blk-device,drive=x,bus=virtio-mmio-bus.0"));
    return ProcessResult.of(command, "").output();
  }

  private static String boot(Firmware firmware, Path kernel) throws Exception {
    Executable executable = KernelFile.read(kernel, Project.MACHINE_BASE);
    MachineDefinition small = MachineDefinition.small();
    RecordingHost host = new RecordingHost();
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      MachineDefinition definition =
          small
              .withInstructionSet(InstructionSet.ALL.with(Xlen.RV32))
              .withOptions(small.options().withLegacySlots(Set.of(0)))
              .withDisks(List.of(drives.create(DISK_BYTES, "1M")));
      try (Machine machine = new Machine(definition, host)) {
        machine.load(new Boot(firmware, Optional.of(executable), new byte[0]));
        assertEquals(new Outcome.PoweredOff(0), machine.run(100_000_000), host::text);
        return host.text().replace("\r", "");
      }
    }
  }
}
