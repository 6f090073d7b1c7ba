package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.TraceSettings.EventClass;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.lint.Linter;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// A kernel in C for S mode on RV32, with Sv32, the SBI of version 0.1 and a disk behind version 1 of virtio-mmio, prints
/// the same on QEMU and here, above firmware of its own and above the built-in SBI.
@Tag("oracle")
public class NarrowKernelTest {
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

  @Test
  void what_is_told_of_it_has_addresses_of_32_bits() throws Exception {
    Executable kernel = KernelFile.read(compile(directory, "kernel_start"), Project.MACHINE_BASE);
    SymbolTable symbols = SymbolTable.of(kernel);
    List<String> explained = new ArrayList<>();
    List<String> traced = new ArrayList<>();
    List<String> found = new ArrayList<>();
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
        Machine machine = new Machine(definition(drives), new RecordingHost())) {
      machine.load(new Boot(new Firmware.BuiltIn(), Optional.of(kernel), new byte[0]));
      machine.explain(symbols, Detail.EVERYTHING, explained::add);
      long main = symbols.addressOf("main").orElseThrow();
      machine.trace(
          new TraceSettings(
              EnumSet.allOf(EventClass.class),
              List.of(new TraceSettings.Range(main, main + 0x1000)),
              Optional.of(new TraceSettings.Moment.At(main)),
              Optional.empty()),
          symbols,
          traced::add);
      Linter.attach(machine, symbols, found::add);
      machine.run(100_000_000);
    }

    assertShows(explained, "main+0x22               csrrw zero,stvec,a5       stvec is trap_entry");
    assertShows(explained, "load page fault at 0xdead0000");
    assertShows(explained, "shadow page tables flushed: 0x40000ffe");
    assertShows(traced, "main\t");
    assertShows(traced, "\tload page fault\t0xdead0000\tS\t0x802");
    assertShows(traced, "\tcsr\tsatp\t0x8008");
    assertShows(found, "lint: transfer+0xb4 (0x802");
    List.of(explained, traced, found).forEach(lines -> assertFalse(shows(lines, "0xffffffff8")));
  }

  private static void assertShows(List<String> lines, String part) {
    assertTrue(shows(lines, part), () -> part + " is not in\n" + String.join("\n", lines));
  }

  private static boolean shows(List<String> lines, String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  private Path compile(String entry) throws IOException, InterruptedException {
    return compile(directory, entry);
  }

  /// The kernel with symbols and lines.
  public static Path compile(Path directory, String entry)
      throws IOException, InterruptedException {
    Path kernel = directory.resolve(entry + ".elf");
    ProcessResult.outputOf(
        List.of(
            "riscv64-unknown-elf-gcc",
            "-g",
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
    RecordingHost host = new RecordingHost();
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      try (Machine machine = new Machine(definition(drives), host)) {
        machine.load(new Boot(firmware, Optional.of(executable), new byte[0]));
        assertEquals(new Outcome.PoweredOff(0), machine.run(100_000_000), host::text);
        return host.text().replace("\r", "");
      }
    }
  }

  /// One hart of 32 bits with a disk behind version 1 of virtio-mmio.
  public static MachineDefinition definition(Drives drives) throws Exception {
    MachineDefinition small = MachineDefinition.small();
    return small
        .withInstructionSet(InstructionSet.ALL.with(Xlen.RV32))
        .withOptions(small.options().withLegacySlots(Set.of(0)))
        .withDisks(List.of(drives.create(DISK_BYTES, "1M")));
  }
}
