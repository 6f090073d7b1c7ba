package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.cli.Transcript.Scene;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostic.Suggestion;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// Every message of the assembler and the linker, beside the input that brings it about: the pages in
/// `src/test/resources/diagnostics`. After a change of wordings, `-Dsoftmetal.rewrite=true` writes the pages anew, for
/// `git diff` to show.
class MessageCatalogueTest {
  private static final Path PAGES = Path.of("src", "test", "resources", "diagnostics");

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicNode> every_mistake_is_told_as_the_page_says() throws IOException {
    Stage stage = new Stage(scratch, MessageCatalogueTest::run, (_, _) -> {});
    List<DynamicNode> pages = new ArrayList<>();
    for (Path file : pages()) {
      Transcript transcript = Transcript.parse(Files.readString(file));
      if (Boolean.getBoolean("softmetal.rewrite")) {
        transcript = transcript.with(stage::played);
        Files.writeString(file, transcript.print());
      }
      pages.add(
          dynamicContainer(
              String.valueOf(file.getFileName()),
              transcript.scenes().stream()
                  .map(scene ->
                      dynamicTest(
                          scene.title(),
                          () -> assertEquals(scene.print(), stage.played(scene).print())))));
    }
    return pages.stream();
  }

  @Test
  void every_message_has_a_scene() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : pages()) {
      all.append(Files.readString(file));
    }
    List<Problem> missing =
        Arrays.stream(Problem.values())
            .filter(problem ->
                problem.code().startsWith("0", 1)
                    && problem.code().charAt(2) < '5'
                    && !ExplanationsTest.WITHOUT_EXAMPLE.contains(problem)
                    && all.indexOf("[" + problem.code()) < 0)
            .toList();
    assertEquals(
        List.of(),
        missing,
        "messages without a scene in "
            + PAGES
            + ": add `== title`, the files, the commands, and play them with -Dsoftmetal.rewrite=true");
  }

  @TestFactory
  Stream<DynamicNode> a_suggestion_taken_mends_what_it_is_about() throws IOException {
    List<DynamicNode> pages = new ArrayList<>();
    for (Path file : pages()) {
      pages.add(
          dynamicContainer(
              String.valueOf(file.getFileName()),
              Transcript.parse(Files.readString(file)).scenes().stream()
                  .filter(scene ->
                      scene.files().size() == 1
                          && scene.commands().getFirst().line().equals(" asm a.s"))
                  .map(scene -> dynamicTest(scene.title(), () -> takeSuggestions(scene)))));
    }
    return pages.stream();
  }

  /// Takes one suggestion after the other: its message is gone then, there are no more messages than before, and none
  /// where it was the only one.
  private static void takeSuggestions(Scene scene) {
    SourceText source = SourceText.file("a.s", scene.files().firstEntry().getValue());
    List<Diagnostic> before = diagnostics(source);
    for (Diagnostic diagnostic : before) {
      if (diagnostic.suggestion().isEmpty()
          || diagnostic.suggestion().get().span().source() != source) {
        continue;
      }
      Suggestion suggestion = diagnostic.suggestion().get();
      String text = source.text();
      String mended =
          text.substring(0, suggestion.span().start())
              + suggestion.replacement()
              + text.substring(suggestion.span().end());
      List<Diagnostic> after = diagnostics(SourceText.file("a.s", mended));
      assertTrue(
          after.size() <= before.size()
              && alike(diagnostic, after) < alike(diagnostic, before)
              && (before.size() > 1 || after.isEmpty()),
          () -> diagnostic.message() + "; mended:\n" + mended + messages(after));
    }
  }

  private static long alike(Diagnostic diagnostic, List<Diagnostic> all) {
    return all.stream().filter(other -> other.message().equals(diagnostic.message())).count();
  }

  private static List<Diagnostic> diagnostics(SourceText source) {
    Diagnostics diagnostics = new Diagnostics();
    new Assembler().assemble(source, AssemblerOptions.standard(), diagnostics);
    return diagnostics.all();
  }

  private static String messages(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::message).toList().toString();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.sorted().toList();
    }
  }

  private static int run(List<String> arguments, Surroundings surroundings) {
    return Commands.all().stream()
        .filter(command -> command.name().equals(arguments.getFirst()))
        .findFirst()
        .orElseThrow()
        .run(arguments.subList(1, arguments.size()), surroundings);
  }
}
