package softmetal.monitor.oracle.trial;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a trial ended.
///
/// @param longs as the [TrialHarness] writes them
record TrialResult(long[] longs) {
  private static final long BREAKPOINT = 3;

  /// What is told under a name: a control register, `vector`, `peek0`, `x7`, `f7`.
  long get(String name) {
    for (int i = 0; i < longs.length; i++) {
      if (name(i).equals(name)) {
        return longs[i];
      }
    }
    throw new IllegalArgumentException(name);
  }

  long cause() {
    return longs[TrialHarness.TOLD.indexOf("mcause")];
  }

  long value() {
    return longs[TrialHarness.TOLD.indexOf("mtval")];
  }

  long x(int register) {
    return longs[TrialHarness.X / 8 + register];
  }

  /// What the board would have told if it wrote the address to `mtval` and `stval` after `ebreak`, as most trials end:
  /// QEMU 7.2 writes 0.
  TrialResult withValueOfBreakpoint() {
    long[] corrected = longs.clone();
    for (String mode : List.of("m", "s")) {
      int value = TrialHarness.TOLD.indexOf(mode + "tval");
      if (longs[TrialHarness.TOLD.indexOf(mode + "cause")] == BREAKPOINT && longs[value] == 0) {
        corrected[value] = longs[TrialHarness.TOLD.indexOf(mode + "epc")];
      }
    }
    return new TrialResult(corrected);
  }

  /// The names of what is not as in another result, with the value there and here.
  Map<String, long[]> differencesTo(TrialResult other) {
    Map<String, long[]> differences = new TreeMap<>();
    for (int i = 0; i < longs.length; i++) {
      if (longs[i] != other.longs[i]) {
        differences.put(name(i), new long[] {longs[i], other.longs[i]});
      }
    }
    return differences;
  }

  private static String name(int index) {
    int told = TrialHarness.TOLD.size();
    if (index < told) {
      return TrialHarness.TOLD.get(index);
    }
    if (index < told + TrialHarness.OTHERS.size()) {
      return TrialHarness.OTHERS.get(index - told);
    }
    if (index < TrialHarness.X / 8) {
      return "peek" + (index - told - TrialHarness.OTHERS.size());
    }
    return index < TrialHarness.F / 8
        ? "x" + (index - TrialHarness.X / 8)
        : "f" + (index - TrialHarness.F / 8);
  }
}
