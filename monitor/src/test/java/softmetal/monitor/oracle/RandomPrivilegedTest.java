package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that do what only a kernel may do leave behind what they leave behind on QEMU.
///
/// System properties as in [RandomProgramsTest].
@Tag("oracle")
class RandomPrivilegedTest {
  @TempDir Path directory;

  @Test
  void programs_that_change_registers_and_modes_end_as_on_qemu() {
    assertSameEnd(HartKind.RV64, PrivilegedProgramGenerator::generate);
  }

  @Test
  void programs_that_load_and_store_through_any_page_table_entries_end_as_on_qemu() {
    assertSameEnd(HartKind.RV64, PagingProgramGenerator::generate);
  }

  @Test
  void programs_of_32_bits_that_change_registers_and_modes_end_as_on_qemu() {
    assertSameEnd(HartKind.RV32, PrivilegedProgramGenerator::generate);
  }

  @Test
  void programs_of_32_bits_that_use_any_page_table_entries_end_as_on_qemu() {
    assertSameEnd(HartKind.RV32, PagingProgramGenerator::generate);
  }

  private void assertSameEnd(HartKind kind, RandomPrograms.Source source) {
    RandomPrograms programs = RandomPrograms.asked(kind, source, 1972, 5_000);

    var machine = new MachineRunner();

    Optional<Difference> difference = programs.firstDifference(machine, new QemuRunner(directory));

    assertEquals("", difference.map(Difference::report).orElse(""));
    programs.told(machine.executed());
  }
}
