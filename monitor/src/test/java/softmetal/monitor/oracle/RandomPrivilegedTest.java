package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that write control and status registers and change modes end as they end on QEMU.
///
/// System properties as in [RandomProgramsTest].
@Tag("oracle")
class RandomPrivilegedTest {
  @TempDir Path directory;

  @Test
  void programs_end_as_they_end_on_qemu() {
    RandomPrograms programs =
        RandomPrograms.asked(PrivilegedProgramGenerator::generate, 1972, 5_000);

    Optional<Difference> difference =
        programs.firstDifference(new MachineRunner(), new QemuRunner(directory));

    assertEquals("", difference.map(Difference::report).orElse(""));
  }
}
