package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    assertSameEnd(HartKind.RV64, 12_000);
  }

  @Test
  void of_32_bits_end_as_they_end_on_qemu() {
    assertSameEnd(HartKind.RV32, 6_000);
  }

  private void assertSameEnd(HartKind kind, int count) {
    RandomPrograms programs = RandomPrograms.asked(kind, ProgramGenerator::generate, 1972, count);

    Optional<Difference> difference =
        programs.firstDifference(new MachineRunner(), new QemuRunner(directory));

    assertEquals("", difference.map(Difference::report).orElse(""));
  }
}
