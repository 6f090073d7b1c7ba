package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostic.Suggestion;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.monitor.cli.Transcript.Command;
import softmetal.monitor.cli.Transcript.Scene;

/// What people get wrong, and what they are told: the pages in `src/test/resources/wrong-inputs` are sessions, held against
/// what the program prints today. After a change of wordings, `-Dsoftmetal.rewrite=true` writes the pages anew, for `git diff`
/// to show.
class WrongInputsTest {
  private static final Path PAGES = Path.of("src", "test", "resources", "wrong-inputs");

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicNode> every_wrong_input_is_told_what_is_wrong_and_leaves_nothing_behind()
      throws IOException {
    List<DynamicNode> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      for (Path file : files.sorted().toList()) {
        String page = Files.readString(file);
        Transcript transcript = Transcript.parse(page);
        if (Boolean.getBoolean("softmetal.rewrite")) {
          transcript = transcript.with(scene -> isPointlessAsRoot(scene) ? scene : played(scene));
          Files.writeString(file, transcript.print());
        }
        pages.add(
            dynamicContainer(
                String.valueOf(file.getFileName()),
                transcript.scenes().stream()
                    .map(scene -> dynamicTest(scene.title(), () -> check(scene)))));
      }
    }
    return pages.stream();
  }

  @TestFactory
  Stream<DynamicNode> a_suggestion_taken_mends_what_it_is_about() throws IOException {
    return Transcript.parse(Files.readString(PAGES.resolve("assembly.txt"))).scenes().stream()
        .filter(scene -> scene.files().size() == 1)
        .map(scene -> dynamicTest(scene.title(), () -> takeSuggestions(scene)));
  }

  /// Takes one suggestion after the other, and looks whether the message and its likes are gone, and none is new.
  private static void takeSuggestions(Scene scene) {
    SourceText source = SourceText.file("a.s", scene.files().firstEntry().getValue());
    List<Diagnostic> before = diagnostics(source);
    for (Diagnostic diagnostic : before) {
      if (diagnostic.suggestion().isPresent() && diagnostic.span().source() == source) {
        Suggestion suggestion = diagnostic.suggestion().get();
        String text = source.text();
        String mended =
            text.substring(0, suggestion.span().start())
                + suggestion.replacement()
                + text.substring(suggestion.span().end());
        List<Diagnostic> after = diagnostics(SourceText.file("a.s", mended));
        assertTrue(
            after.size() <= before.size()
                && after.stream().noneMatch(other -> other.message().equals(diagnostic.message())),
            () -> diagnostic.message() + "; mended:\n" + mended + messages(after));
      }
    }
  }

  private static List<Diagnostic> diagnostics(SourceText source) {
    Diagnostics diagnostics = new Diagnostics();
    new Assembler().assemble(source, AssemblerOptions.standard(), diagnostics);
    return diagnostics.all();
  }

  private static String messages(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::message).toList().toString();
  }

  private void check(Scene scene) throws IOException {
    assumeFalse(isPointlessAsRoot(scene), "root may do everything");
    assertEquals(scene.print(), played(scene).print());
  }

  private static boolean isPointlessAsRoot(Scene scene) {
    return scene.title().contains("permission") && "root".equals(System.getProperty("user.name"));
  }

  /// The scene as it goes today.
  private Scene played(Scene scene) throws IOException {
    Path directory = Files.createTempDirectory(scratch, "scene");
    for (var file : scene.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, file.getValue());
    }
    WrongFiles.makeThoseNamed(scene, directory);
    List<Command> commands = new ArrayList<>();
    for (Command command : scene.commands()) {
      commands.add(played(command, directory));
    }
    return scene.with(commands);
  }

  private static Command played(Command command, Path directory) throws IOException {
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
    int status = Main.run(command.arguments(), surroundings);
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
