package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.Gnu;

class LineTableTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\S+\\s+(\\d+|-)\\s+(0x[0-9a-f]+|0)(?:\\s.*)?$");

  @TempDir Path directory;

  @Tag("oracle")
  @ParameterizedTest
  @ValueSource(strings = {"-gdwarf-3", "-gdwarf-4", "-gdwarf-5"})
  void lines_are_those_that_readelf_shows(String option) throws Exception {
    Path source = directory.resolve("a.s");
    Files.writeString(source, ".text\nnop\ncall x\n\n.rept 3\nli a0, 1\n.endr\nx: la a0, x\nret\n");
    Path object = directory.resolve("a.o");
    Gnu gnu = new Gnu(directory);
    gnu.run("as", option, "-o", object.toString(), source.toString());
    String shown = gnu.run("readelf", "--debug-dump=decodedline", object.toString());
    List<String> theirs = new ArrayList<>();
    Matcher row = ROW.matcher(shown);
    while (row.find()) {
      if (!row.group(1).equals("-")) {
        theirs.add(Long.decode(row.group(2)) + ":" + row.group(1));
      }
    }

    List<String> ours =
        LineTable.of(ElfReader.readObject("a.o", Files.readAllBytes(object))).stream()
            .filter(line -> line.line() > 0)
            .map(line -> line.address() + ":" + line.line())
            .toList();

    assertTrue(theirs.size() > 4, shown);
    assertEquals(theirs.stream().distinct().toList(), ours, shown);
  }

  @Test
  void damaged_tables_give_fewer_lines_and_no_failure() {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 24) {
        bytes[0] = (byte) (bytes.length - 4);
        bytes[1] = bytes[2] = bytes[3] = bytes[5] = 0;
        bytes[4] = (byte) (2 + random.nextInt(4));
        bytes[6] = (byte) random.nextInt(40);
        bytes[7] = bytes[8] = bytes[9] = 0;
      }
      Section section =
          new Section(".debug_line", Section.PROGBITS, 0, 1, 0, bytes.length, bytes, List.of());
      ObjectFile object = new ObjectFile("a.o", List.of(section), List.of(), 0);

      List<LineTable.Line> lines = LineTable.of(object);

      assertTrue(lines.size() < 1000, () -> "-Dsoftmetal.seed=" + seed);
    }
  }

  private static final String SOURCE = "int f(int x) {\n  x = x * 3;\n  return x / 7;\n}\n";

  private static Section text(ObjectFile object) {
    return object.sections().stream()
        .filter(section -> section.name().equals(".text"))
        .findFirst()
        .orElseThrow();
  }

  @Tag("oracle")
  @Test
  void lines_are_found_in_every_version() throws Exception {
    for (int version = 2; version <= 5; version++) {
      Path file =
          new Gnu(directory).compile("v" + version, SOURCE, "-g", "-gdwarf-" + version, "-O0");
      ObjectFile object = ElfReader.readObject("v.o", Files.readAllBytes(file));
      List<Long> lines = new ArrayList<>();
      for (long offset = 0; offset < text(object).size(); offset += 2) {
        Optional<LineTable.Line> line = LineTable.find(object, text(object), offset);
        assertEquals("v%d.c".formatted(version), line.orElseThrow().name());
        lines.add((long) line.get().line());
      }
      assertEquals(List.of(1L, 2L, 3L, 4L), lines.stream().distinct().toList());
    }
  }

  @Tag("oracle")
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
      found += LineTable.find(object, text(object), 8).isPresent() ? 1 : 0;
    }
    assertTrue(found > 100 && found < 2_000, found + " were found");
  }
}
