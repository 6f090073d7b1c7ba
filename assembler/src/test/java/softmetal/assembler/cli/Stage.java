package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import softmetal.assembler.cli.Transcript.Command;
import softmetal.assembler.cli.Transcript.Scene;

/// Plays scenes, each in an empty directory, and holds every command to what all must do: no exception is shown, and
/// after an error no file has changed.
///
/// @param scratch where directories can be made
/// @param program what stands behind the prompt
/// @param props makes what no page can show, before a scene starts
public record Stage(Path scratch, Program program, Props props) {

  /// What `softmetal` does with its arguments.
  public interface Program {
    /// @return the exit status
    int run(List<String> arguments, Surroundings surroundings);
  }

  /// What is there before the first command.
  public interface Props {
    void make(Scene scene, Path directory) throws IOException;
  }

  /// The scene as it goes today.
  public Scene played(Scene scene) throws IOException {
    Path directory = Files.createTempDirectory(scratch, "scene");
    for (var file : scene.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, file.getValue());
    }
    props.make(scene, directory);
    List<Command> commands = new ArrayList<>();
    for (Command command : scene.commands()) {
      commands.add(played(command, directory));
    }
    return scene.with(commands);
  }

  private Command played(Command command, Path directory) throws IOException {
    SequencedMap<String, String> before = listing(directory);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            directory,
            false);
    int status = program.run(command.arguments(), surroundings);
    String told =
        err.toString(UTF_8).replace(directory + "/", "").replace(directory.toString(), ".");
    if (status != 0) {
      assertEquals(before, listing(directory), "files, after " + command.line());
      assertEquals("", out.toString(UTF_8), "standard output of " + command.line());
    }
    assertFalse(told.contains("Exception"), told);
    assertFalse(told.contains("at softmetal."), told);
    return command.with(told, status);
  }

  /// What is in a directory, to be compared with what is there later.
  private static SequencedMap<String, String> listing(Path directory) throws IOException {
    SequencedMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        String contents =
            Files.isRegularFile(file) && Files.isReadable(file)
                ? Files.size(file) + " bytes, hash " + Arrays.hashCode(Files.readAllBytes(file))
                : "no file to read";
        listing.put(directory.relativize(file).toString(), contents);
      }
    }
    return listing;
  }
}
