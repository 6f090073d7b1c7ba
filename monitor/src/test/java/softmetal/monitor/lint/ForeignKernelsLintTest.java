package softmetal.monitor.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.BoardOptions;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.Firmware;
import softmetal.monitor.machine.ForeignKernelsTest;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.NarrowKernelTest;
import softmetal.monitor.machine.Peripheral;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// The linter finds in kernels and firmware that others have written what is wrong there, and nothing else.
@Tag("oracle")
class ForeignKernelsLintTest {
  private static final Path OPENSBI =
      Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin");
  private static final Path U_BOOT = Path.of("/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin");
  private static final int DISK_BYTES = 1 << 20;

  @TempDir Path directory;

  @Test
  void a_kernel_that_pages_is_right() throws Exception {
    assertEquals(Set.of(), found("paging"));
  }

  /// It looks what is at 0x40.
  @Test
  void a_kernel_that_ends_with_a_wild_load_is_told_of_it() throws Exception {
    assertEquals(Set.of("nothing-there"), found("hello"));
  }

  /// It tries a sector behind the end.
  @Test
  void a_driver_that_reads_behind_the_end_of_the_disk_is_told_of_it() throws Exception {
    assertEquals(Set.of("block-sector"), found("disk"));
  }

  /// It tries what no driver may do, to see what the device makes of it.
  @Test
  void a_kernel_that_provokes_devices_is_told_of_each_of_its_tricks() throws Exception {
    assertEquals(
        new TreeSet<>(
            Set.of(
                "block-header",
                "block-sector",
                "block-status",
                "buffer-empty",
                "buffer-order",
                "descriptor-loop",
                "descriptor-number",
                "indirect-table",
                "plic-completed-unclaimed",
                "ring-index",
                "uart-divisor-open",
                "virtio-features-ok-not-read",
                "virtio-register-width")),
        found("devices"));
  }

  /// It prints without a look at the serial port, and tries a sector behind the end.
  @Test
  void a_kernel_of_32_bits_and_its_firmware_are_told_of_two_mistakes() throws Exception {
    Executable kernel = KernelFile.read(NarrowKernelTest.compile(directory, "_start"), 0);
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      assertEquals(
          new TreeSet<>(Set.of("block-sector", "uart-not-polled")),
          found(
              new Boot(new Firmware.None(), Optional.of(kernel), new byte[0]),
              NarrowKernelTest.definition(drives),
              100_000_000));
    }
  }

  @Test
  void a_kernel_above_the_built_in_sbi_is_right() throws Exception {
    assertEquals(Set.of(), found(new Firmware.BuiltIn(), supervisorKernel(), 2, 100_000_000));
  }

  /// OpenSBI writes the address at which a second hart begins to `stvec`, aligned or not.
  @Test
  void opensbi_is_told_that_stvec_does_not_take_every_address() throws Exception {
    assertEquals(
        Set.of("trap-vector-reserved"), found(openSbi(), supervisorKernel(), 2, 100_000_000));
  }

  /// U-Boot resets the network card that it has found before, and sets DRIVER without ACKNOWLEDGE.
  @Test
  void u_boot_is_told_of_a_bit_in_status_that_it_leaves_out() throws Exception {
    assertEquals(Set.of("virtio-status-order"), found(openSbi(), U_BOOT, 1, 100_000_000));
  }

  private Path supervisorKernel() throws Exception {
    return ForeignKernelsTest.compile("sbi", "supervisor.ld", directory);
  }

  private static Firmware openSbi() throws Exception {
    return new Firmware.Image(KernelFile.read(OPENSBI, Project.MACHINE_BASE));
  }

  private Set<String> found(String name) throws Exception {
    Path kernel = ForeignKernelsTest.compile(name, "link.ld", directory);
    return found(new Firmware.None(), kernel, 1, 500_000_000);
  }

  private static Set<String> found(Firmware firmware, Path kernel, int harts, long instructions)
      throws Exception {
    Executable executable = KernelFile.read(kernel, Project.SUPERVISOR_BASE);
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      return found(
          new Boot(firmware, Optional.of(executable), new byte[0]),
          MachineDefinition.small()
              .withHarts(harts)
              .withOptions(BoardOptions.plain().with(card()))
              .withDisks(List.of(drives.create(DISK_BYTES, "1M"))),
          instructions);
    }
  }

  private static Peripheral card() {
    return new Peripheral.NetworkCard(
        new EthernetSwitch("lan").connect(), new MacAddress(0x5254_0012_3456L));
  }

  private static Set<String> found(Boot boot, MachineDefinition definition, long instructions)
      throws Exception {
    Set<String> found = new TreeSet<>();
    try (Machine machine = new Machine(definition, new RecordingHost())) {
      machine.load(boot);
      Linter.attach(
          machine,
          SymbolTable.EMPTY,
          finding -> found.add(finding.replaceAll(".*\\[([a-z0-9-]+): .*", "$1")));
      machine.run(instructions);
    }
    return found;
  }
}
