package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.List;

/// Finds a short listing that still shows a difference, by leaving out ever smaller runs of lines.
final class Shrinker {
  private static final int MAX_TRIALS = 600;
  private static final int MAX_PAIRED = 16;

  interface Trial {
    boolean shows(List<String> lines) throws Exception;
  }

  private Shrinker() {}

  static List<String> shrink(List<String> lines, Trial trial) throws Exception {
    List<String> best = lines;
    int trials = 0;
    for (int run = best.size() / 2; run > 0; run = run == 1 ? 0 : (run + 1) / 2) {
      boolean again = true;
      while (again) {
        again = false;
        for (int from = 0; from < best.size() && trials < MAX_TRIALS; ) {
          List<String> fewer = new ArrayList<>(best.subList(0, from));
          fewer.addAll(best.subList(Math.min(from + run, best.size()), best.size()));
          trials++;
          if (!fewer.isEmpty() && trial.shows(fewer)) {
            best = fewer;
            again = run == 1;
          } else {
            from += run;
          }
        }
      }
    }
    return withoutPairs(best, trial);
  }

  /// Leaves out two lines at once, as what opens and what closes.
  private static List<String> withoutPairs(List<String> lines, Trial trial) throws Exception {
    List<String> best = lines;
    for (int i = 0; i < best.size() && best.size() <= MAX_PAIRED; i++) {
      for (int j = i + 1; j < best.size(); j++) {
        List<String> fewer = new ArrayList<>(best);
        fewer.remove(j);
        fewer.remove(i);
        if (!fewer.isEmpty() && trial.shows(fewer)) {
          best = fewer;
          i = -1;
          break;
        }
      }
    }
    return best;
  }
}
