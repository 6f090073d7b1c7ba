package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;

/// What a program has left behind.
///
/// @param kind of the hart that it is about
/// @param record the part that the [Harness] writes
/// @param scratch its scratch memory
/// @param leaves the page table with the entries for its pages; empty without paging
record FinalState(HartKind kind, long[] record, long[] scratch, long[] leaves) {
  private static final List<String> TRAP_WORDS = List.of("mcause", "mepc", "mtval", "mstatus");

  /// What is not as it is in another state, each as a line; empty if the two are equal.
  List<String> differencesTo(FinalState other) {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < record.length; i++) {
      add(differences, name(8 * i), record[i], other.record[i]);
    }
    for (int i = 0; i < scratch.length; i++) {
      add(differences, "scratch + 0x%x".formatted(8 * i), scratch[i], other.scratch[i]);
    }
    for (int i = 0; i < leaves.length; i++) {
      add(differences, "page table entry " + i, leaves[i], other.leaves[i]);
    }
    return differences;
  }

  private static void add(List<String> differences, String name, long value, long other) {
    if (value != other) {
      differences.add("%s: 0x%x, expected 0x%x".formatted(name, value, other));
    }
  }

  /// How many traps the record tells about: the last ones.
  int loggedTraps() {
    return (int) Math.min(record[Harness.TRAPS / 8], Harness.LOGGED_TRAPS);
  }

  private String name(int offset) {
    if (offset < Harness.END_F) {
      return "x" + offset / 8;
    }
    if (offset < Harness.END_FCSR) {
      return "f" + (offset - Harness.END_F) / 8;
    }
    if (offset == Harness.END_FCSR) {
      return "fcsr";
    }
    if (offset == Harness.TRAPS) {
      return "number of traps";
    }
    if (offset >= Harness.END_REGISTERS) {
      int number = (offset - Harness.END_REGISTERS) / 8;
      return number < kind.registers().size() ? kind.registers().get(number) : "spare";
    }
    int trap = (offset - Harness.TRAP_LOG) / Harness.TRAP_BYTES;
    int word = (offset - Harness.TRAP_LOG) % Harness.TRAP_BYTES / 8;
    return "trap %d, %s".formatted(trap, TRAP_WORDS.get(word));
  }
}
