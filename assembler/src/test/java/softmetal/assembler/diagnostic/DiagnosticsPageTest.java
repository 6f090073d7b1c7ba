package softmetal.assembler.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/// docs/diagnostics.md is all explanations, one behind the other.
class DiagnosticsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "diagnostics.md");

  @Test
  void the_page_is_current() throws IOException {
    if (Boolean.getBoolean("softmetal.rewrite")) {
      Files.writeString(PAGE, page());
    }
    assertEquals(
        page(),
        Files.readString(PAGE),
        "docs/diagnostics.md is printed from the explanations: -Dsoftmetal.rewrite=true does it");
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Messages and what they mean

            Printed from the explanations that `softmetal explain CODE` shows; a test keeps this page current. In each example
            the first block brings the message about, and the last one has it set right.
            """);
    String[] kinds = {
      "Text and statements",
      "Instructions",
      "Directives, symbols and sections",
      "Linking",
      "Files and executables",
      "Disks and drives",
      "Projects and machines",
      "The C preprocessor",
      "Snapshots and logs"
    };
    char kind = '0';
    for (Problem problem : inOrder()) {
      if (problem.code().charAt(2) != kind) {
        kind = problem.code().charAt(2);
        page.append("\n## ").append(kinds[kind - '1']).append('\n');
      }
      String switched = Lints.name(problem).map("\nSwitched by `-W%s`.\n"::formatted).orElse("");
      String text = Explanation.of(problem).map(Explanation::page).orElse("");
      page.append("\n##").append(text).append(switched);
    }
    return page.toString();
  }

  private static Iterable<Problem> inOrder() {
    return Arrays.stream(Problem.values())
        .sorted(Comparator.comparing(problem -> problem.code().substring(1)))
        .toList();
  }
}
