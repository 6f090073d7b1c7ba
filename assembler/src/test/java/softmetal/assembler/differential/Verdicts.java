package softmetal.assembler.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Compares what both assemblers think of a source: one that the one refuses the other has to refuse, too, and of what
/// both take they make the same object.
final class Verdicts {
  private static final int MAX_ROUNDS = 8;

  private final Tools tools;

  /// What became of one source.
  ///
  /// @param wrong the lines that GNU complains about
  /// @param kind how the two differ; empty if they do not, or on purpose
  record Verdict(boolean accepted, Set<Integer> wrong, String kind, String text) {
    boolean differs() {
      return !kind.isEmpty();
    }
  }

  Verdicts(Tools tools) {
    this.tools = tools;
  }

  /// How the two differ, with a short source that shows it. Where both refuse the source, the lines that are to blame
  /// are taken out, and the rest is tried again.
  Optional<String> difference(List<String> source, Tools.Options options) throws Exception {
    List<String> lines = source;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Verdict verdict = of(lines, options);
      if (verdict.differs()) {
        List<String> few =
            Shrinker.shrink(lines, some -> of(some, options).kind().equals(verdict.kind()));
        return Optional.of(
            "%s\n%s\n--- %s: %s"
                .formatted(
                    options, String.join("\n", few), verdict.kind(), of(few, options).text()));
      }
      if (verdict.accepted() || verdict.wrong().isEmpty()) {
        return Optional.empty();
      }
      lines = without(lines, verdict.wrong());
    }
    return Optional.empty();
  }

  private static List<String> without(List<String> lines, Set<Integer> numbers) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!numbers.contains(i + 1)) {
        rest.add(lines.get(i));
      }
    }
    return rest;
  }

  Verdict of(List<String> lines, Tools.Options options) throws IOException, InterruptedException {
    Tools.Result theirs = tools.theirs(lines, options);
    Tools.Result ours;
    try {
      ours = tools.ours(lines, options);
    } catch (RuntimeException e) {
      return new Verdict(false, Set.of(), "an exception", e + " at " + e.getStackTrace()[0]);
    }
    if (theirs.file().isPresent() && ours.file().isPresent()) {
      String text =
          Differences.difference(
                  ElfText.object(theirs.file().get()), ElfText.object(ours.file().get()))
              .orElse("");
      return new Verdict(true, Set.of(), text.isEmpty() ? "" : "other bytes", text);
    }
    if (theirs.file().isPresent()) {
      boolean intended = Intended.complains(ours.complaint());
      return new Verdict(false, Set.of(), intended ? "" : "only GNU accepts it", ours.complaint());
    }
    boolean intended = ours.file().isEmpty() || Intended.allows(theirs.complaint());
    return new Verdict(
        false, theirs.wrongLines(), intended ? "" : "only we accept it", theirs.complaint());
  }
}
