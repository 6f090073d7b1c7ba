package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.ElfReader;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.oracle.ProcessResult;

/// Bare-metal programs that try everything the privileged architecture has, and print what happens: on QEMU and here
/// they print the same.
///
/// Where QEMU 7.2 and the specification differ, the specification counts, and the programs (in
/// `src/test/conformance`) leave the difference out, with a comment that says what it is.
@Tag("oracle")
class ConformanceTest {
  private static final Path SOURCES = Path.of("src/test/conformance");
  private static final long MAX_INSTRUCTIONS = 200_000_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"csr", "traps", "paging", "pmp"})
  void a_program_prints_what_it_prints_on_qemu(String name) throws Exception {
    Path kernel = build(name);

    String expected = runOnQemu(kernel);

    assertEquals(expected, runHere(kernel));
  }

  private Path build(String name) throws IOException, InterruptedException {
    Path kernel = directory.resolve(name + ".elf");
    ProcessResult.outputOf(
        List.of(
            "riscv64-unknown-elf-gcc",
            "-march=rv64gc",
            "-mabi=lp64",
            "-mcmodel=medany",
            "-mno-relax",
            "-O1",
            "-nostdlib",
            "-ffreestanding",
            "-fno-tree-loop-distribute-patterns",
            "-T",
            SOURCES.resolve("../foreign/link.ld").toString(),
            SOURCES.resolve("start.S").toString(),
            SOURCES.resolve(name + ".c").toString(),
            "-o",
            kernel.toString()));
    return kernel;
  }

  /// Without the hypervisor extension, which the specification leaves open and this machine does not have.
  private static String runOnQemu(Path kernel) throws IOException, InterruptedException {
    return ProcessResult.outputOf(
        List.of(
            "qemu-system-riscv64",
            "-M",
            "virt",
            "-cpu",
            "rv64,h=false",
            "-bios",
            "none",
            "-nographic",
            "-kernel",
            kernel.toString()));
  }

  private static String runHere(Path kernel) throws IOException, InvalidInputException {
    RecordingHost host = new RecordingHost();
    try (Machine machine = new Machine(MachineDefinition.small(), host)) {
      machine.load(
          ElfReader.readExecutable(kernel.getFileName().toString(), Files.readAllBytes(kernel)));
      Outcome outcome = machine.run(MAX_INSTRUCTIONS);
      String text = host.text();
      return outcome.equals(new Outcome.PoweredOff(0)) ? text : text + outcome;
    }
  }
}
