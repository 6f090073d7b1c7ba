package softmetal.assembler.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;

/// Random programs are linked as GNU ld links them, with relaxation and without.
///
/// `-Dsoftmetal.seed=N` starts with another seed; `-Dsoftmetal.links=N` links more programs.
@Tag("oracle")
class RandomLinkTest {
  private static final long SEED = Long.getLong("softmetal.seed", 1);
  private static final int PROGRAMS = Integer.getInteger("softmetal.links", 40);

  @TempDir Path directory;

  @Test
  void random_programs_are_linked_as_gnu_ld_links_them() throws Exception {
    Gnu gnu = new Gnu(directory);
    System.out.println("random links: -Dsoftmetal.seed=" + SEED);
    int linked = 0;
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      RandomProgram program = new RandomProgram(seed);
      List<String> objects = new ArrayList<>();
      for (String source : program.sources()) {
        String name = "o" + objects.size();
        List<String> options = program.assemblerOptions();
        gnu.assemble(name, source, options.toArray(String[]::new));
        objects.add(name + ".o");
      }
      List<String> definitions = program.definitions();
      Optional<String> script = seed % 4 == 0 ? Optional.empty() : Optional.of(program.script());
      for (String relaxation : List.of("--no-relax", "--relax")) {
        linked += isSame("seed " + seed, relaxation, script, definitions, objects) ? 1 : 0;
      }
    }
    assertTrue(linked > PROGRAMS, linked + " were linked");
  }

  /// @return whether there is a program; what does not link must be refused by both
  private boolean isSame(
      String seed,
      String relaxation,
      Optional<String> script,
      List<String> definitions,
      List<String> objects)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("riscv64-unknown-elf-ld", relaxation, "-o", "theirs.elf"));
    LinkerOptions options = LinkerOptions.DEFAULT;
    for (String definition : definitions) {
      command.addAll(List.of("--defsym", definition));
      options = options.withDefinition(definition);
    }
    if (script.isPresent()) {
      Files.writeString(directory.resolve("k.ld"), script.get());
      command.addAll(List.of("-T", "k.ld"));
      options = options.withScript(SourceText.file("k.ld", script.get()));
    } else {
      command.addAll(List.of("--defsym", "end_of_all=_end"));
      options = options.withDefinition("end_of_all=_end");
    }
    command.addAll(objects);
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    boolean theyLinked = process.waitFor() == 0;

    List<ObjectFile> read = new ArrayList<>();
    for (String object : objects) {
      read.add(ElfReader.readObject(object, Files.readAllBytes(directory.resolve(object))));
    }
    Diagnostics diagnostics = new Diagnostics();
    LinkerOptions all = relaxation.equals("--relax") ? options : options.withoutRelaxation();
    Optional<Executable> ours = Linker.link(read, all, diagnostics);
    String job = seed + " " + relaxation + "\n" + script.orElse("") + definitions;
    assertEquals(
        theyLinked,
        ours.isPresent(),
        () -> job + "\n" + said + new TextFormat(false).format(diagnostics));
    if (theyLinked) {
      Executable theirs =
          ElfReader.readExecutable("theirs", Files.readAllBytes(directory.resolve("theirs.elf")));
      assertEquals(Programs.describe(theirs), Programs.describe(ours.orElseThrow()), () -> job);
    }
    return theyLinked;
  }
}
