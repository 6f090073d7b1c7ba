package softmetal.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.cli.Stage;
import softmetal.assembler.cli.Transcript;
import softmetal.assembler.cli.Transcript.Scene;

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

  private void check(Scene scene) throws IOException {
    assumeFalse(isPointlessAsRoot(scene), "root may do everything");
    assertEquals(scene.print(), played(scene).print());
  }

  private static boolean isPointlessAsRoot(Scene scene) {
    return scene.title().contains("permission") && "root".equals(System.getProperty("user.name"));
  }

  private Scene played(Scene scene) throws IOException {
    return new Stage(scratch, Main::run, WrongFiles::makeThoseNamed).played(scene);
  }
}
