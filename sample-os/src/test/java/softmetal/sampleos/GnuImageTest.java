package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;

/// The kernel and the programs that `softmetal run` builds are those that the GNU tools build.
@Tag("oracle")
class GnuImageTest {
  @TempDir Path directory;
  final BootImage ours = Project.build(Path.of("."), new Diagnostics()).orElseThrow();

  @Test
  void the_kernel_is_that_of_gnu_as_and_ld() throws Exception {
    Path theirs = new GnuBuild(directory).kernel();

    assertSame("kernel", Files.readAllBytes(theirs), ours.kernel());
  }

  @Test
  void so_is_every_program() throws Exception {
    SequencedMap<String, byte[]> files = ours.disk().orElseThrow().files();
    for (var program : new GnuBuild(directory).programs().entrySet()) {
      byte[] file = Objects.requireNonNull(files.get(program.getKey()));

      assertSame(
          program.getKey(), program.getValue(), ElfReader.readExecutable(program.getKey(), file));
    }
  }

  private static void assertSame(String name, byte[] theirs, Executable ours) throws Exception {
    assertEquals(describe(ElfReader.readExecutable(name, theirs)), describe(ours), name);
  }

  /// Where everything is: each section with its bytes, each symbol with its address, and the rights in memory.
  private static String describe(Executable program) {
    StringBuilder text = new StringBuilder("entry %#x%n".formatted(program.entry()));
    program.sections().stream()
        .filter(placed -> placed.section().has(Section.ALLOC) && placed.section().size() > 0)
        .forEach(placed -> text.append(describe(placed, program)));
    program.symbols().stream()
        .filter(symbol -> symbol.type() != Symbol.Type.FILE && symbol.type() != Symbol.Type.SECTION)
        .map(symbol -> "%s %s %#x%n".formatted(symbol.name(), symbol.binding(), symbol.value()))
        .sorted()
        .forEach(text::append);
    return text.toString();
  }

  private static String describe(PlacedSection placed, Executable program) {
    Section section = placed.section();
    int rights =
        program.segments().stream()
            .filter(
                segment -> Long.compareUnsigned(segment.virtualAddress(), placed.address()) <= 0)
            .filter(segment ->
                placed.address() + section.size()
                    <= segment.virtualAddress() + segment.memorySize())
            .mapToInt(Executable.Segment::flags)
            .findFirst()
            .orElse(0);
    return "section %s at %#x, %#x bytes, rights %d%n%s%n"
        .formatted(
            section.name(),
            placed.address(),
            section.size(),
            rights,
            HexFormat.of().formatHex(section.contents()).replaceAll(".{64}", "$0\n"));
  }
}
