package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Lints;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;

/// Small sources that say, in the line, what comes of it: `# = 0102` for bytes, `# error: text` and
/// `# warning: text` for messages. Nothing else may come of them.
class ClaimsTest {
  private static final Pattern BYTES = Pattern.compile("# = ([0-9a-f]+)");
  private static final Pattern MESSAGE = Pattern.compile("# (error|warning|note): (.*?)(?= # |$)");

  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/claims"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void every_line_gives_what_it_says(Path source) throws IOException {
    // These are about values, and put them anywhere.
    Diagnostics diagnostics = new Diagnostics(Lints.STANDARD.with("no-misaligned-data"));
    Optional<ObjectFile> object =
        new Assembler().assemble(source, AssemblerOptions.standard(), diagnostics);

    List<String> lines = Files.readAllLines(source);
    assertEquals("", unexpected(lines, diagnostics));
    object.ifPresent(made -> assertEquals(bytes(lines), bytes(made)));
    assertEquals(diagnostics.hasErrors(), object.isEmpty());
  }

  private static String unexpected(List<String> lines, Diagnostics diagnostics) {
    StringBuilder out = new StringBuilder();
    List<Diagnostic> left = new ArrayList<>(diagnostics.all());
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = MESSAGE.matcher(lines.get(i));
      while (matcher.find()) {
        int line = i + 1;
        String severity = matcher.group(1);
        String text = matcher.group(2).strip();
        Optional<Diagnostic> found =
            left.stream()
                .filter(d ->
                    d.span().line() == line
                        && d.severity().toString().equals(severity)
                        && d.message().contains(text))
                .findFirst();
        found.ifPresentOrElse(
            left::remove, () -> out.append("%d: no %s: %s%n".formatted(line, severity, text)));
      }
    }
    left.forEach(diagnostic -> out.append(new TextFormat(false).format(diagnostic)));
    return out.toString();
  }

  private static String bytes(List<String> lines) {
    StringBuilder out = new StringBuilder();
    for (String line : lines) {
      Matcher matcher = BYTES.matcher(line);
      if (matcher.find()) {
        out.append(matcher.group(1));
      }
    }
    return out.toString();
  }

  private static String bytes(ObjectFile object) {
    StringBuilder out = new StringBuilder();
    for (Section section : object.sections()) {
      if (section.type() != Section.RISCV_ATTRIBUTES) {
        out.append(HexFormat.of().formatHex(section.contents()));
      }
    }
    return out.toString();
  }
}
