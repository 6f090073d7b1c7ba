package softmetal.assembler.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged inputs end with success or with a message, within two seconds.
///
/// `-Dsoftmetal.seed=` starts elsewhere than at 1, `-Dsoftmetal.rounds=` says how many seeds are tried.
class FuzzTest {
  @TempDir Path directory;

  @Test
  void damaged_inputs_are_answered() throws Exception {
    fuzz(new Corpus(List.of(), List.of()), 200);
  }

  /// The same with what a compiler makes among the good inputs.
  @Test
  @Tag("slow")
  @Tag("oracle")
  void many_damaged_inputs_are_answered() throws Exception {
    Path sources = Files.createDirectory(directory.resolve("sources"));
    Path objects = Files.createDirectory(directory.resolve("objects"));
    fuzz(
        new Corpus(Corpus.compiled(sources, "-S", ".s"), Corpus.compiled(objects, "-c", ".o")),
        20_000);
  }

  private void fuzz(Corpus corpus, long usual) throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    long rounds = Long.getLong("softmetal.rounds", usual);
    Fuzzer fuzzer = new Fuzzer(corpus, Files.createDirectory(directory.resolve("work")));
    Map<String, String> broken = fuzzer.run(seed, rounds);
    System.out.println(
        "FuzzTest: -Dsoftmetal.seed=%d, %d rounds:%s".formatted(seed, rounds, fuzzer.spent()));
    assertTrue(broken.isEmpty(), () -> String.join("\n\n", broken.values()));
  }
}
