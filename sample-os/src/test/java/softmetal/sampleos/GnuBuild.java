package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The sample operating system, built by the GNU tools.
///
/// @param directory for what they make
record GnuBuild(Path directory) {
  private static final Path SOURCES = Path.of("src/main/asm");
  private static final Path SDK = Path.of("../sdk/src/main/asm");

  /// @return the executable's file
  Path kernel() throws IOException, InterruptedException {
    List<String> objects = new ArrayList<>();
    for (Path unit : unitsIn(SOURCES.resolve("kernel"))) {
      objects.add(assemble(unit));
    }
    return link(objects, "kernel/kernel.ld", "kernel.elf");
  }

  /// @return the executables' contents by the names of the programs
  SequencedMap<String, byte[]> programs() throws IOException, InterruptedException {
    SequencedMap<String, byte[]> programs = new LinkedHashMap<>();
    for (Path unit : unitsIn(SOURCES.resolve("user"))) {
      String name = unit.getFileName().toString().replace(".s", "");
      Path program = link(List.of(assemble(unit)), "user/program.ld", name);
      programs.put(name, Files.readAllBytes(program));
    }
    return programs;
  }

  private String assemble(Path unit) throws IOException, InterruptedException {
    String object = directory.resolve(unit.getFileName() + ".o").toString();
    run(
        "riscv64-unknown-elf-as",
        "-march=rv64gc_zicsr_zifencei",
        "-mabi=lp64d",
        "-mno-relax",
        "-I" + SDK,
        "-I" + SOURCES,
        unit.toString(),
        "-o",
        object);
    return object;
  }

  private Path link(List<String> objects, String script, String name)
      throws IOException, InterruptedException {
    Path executable = directory.resolve(name);
    List<String> command = new ArrayList<>(List.of("riscv64-unknown-elf-ld", "--no-relax", "-T"));
    command.add(SOURCES.resolve(script).toString());
    command.addAll(objects);
    command.addAll(List.of("-o", executable.toString()));
    run(command.toArray(String[]::new));
    return executable;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    assertEquals(0, process.exitValue(), output);
  }

  private static List<Path> unitsIn(Path directory) throws IOException {
    return filesIn(directory).stream().filter(file -> file.toString().endsWith(".s")).toList();
  }

  static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
