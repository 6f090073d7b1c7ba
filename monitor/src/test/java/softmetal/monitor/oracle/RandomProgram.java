package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import softmetal.monitor.privileged.Mode;

/// A program that a seed and a number have made, and all that it finds when it starts.
///
/// @param name what makes the same program again
/// @param kind of the hart that it is for
/// @param mode in which it runs: with Sv39 or Sv32 paging in supervisor and user mode, without in machine mode
/// @param x `x0` to `x31`; those in `bases` count from the first byte of its scratch pages
/// @param bases the registers that hold addresses, as bits
/// @param f `f0` to `f31`
/// @param maxTraps how many times it may trap before it ends
/// @param words its instructions
/// @param groups for each instruction the group that is left out with it; -1 for what must stay
/// @param place what its memory is like
record RandomProgram(
    String name,
    HartKind kind,
    Mode mode,
    long[] x,
    int bases,
    long[] f,
    int fcsr,
    int maxTraps,
    List<Integer> words,
    List<Integer> groups,
    Place place) {

  /// @param start where in its two pages of code the program begins
  /// @param region the virtual address of 2 MiB (on RV32 of 4 MiB), of which it uses four pages
  /// @param codePage the number of its first page of code in the region, 0 to 510
  /// @param scratchPage the number of its first scratch page, likewise
  /// @param entryBits of the entries for its four pages G, A and D, and for those of code whether it may write there
  /// @param physicalOrder a permutation of 0 to 6: where its pages and page tables are
  /// @param scratchSeed what fills the scratch pages
  /// @param extraEntries more page table entries
  record Place(
      int start,
      long region,
      int codePage,
      int scratchPage,
      List<Integer> entryBits,
      List<Integer> physicalOrder,
      long scratchSeed,
      List<ExtraEntry> extraEntries) {}

  /// A page table entry besides those that the program needs.
  ///
  /// @param level 0 for the entries of pages, 2 (on RV32 1) for those of the root
  /// @param index 0 to 511
  /// @param bits all of the entry, but for the page number if it leads to a scratch page
  /// @param scratchPage 0 or 1 if the entry leads there, else -1
  record ExtraEntry(int level, int index, long bits, int scratchPage) {}

  static final int NOP = 0x13;
  static final int SHORT_NOP = 1;

  RandomProgram {
    words = List.copyOf(words);
    groups = List.copyOf(groups);
  }

  /// Whether there are page tables, though machine mode may use them for loads and stores alone.
  boolean hasPageTables() {
    return isPaged() || !place.extraEntries.isEmpty();
  }

  boolean isPaged() {
    return mode != Mode.MACHINE;
  }

  /// The groups of instructions that can be left out.
  Set<Integer> removable() {
    Set<Integer> removable = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      if (groups.get(i) >= 0 && !isNop(words.get(i))) {
        removable.add(groups.get(i));
      }
    }
    return removable;
  }

  /// The same program with other instructions where some were; none moves.
  RandomProgram withWords(List<Integer> newWords) {
    return new RandomProgram(
        name, kind, mode, x, bases, f, fcsr, maxTraps, newWords, groups, place);
  }

  /// The same program with nothing where some groups were.
  RandomProgram without(Set<Integer> removed) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      int word = words.get(i);
      int nothing = Code.length(word) == 4 ? NOP : SHORT_NOP;
      kept.add(removed.contains(groups.get(i)) ? nothing : word);
    }
    return withWords(kept);
  }

  static boolean isNop(int word) {
    return word == NOP || word == SHORT_NOP;
  }
}
