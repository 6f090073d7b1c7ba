package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfWriter;

/// Hundreds of sources of a line or a few: GNU as and this assembler refuse the same ones, and make the same object of
/// the others. Where they differ a line above says why (`#differs: why`), and the test fails once it is no longer so.
@Tag("oracle")
@Tag("slow")
class GnuLinesTest {
  private static final Path SOURCES = Path.of("src/test/resources/gnu-lines").toAbsolutePath();

  @TempDir Path directory;

  static List<Arguments> lists() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(file -> Stream.of(Arguments.of(file, false), Arguments.of(file, true)))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("lists")
  void both_refuse_or_both_make_the_same_object(Path list, boolean relax)
      throws IOException, InterruptedException, InvalidInputException {
    List<String> lines = Files.readAllLines(list);
    int start = lines.indexOf("#---") + 1;
    String before = String.join("\n", lines.subList(0, start)) + "\n";
    List<String> wrong = new ArrayList<>();
    for (int i = start; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        continue;
      }
      Path source = directory.resolve("line.s");
      Files.writeString(source, before + line.replace('¶', '\n') + "\n");
      String theirs =
          GnuAs.tryToAssemble(
              directory, source, relax ? "-mrelax" : "-mno-relax", "-I", SOURCES.toString());
      String ours = assemble(source, relax);
      boolean differs = lines.get(i - 1).startsWith("#differs:");
      if (differs == verdict(theirs).equals(verdict(ours))) {
        wrong.add("%s%n--- GNU as%n%s--- ours%n%s".formatted(line, theirs, ours));
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertNotEquals(0, lines.size() - start);
  }

  /// Messages are not compared.
  private static String verdict(String outcome) {
    return outcome.startsWith("refused") ? "refused" : outcome;
  }

  private static String assemble(Path source, boolean relax) {
    Diagnostics diagnostics = new Diagnostics();
    AssemblerOptions options = AssemblerOptions.standard().withInclude(SOURCES).withRelax(relax);
    Optional<String> object =
        new Assembler()
            .assemble(source, options, diagnostics)
            .map(made -> GnuAs.whole(ElfWriter.write(made)));
    return object.orElseGet(() -> "refused: " + new TextFormat(false).format(diagnostics));
  }
}
