package softmetal.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the GNU tools, which tests tagged `oracle` compare with.
public final class Gnu {
  private final Path directory;

  public Gnu(Path directory) {
    this.directory = directory;
  }

  /// Assembles a text and returns the object's path.
  public Path assemble(String name, String text, String... options) throws Exception {
    Files.writeString(directory.resolve(name + ".s"), text);
    List<String> command = new ArrayList<>(List.of("as", "-march=rv64gc"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", name + ".o", name + ".s"));
    run(command);
    return directory.resolve(name + ".o");
  }

  /// Compiles a C text and returns the object's path.
  public Path compile(String name, String text, String... options) throws Exception {
    Files.writeString(directory.resolve(name + ".c"), text);
    List<String> command =
        new ArrayList<>(List.of("gcc", "-c", "-ffreestanding", "-mcmodel=medany"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", name + ".o", name + ".c"));
    run(command);
    return directory.resolve(name + ".o");
  }

  /// Runs a tool, which must succeed, and returns what it printed.
  public String run(List<String> command) throws IOException, InterruptedException {
    List<String> full = new ArrayList<>(command);
    full.set(0, "riscv64-unknown-elf-" + command.getFirst());
    Process process =
        new ProcessBuilder(full).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", full) + "\n" + output);
    return output;
  }

  public String run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }
}
