package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;

/// What a compiler makes of the files in `src/test/c` gives the object that GNU as makes of it, with debug information
/// and without, with room for the linker and without.
@Tag("oracle")
class CompilerOutputTest {
  private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();

  /// How many compilers run side by side.
  private static final int WORKERS = 2;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O0",
        "-O1",
        "-O2",
        "-Os",
        "-O0 -g",
        "-O1 -g",
        "-O2 -g",
        "-Os -g",
        "-O2 -mcmodel=medany -fexceptions -fasynchronous-unwind-tables",
        "-O1 -fpic -gdwarf-4",
        "-Os -msave-restore -fcommon -ffunction-sections -fdata-sections -g",
      })
  void objects_are_those_of_gnu_as(String options) throws Exception {
    List<Path> files = sources();
    assertTrue(files.size() >= 60, () -> "only " + files.size() + " files");
    List<Callable<List<String>>> shares = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int from = files.size() * i / WORKERS;
      int to = files.size() * (i + 1) / WORKERS;
      Path place = Files.createDirectory(directory.resolve("share" + i));
      shares.add(() -> differing(files.subList(from, to), List.of(options.split(" ")), place));
    }
    List<String> differing = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      for (Future<List<String>> share : workers.invokeAll(shares)) {
        differing.addAll(share.get());
      }
    }
    assertEquals(List.of(), differing);
  }

  private static List<Path> sources() throws Exception {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".c")).sorted().toList();
    }
  }

  /// Compiles, assembles with both assemblers, and says which objects are not the same.
  private static List<String> differing(List<Path> files, List<String> options, Path place)
      throws Exception {
    List<String> compile = new ArrayList<>(List.of("-S", "-w", "-ffreestanding", "-march=rv64gc"));
    compile.addAll(options);
    files.forEach(file -> compile.add(file.toString()));
    gcc(place, compile);
    List<String> names =
        files.stream().map(file -> file.getFileName().toString().replace(".c", "")).toList();
    List<String> differing = new ArrayList<>();
    for (boolean relax : new boolean[] {true, false}) {
      List<String> assemble = new ArrayList<>(List.of("-c", "-march=rv64gc"));
      if (!relax) {
        assemble.add("-Wa,-mno-relax");
      }
      names.forEach(name -> assemble.add(name + ".s"));
      gcc(place, assemble);
      for (String name : names) {
        String difference = difference(place, name, relax);
        if (!difference.isEmpty()) {
          differing.add(name + (relax ? "" : " -mno-relax") + "\n" + difference);
        }
      }
    }
    return differing;
  }

  private static void gcc(Path place, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("riscv64-unknown-elf-gcc"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  /// The first line that is not the same; empty when all are.
  private static String difference(Path place, String name, boolean relax) throws Exception {
    Path object = place.resolve(name + ".o");
    ObjectFile expected = (ObjectFile) ElfReader.read(name, Files.readAllBytes(object));
    Diagnostics diagnostics = new Diagnostics();
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withRelax(relax)
            .withDebug(new DebugSetting(false, 3, place.toString(), "GNU AS 2.40"));
    String ours =
        new Assembler()
            .assemble(place.resolve(name + ".s"), options, diagnostics)
            .map(GnuAs::show)
            .orElseGet(() -> new TextFormat(false).format(diagnostics));
    return GnuAs.firstDifference(GnuAs.show(expected), ours);
  }
}
