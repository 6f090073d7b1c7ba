package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;

/// The line tables of GNU as and gcc, whole and damaged.
@Tag("oracle")
class SourceLinesTest {
  @TempDir Path directory;

  private static final String SOURCE = "int f(int x) {\n  x = x * 3;\n  return x / 7;\n}\n";

  private static Section text(ObjectFile object) {
    return object.sections().stream()
        .filter(section -> section.name().equals(".text"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void lines_are_found_in_every_version() throws Exception {
    for (int version = 2; version <= 5; version++) {
      Path file =
          new Gnu(directory).compile("v" + version, SOURCE, "-g", "-gdwarf-" + version, "-O0");
      ObjectFile object = ElfReader.readObject("v.o", Files.readAllBytes(file));
      List<Long> lines = new ArrayList<>();
      for (long offset = 0; offset < text(object).size(); offset += 2) {
        Optional<SourceLines.Line> line = SourceLines.find(object, text(object), offset);
        assertEquals("v%d.c".formatted(version), line.orElseThrow().file());
        lines.add(line.get().number());
      }
      assertEquals(List.of(1L, 2L, 3L, 4L), lines.stream().distinct().toList());
    }
  }

  @Test
  void damaged_tables_answer_nothing_or_something_but_never_fail() throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    System.out.println("damaged line tables: -Dsoftmetal.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path file = new Gnu(directory).compile("lines", SOURCE, "-g", "-O0");
    byte[] whole = Files.readAllBytes(file);
    int found = 0;
    for (int i = 0; i < 2_000; i++) {
      ObjectFile object = ElfReader.readObject("v.o", whole);
      for (Section section : object.sections()) {
        if (section.name().equals(".debug_line")) {
          byte[] bytes = section.contents();
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      found += SourceLines.find(object, text(object), 8).isPresent() ? 1 : 0;
    }
    assertTrue(found > 100 && found < 2_000, found + " were found");
  }
}
