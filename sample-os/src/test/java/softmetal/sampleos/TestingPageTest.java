package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TestingPageTest {
  static final Path TESTS = Path.of("src/test/java/softmetal/sampleos");

  @Test
  void the_example_of_the_page_is_made_of_tests_that_run() throws IOException {
    Set<String> lines = new HashSet<>(Files.readAllLines(TESTS.resolve("ShellTest.java")));
    lines.addAll(Files.readAllLines(TESTS.resolve("PanicTest.java")));
    Matcher example =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/testing-an-os.md")));

    assertTrue(example.find());
    assertEquals(
        List.of(), example.group(1).lines().filter(line -> !lines.contains(line)).toList());
  }
}
