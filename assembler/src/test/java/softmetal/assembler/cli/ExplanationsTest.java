package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.diagnostic.Explanation;
import softmetal.assembler.diagnostic.Explanation.Block;
import softmetal.assembler.diagnostic.Problem;

/// Every message is explained, and what the explanations show is true: the wrong example brings the message about, the
/// right one brings none.
class ExplanationsTest {
  /// Examples include headers of the SDK, which lie where an installation has them.
  @BeforeAll
  static void knowTheInstallation() {
    System.setProperty("softmetal.home", "..");
  }

  @AfterAll
  static void forgetTheInstallation() {
    System.clearProperty("softmetal.home");
  }

  private static final Path PAGES =
      Path.of("src/main/resources/softmetal/assembler/diagnostic/explanations");

  /// What no short source can bring about: limits, damaged objects, what no instruction or script of today needs.
  static final Set<Problem> WITHOUT_EXAMPLE =
      EnumSet.of(
          Problem.EXPRESSION_TOO_DEEP,
          Problem.OPERANDS_BEYOND_COUNT,
          Problem.BAD_FILE_TEXT,
          Problem.EXPANSION_TOO_LARGE,
          Problem.TOO_MANY_EXPANSIONS,
          Problem.TOO_MANY_ERRORS,
          Problem.TOO_MANY_SYMBOLS,
          Problem.OUT_OF_MEMORY,
          Problem.SAME_OPERAND,
          Problem.NO_LIBRARY,
          Problem.GROUP_OPEN,
          Problem.FATAL_WARNINGS,
          Problem.UNSET_GLOBAL_POINTER,
          Problem.LINES_WITHOUT_CODE,
          Problem.SCRIPT_NO_HEADER,
          Problem.SECTION_OVERSIZED,
          Problem.LAYOUT_UNSTABLE,
          Problem.LAYOUT_TOO_LONG,
          Problem.TOO_MANY_SECTIONS,
          Problem.TOO_MANY_EQUATIONS,
          Problem.UNSUPPORTED_RELOCATION,
          Problem.BAD_ALIGNMENT_ROOM,
          Problem.MIXED_FLOAT_ABI,
          Problem.NO_OBJECTS,
          Problem.BAD_ATTRIBUTES,
          Problem.IMAGE_TOO_LARGE,
          Problem.SCRIPT_UNSTABLE,
          Problem.SCRIPT_TOO_DEEP);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Problem.class)
  void every_message_has_a_page(Problem problem) {
    assertTrue(
        Explanation.of(problem).isPresent(),
        () ->
            """
            %s has no explanation. Write assembler/%s/%s.md:

            # %s: What is wrong, in a few words

            A sentence or two on why it is wrong and what to do.

            ```asm wrong
                a source that brings the message about
            ```

            ```asm right
                the same set right
            ```

            softmetal.assembler.diagnostic.Explanation says what other blocks there are; docs/diagnostics.md is printed
            from the pages, with -Dsoftmetal.rewrite=true.
            """
                .formatted(problem, PAGES, problem.code(), problem.code()));
  }

  @Test
  void every_page_belongs_to_a_message() throws IOException {
    List<String> codes = Arrays.stream(Problem.values()).map(p -> p.code() + ".md").toList();
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertEquals(
          List.of(),
          pages
              .map(page -> page.getFileName().toString())
              .filter(p -> !codes.contains(p))
              .toList());
    }
  }

  @Test
  void a_code_is_given_once() {
    Set<String> seen = new HashSet<>();
    for (Problem problem : Problem.values()) {
      assertTrue(seen.add(problem.code().substring(1)), () -> "twice: " + problem.code());
    }
  }

  static Stream<Problem> withExample() {
    return Arrays.stream(Problem.values())
        .filter(problem -> problem.code().compareTo("E05") < 0 || has(problem, false));
  }

  private static boolean has(Problem problem, boolean right) {
    return Explanation.of(problem).stream()
        .flatMap(explanation -> explanation.blocks().stream())
        .anyMatch(block -> block.right() == right);
  }

  @ParameterizedTest
  @MethodSource("withExample")
  void the_wrong_example_brings_the_message_about(Problem problem) throws IOException {
    if (WITHOUT_EXAMPLE.contains(problem)) {
      assertFalse(has(problem, false), () -> problem + " has an example after all");
      return;
    }
    assertTrue(has(problem, false), () -> problem.code() + ".md has no `asm wrong`");
    String told = run(problem, false);
    assertTrue(told.contains("[" + problem.code()), () -> problem.code() + " is not in:\n" + told);
  }

  @ParameterizedTest
  @MethodSource("withExample")
  void the_right_example_brings_no_message_about(Problem problem) throws IOException {
    assertEquals(has(problem, false), has(problem, true), "an example with its correction");
    assertEquals("", has(problem, true) ? run(problem, true) : "");
  }

  /// What the commands of the page, or the usual ones, print on standard error.
  private String run(Problem problem, boolean right) throws IOException {
    List<Block> blocks =
        Explanation.of(problem).orElseThrow().blocks().stream()
            .filter(block -> block.right() == right)
            .toList();
    List<String> sources = new ArrayList<>();
    String script = "";
    List<List<String>> commands = new ArrayList<>();
    for (Block block : blocks) {
      switch (block.language()) {
        case "asm" -> {
          String name = block.name().orElse("a.s");
          Files.writeString(directory.resolve(name), block.text());
          sources.add(name);
        }
        case "ld" -> {
          script = block.name().orElse("a.ld");
          Files.writeString(directory.resolve(script), block.text());
        }
        case "sh" ->
            block.text().lines().forEach(line -> commands.add(List.of(line.split(" ", -1))));
        default -> throw new IllegalArgumentException(block.toString());
      }
    }
    boolean linked = problem.code().startsWith("04", 1);
    if (commands.isEmpty()) {
      sources.removeIf(source -> !linked && !source.equals("a.s"));
      commands.add(concat(List.of("softmetal", "asm"), sources));
      if (linked) {
        List<String> objects = sources.stream().map(s -> s.replace(".s", ".o")).toList();
        commands.add(
            concat(
                script.isEmpty()
                    ? List.of("softmetal", "ld")
                    : List.of("softmetal", "ld", "-T", script),
                objects));
      }
    }
    StringBuilder told = new StringBuilder();
    for (List<String> words : commands) {
      Command command =
          Commands.all().stream()
              .filter(each -> each.name().equals(words.get(1)))
              .findFirst()
              .orElseThrow();
      told.append(
          CommandRun.of(
                  command, directory, "", words.subList(2, words.size()).toArray(String[]::new))
              .err());
    }
    return told.toString();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
