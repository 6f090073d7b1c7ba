package softmetal.monitor.oracle.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import softmetal.monitor.oracle.TwinBoards;
import softmetal.monitor.oracle.TwinBoards.Twin;

/// Runs trials, and compares how they end on both boards.
final class Trials {
  private static final int SHOWN = 12;

  /// A difference on purpose, each a line in `docs/qemu-differences.md`.
  ///
  /// @param what in the words of that page
  record Known(String what, Predicate<Ending> applies) {}

  /// A trial that has ended, and the names of what is not the same on both boards.
  record Ending(
      Trial trial, TrialResult softmetal, TrialResult qemu, Map<String, long[]> differences) {
    /// Whether only some of these differ.
    boolean differsIn(String... names) {
      return Set.of(names).containsAll(differences.keySet());
    }

    private String report() {
      List<String> parts = new ArrayList<>();
      differences.forEach(
          (name, values) -> parts.add("%s %x, QEMU %x".formatted(name, values[0], values[1])));
      return "%s (%s) [%s]: %s"
          .formatted(
              trial.name(), trial.mode(), TrialDecoding.listing(trial), String.join("; ", parts));
    }
  }

  private final TwinBoards boards;

  Trials(Path directory) {
    boards = new TwinBoards(directory);
  }

  /// All trials end alike, but for known differences; and each of those is seen.
  void assertSameEnds(List<Trial> trials, List<Known> known) {
    Map<String, List<Ending>> unexplained = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    int count = 0;
    for (int from = 0; from < trials.size(); from += TrialBatch.MAX) {
      List<Trial> some = trials.subList(from, Math.min(trials.size(), from + TrialBatch.MAX));
      Twin<List<TrialResult>> results = new TrialBatch(some).run(boards);
      for (int i = 0; i < some.size(); i++) {
        TrialResult ours = results.softmetal().get(i);
        TrialResult theirs = results.qemu().get(i).withValueOfBreakpoint();
        if (Arrays.equals(ours.longs(), theirs.longs())) {
          continue;
        }
        var ending = new Ending(some.get(i), ours, theirs, ours.differencesTo(theirs));
        List<Known> reasons = known.stream().filter(k -> k.applies.test(ending)).toList();
        reasons.forEach(reason -> seen.add(reason.what));
        if (reasons.isEmpty()) {
          count++;
          unexplained
              .computeIfAbsent(ending.differences.keySet().toString(), any -> new ArrayList<>())
              .add(ending);
        }
      }
    }
    assertEquals("", report(unexplained, count));
    List<String> unseen =
        known.stream().map(Known::what).filter(what -> !seen.contains(what)).toList();
    assertEquals(List.of(), unseen, "differences that are listed, and were not found");
  }

  private static String report(Map<String, List<Ending>> unexplained, int count) {
    List<String> lines = new ArrayList<>();
    unexplained.forEach((kind, endings) -> {
      lines.add("%d trials differ in %s:".formatted(endings.size(), kind));
      endings.stream().limit(SHOWN).forEach(ending -> lines.add("  " + ending.report()));
    });
    return lines.isEmpty() ? "" : count + " differences\n" + String.join("\n", lines);
  }
}
