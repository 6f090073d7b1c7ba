package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs of random instructions leave behind what they leave behind on QEMU: registers, flags, memory, traps, and
/// the accessed and dirty bits of their pages.
///
/// A failure names a seed and a program. `-Dsoftmetal.seed=1972 -Dsoftmetal.program=17` runs that one again,
/// `-Dsoftmetal.seed=5 -Dsoftmetal.programs=1000000` many others.
@Tag("oracle")
class RandomProgramsTest {
  @TempDir Path directory;

  @Test
  void end_as_they_end_on_qemu() {
    assertSameEnd(HartKind.RV64, ProgramGenerator::generate, 12_000);
  }

  @Test
  void of_32_bits_end_as_they_end_on_qemu() {
    assertSameEnd(HartKind.RV32, ProgramGenerator::generate, 6_000);
  }

  /// More than ten million instructions.
  @Test
  void that_run_long_end_as_they_end_on_qemu() {
    long executed = assertSameEnd(HartKind.RV64, LongProgramGenerator::generate, 500);

    assertTrue(
        executed >= 10_000_000 || RandomPrograms.isNumberGiven(), executed + " instructions");
  }

  /// More than five million instructions.
  @Test
  void of_32_bits_that_run_long_end_as_they_end_on_qemu() {
    long executed = assertSameEnd(HartKind.RV32, LongProgramGenerator::generate, 250);

    assertTrue(executed >= 5_000_000 || RandomPrograms.isNumberGiven(), executed + " instructions");
  }

  /// @return how many instructions this machine has executed
  private long assertSameEnd(HartKind kind, RandomPrograms.Source source, int count) {
    RandomPrograms programs = RandomPrograms.asked(kind, source, 1972, count);
    var machine = new MachineRunner();

    Optional<Difference> difference = programs.firstDifference(machine, new QemuRunner(directory));

    assertEquals("", difference.map(Difference::report).orElse(""));
    return programs.told(machine.executed());
  }
}
