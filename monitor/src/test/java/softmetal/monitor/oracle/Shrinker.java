package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes a program that shows a difference smaller, by leaving out instructions while the difference stays.
///
/// It tries many parts at a time, because starting a runner takes longer than running a few hundred programs.
final class Shrinker {
  private final Runner subject;
  private final Runner expected;

  Shrinker(Runner subject, Runner expected) {
    this.subject = subject;
    this.expected = expected;
  }

  /// A difference that goes away when any group of instructions is left out.
  Difference shrink(Difference difference) {
    Difference smallest = difference;
    int size = difference.program().removable().size();
    while (size > 0) {
      List<Set<Integer>> parts = parts(smallest.program(), size);
      List<Difference> smaller = without(smallest.program(), parts);
      if (!smaller.isEmpty()) {
        smallest = smaller.getFirst();
      } else {
        size /= 2;
      }
    }
    return smallest;
  }

  /// The removable groups, in parts of some size.
  private static List<Set<Integer>> parts(RandomProgram program, int size) {
    List<Integer> groups = new ArrayList<>(program.removable());
    List<Set<Integer>> parts = new ArrayList<>();
    for (int from = 0; from < groups.size(); from += size) {
      parts.add(new HashSet<>(groups.subList(from, Math.min(from + size, groups.size()))));
    }
    return parts;
  }

  /// The differences that stay without all of these parts, or else without one of them.
  private List<Difference> without(RandomProgram program, List<Set<Integer>> parts) {
    List<RandomProgram> candidates = parts.stream().map(program::without).toList();
    if (candidates.isEmpty()) {
      return List.of();
    }
    return Difference.between(subject, expected, candidates);
  }
}
