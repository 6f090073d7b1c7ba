package softmetal.assembler.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import softmetal.assembler.Gnu;
import softmetal.assembler.cli.LdCommand;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.object.ElfReader;

/// Links with `softmetal ld` and with GNU ld, given the same command line, and compares the programs.
final class LdComparison {
  private final Path directory;
  private final Gnu gnu;

  LdComparison(Path directory) {
    this.directory = directory;
    this.gnu = new Gnu(directory);
  }

  Gnu gnu() {
    return gnu;
  }

  void script(String text) throws Exception {
    Files.writeString(directory.resolve("k.ld"), text);
  }

  /// Links with relaxation and without.
  void same(String... arguments) throws Exception {
    for (String relaxation : List.of("--no-relax", "--relax")) {
      List<String> theirs = new ArrayList<>(List.of("ld", relaxation, "-o", "theirs.elf"));
      theirs.addAll(List.of(arguments));
      gnu.run(theirs);
      List<String> ours = new ArrayList<>(List.of(relaxation, "-o", "ours.elf"));
      ours.addAll(List.of(arguments));
      ours(ours.toArray(String[]::new));
      assertEquals(describe("theirs.elf"), describe("ours.elf"), String.join(" ", ours));
    }
  }

  /// Links with `softmetal ld` alone, which must succeed, and returns what it says.
  String ours(String... arguments) {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    PrintStream sink = new PrintStream(messages, true, UTF_8);
    Surroundings surroundings =
        new Surroundings(InputStream.nullInputStream(), sink, sink, directory, false);
    int status = new LdCommand().run(List.of(arguments), surroundings);
    assertEquals(0, status, () -> messages.toString(UTF_8));
    return messages.toString(UTF_8);
  }

  private String describe(String file) throws Exception {
    return Programs.describe(
        ElfReader.readExecutable(file, Files.readAllBytes(directory.resolve(file))));
  }
}
