package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// Kernels for supervisor mode see the same above the built-in SBI, above OpenSBI on this machine, and above OpenSBI on
/// QEMU; and Debian's U-Boot reaches its prompt.
@Tag("oracle")
class FirmwareOracleTest {
  private static final Path OPENSBI =
      Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin");
  private static final Path U_BOOT = Path.of("/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin");
  private static final Path U_BOOT_IN_MACHINE_MODE =
      Path.of("/usr/lib/u-boot/qemu-riscv64/u-boot.bin");

  @TempDir Path directory;

  @Test
  void the_built_in_sbi_answers_a_kernel_as_opensbi_does_on_qemu() throws Exception {
    Path kernel = kernel();

    assertEquals(onQemu(kernel), boot(new Firmware.BuiltIn(), kernel, 2, ""));
  }

  @Test
  void opensbi_runs_here_as_on_qemu() throws Exception {
    Path kernel = kernel();

    assertEquals(onQemu(kernel), withoutBanner(boot(openSbi(), kernel, 2, "")));
  }

  @Test
  void u_boot_reaches_its_prompt_above_opensbi_and_powers_off() throws Exception {
    assertPromptAndPowerOff(boot(openSbi(), U_BOOT, 1, COMMANDS));
  }

  @Test
  void u_boot_reaches_its_prompt_above_the_built_in_sbi_and_powers_off() throws Exception {
    assertPromptAndPowerOff(boot(new Firmware.BuiltIn(), U_BOOT, 1, COMMANDS));
  }

  @Test
  void u_boot_for_machine_mode_reaches_its_prompt_and_powers_off() throws Exception {
    Executable program = KernelFile.read(U_BOOT_IN_MACHINE_MODE, Project.MACHINE_BASE);

    assertPromptAndPowerOff(
        run(new Boot(new Firmware.Image(program), Optional.empty(), new byte[0]), 1, COMMANDS));
  }

  private static final String COMMANDS = "\nversion\npoweroff\n";

  private static void assertPromptAndPowerOff(String console) {
    assertTrue(console.contains("=> version\r\nU-Boot 2023"), console);
    assertTrue(console.endsWith("=> poweroff\r\npoweroff ...\r\n"), console);
  }

  private Path kernel() throws IOException, InterruptedException {
    return ForeignKernelsTest.compile("sbi", "supervisor.ld", directory);
  }

  private static Firmware openSbi() throws Exception {
    return new Firmware.Image(KernelFile.read(OPENSBI, Project.MACHINE_BASE));
  }

  private static String onQemu(Path kernel) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "qemu-system-riscv64",
            "-M",
            "virt",
            "-smp",
            "2",
            "-nographic",
            "-kernel",
            kernel.toString());
    return withoutBanner(ProcessResult.of(command, "").output());
  }

  private static String withoutBanner(String console) {
    int start = console.indexOf("device tree:");
    assertTrue(start >= 0, console);
    return console.substring(start);
  }

  private static String boot(Firmware firmware, Path kernel, int harts, String input)
      throws Exception {
    Executable executable = KernelFile.read(kernel, Project.SUPERVISOR_BASE);
    return run(new Boot(firmware, Optional.of(executable), new byte[0]), harts, input);
  }

  private static String run(Boot boot, int harts, String input) throws Exception {
    TypingHost host = new TypingHost(input);
    try (Machine machine = new Machine(MachineDefinition.small().withHarts(harts), host)) {
      machine.load(boot);
      Outcome outcome = machine.run(2_000_000_000L);
      assertEquals(new Outcome.PoweredOff(0), outcome, host::text);
      return host.text();
    }
  }

  /// Stops U-Boot's countdown with the first line, and types each other one when it prompts.
  private static final class TypingHost implements Host {
    private final RecordingHost recorded = new RecordingHost();
    private final byte[] keys;
    private int next;

    TypingHost(String input) {
      keys = input.getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
      return recorded.text();
    }

    @Override
    public void consoleOutput(int value) {
      recorded.consoleOutput(value);
    }

    @Override
    public int consoleInput(long nowTicks, boolean idle) {
      return next < keys.length && mayType() ? keys[next++] & 0xff : -1;
    }

    private boolean mayType() {
      if (next > 0 && keys[next - 1] != '\n') {
        return true;
      }
      return next == 0 ? text().contains("autoboot") : text().endsWith("=> ");
    }

    @Override
    public boolean idle(long nowTicks, long nextTicks) {
      return recorded.idle(nowTicks, nextTicks);
    }
  }
}
