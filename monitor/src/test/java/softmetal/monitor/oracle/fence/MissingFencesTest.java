package softmetal.monitor.oracle.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.lint.Linter;
import softmetal.monitor.oracle.TwinBoards;

/// Page tables, `satp`, physical memory protection and code change without a fence: what is old and what is new may
/// still be mixed, and nothing else; after the fence all is new, as on QEMU.
///
/// `-Dsoftmetal.seed=5 -Dsoftmetal.programs=20000` runs others.
@Tag("oracle")
class MissingFencesTest {
  private static final long SEED = Long.getLong("softmetal.seed", 1972);
  private static final int SCRIPTS = Integer.getInteger("softmetal.programs", 500);

  /// Scripts that the linter looks at, each in a machine of its own.
  private static final int LINTED = Math.min(SCRIPTS, 300);

  @TempDir Path directory;

  @Test
  void every_access_finds_what_is_new_or_what_no_fence_has_made_old() {
    List<Script> scripts =
        IntStream.range(0, SCRIPTS)
            .mapToObj(number -> Script.random(new SplittableRandom(SEED * 1_000_003 + number)))
            .toList();
    List<Command> commands = scripts.stream().flatMap(s -> s.commands().stream()).toList();

    TwinBoards.Twin<byte[]> memory =
        new TwinBoards(directory)
            .run(Board.program(), Board.memory(commands), Board.RESULTS, 8 * commands.size());

    List<Long> ours = Board.results(memory.softmetal());
    List<Long> theirs = Board.results(memory.qemu());
    List<String> wrong = new ArrayList<>();
    int old = 0;
    int ordered = 0;
    int at = 0;
    for (int number = 0; number < scripts.size(); number++) {
      var model = new Model();
      for (Command command : scripts.get(number).commands()) {
        Model.Results results = model.carryOut(command);
        long result = ours.get(at);
        if (!results.permitted().contains(result)
            || !results.permitted().contains(theirs.get(at))) {
          wrong.add(
              "seed %d, script %d, command %d %s: %x here, %x on QEMU, permitted %s"
                  .formatted(
                      SEED,
                      number,
                      at % scripts.get(number).commands().size(),
                      command,
                      result,
                      theirs.get(at),
                      results.permitted()));
        }
        old += result != results.fresh() ? 1 : 0;
        ordered += results.permitted().size() == 1 ? 1 : 0;
        at++;
      }
    }
    assertEquals("", String.join("\n", wrong.subList(0, Math.min(wrong.size(), 10))));
    System.out.printf("%d commands, %d ordered, %d used what was old%n", at, ordered, old);
    assertTrue(old > SCRIPTS / 10 && ordered > 50 * SCRIPTS, old + ", " + ordered);
  }

  @Test
  void the_linter_names_a_missing_fence_where_it_is_missing_and_nowhere_else() {
    TwinBoards.Block program = new TwinBoards(directory).assembled(Board.program());
    Map<String, Integer> named = new TreeMap<>();
    for (int number = 0; number < LINTED; number++) {
      Script script =
          Script.random(new SplittableRandom(SEED * 1_000_003 + number)).withOneAccessEach();
      Set<String> found = new TreeSet<>();

      List<Long> results = lint(program, script, found);

      Set<String> expected = Omissions.in(script, results);
      assertEquals(expected, found, "seed %d, script %d: %s".formatted(SEED, number, script));
      found.forEach(rule -> named.merge(rule, 1, Integer::sum));
    }
    System.out.println(named);
    assertEquals(Omissions.RULES, named.keySet());
  }

  /// @param found gets the labels of the rules that the linter names
  private static List<Long> lint(TwinBoards.Block program, Script script, Set<String> found) {
    List<TwinBoards.Block> blocks = new ArrayList<>(Board.memory(script.commands()));
    blocks.add(program);
    byte[] results =
        TwinBoards.onSoftmetal(
            blocks,
            Board.RESULTS,
            8 * script.commands().size(),
            machine ->
                Linter.attach(
                    machine,
                    SymbolTable.EMPTY,
                    finding -> found.add(finding.replaceAll(".*\\[([a-z-]+): .*", "$1"))));
    found.retainAll(Omissions.RULES);
    return Board.results(results);
  }
}
