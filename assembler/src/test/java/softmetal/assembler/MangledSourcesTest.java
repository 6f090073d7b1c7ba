package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.JsonFormat;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfWriter;

/// Sources with characters and lines lost, doubled and swapped: they may be wrong in any way, and still get an object
/// or a message. `-Dtest.seed=` runs one seed again, `-Dtest.rounds=` more of them.
class MangledSourcesTest {
  private static final String STRAY = "()[]{}\\\"'#;:,.+-*/%&|^!~<>=@$ \t\n0189abfx_\0é";

  @Test
  void never_end_in_an_exception() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String directory : List.of("src/test/resources/gnu", "src/test/resources/claims")) {
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        for (Path file : files.sorted().toList()) {
          // These take long by design.
          if (!Files.readString(file).contains("1000000000")) {
            texts.add(Files.readString(file));
          }
        }
      }
    }
    long seed = Long.getLong("test.seed", 1);
    int rounds = Integer.getInteger("test.rounds", 300);
    for (int round = 0; round < rounds; round++, seed++) {
      Random random = new Random(seed);
      String text = mangle(texts.get(random.nextInt(texts.size())), random);
      try {
        assemble(text);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("-Dtest.seed=" + seed + "\n" + text, e);
      }
    }
  }

  private static void assemble(String text) {
    Diagnostics diagnostics = new Diagnostics();
    var object =
        new Assembler()
            .assemble(SourceText.file("m.s", text), AssemblerOptions.standard(), diagnostics);
    object.ifPresent(ElfWriter::write);
    assertEquals(diagnostics.hasErrors(), object.isEmpty());
    new TextFormat(true).format(diagnostics);
    new JsonFormat().format(diagnostics);
  }

  private static String mangle(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes && text.length() > 2; i++) {
      int at = random.nextInt(text.length() - 1);
      int to = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
      char stray = STRAY.charAt(random.nextInt(STRAY.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, stray);
        case 2 -> text.setCharAt(at, stray);
        case 3 -> text.insert(at, text.substring(at, to));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, to));
      }
    }
    return text.toString();
  }
}
