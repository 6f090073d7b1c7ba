package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfWriter;

/// Each small source in `src/test/resources/gnu` gives the object that GNU as makes of it.
@Tag("oracle")
class GnuOracleTest {
  private static final List<Path> ROOTS =
      List.of(Path.of("../sdk/src/main/asm"), Path.of("../sample-os/src/main/asm"));

  @TempDir Path directory;

  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/gnu"))) {
      return files.filter(file -> file.toString().endsWith(".s")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void bytes_relocations_and_symbols_are_those_of_gnu_as(Path source)
      throws IOException, InterruptedException, InvalidInputException {
    compare(source, AssemblerOptions.standard().withDebug(setting(false, 3)), "-mno-relax");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void what_a_linker_may_shorten_is_marked_as_gnu_as_marks_it(Path source)
      throws IOException, InterruptedException, InvalidInputException {
    compare(
        source,
        AssemblerOptions.standard().withRelax(true).withDebug(setting(false, 3)),
        "-mrelax");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void debug_information_is_that_of_gnu_as(Path source)
      throws IOException, InterruptedException, InvalidInputException {
    compare(source, withDebug(2).withRelax(true), "-g", "-mrelax");
    compare(source, withDebug(5), "-gdwarf-5", "-mno-relax");
  }

  /// As GNU as has it, so that nothing but the debug information itself can differ.
  private static AssemblerOptions withDebug(int version) {
    return AssemblerOptions.standard().withDebug(setting(true, version));
  }

  private static DebugSetting setting(boolean generate, int version) {
    return new DebugSetting(generate, version, System.getProperty("user.dir"), "GNU AS 2.40");
  }

  /// All assembly sources of this repository; a file that is made to be included assembles alone as well.
  static List<Path> ownSources() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path root : ROOTS) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(file -> file.toString().endsWith(".s")).sorted().forEach(all::add);
        }
      }
    }
    return all;
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("ownSources")
  void our_own_sources_give_the_objects_of_gnu_as(Path source)
      throws IOException, InterruptedException, InvalidInputException {
    AssemblerOptions options = withDebug(2);
    List<String> arguments = new ArrayList<>(List.of("-mno-relax", "-g"));
    for (Path root : ROOTS) {
      options = options.withInclude(root);
      arguments.addAll(List.of("-I", root.toString()));
    }
    compare(source, options, arguments.toArray(String[]::new));
  }

  private void compare(Path source, AssemblerOptions options, String... arguments)
      throws IOException, InterruptedException, InvalidInputException {
    Diagnostics diagnostics = new Diagnostics();
    String ours =
        new Assembler()
            .assemble(source, options, diagnostics)
            .map(GnuAs::show)
            .orElseGet(() -> new TextFormat(false).format(diagnostics));

    assertEquals("", difference(GnuAs.show(GnuAs.assemble(directory, source, arguments)), ours));
    if (List.of(arguments).contains("-g") || List.of(arguments).contains("-gdwarf-5")) {
      return;
    }
    byte[] file = Files.readAllBytes(directory.resolve(source.getFileName() + ".o"));
    new Assembler()
        .assemble(source, options, new Diagnostics())
        .ifPresent(object -> assertArrayEquals(file, ElfWriter.write(object), "the whole file"));
  }

  /// Lines that only one of two texts has: `-` for theirs, `+` for ours.
  private static String difference(String theirs, String ours) {
    List<String> left = theirs.lines().toList();
    List<String> right = ours.lines().toList();
    StringBuilder out = new StringBuilder();
    if (!Set.copyOf(left).equals(Set.copyOf(right))) {
      left.stream().filter(line -> !right.contains(line)).forEach(l -> out.append("- " + l + "\n"));
      right.stream().filter(line -> !left.contains(line)).forEach(l -> out.append("+ " + l + "\n"));
    }
    for (int i = 0; out.isEmpty() && i < left.size(); i++) {
      if (i >= right.size() || !left.get(i).equals(right.get(i))) {
        out.append("order: - ").append(left.get(i)).append('\n');
      }
    }
    return out.toString();
  }
}
