package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The bytes that relaxation took out of a section; offsets are those of the section as assembled.
///
/// What stands behind the start of a cut moves down by the whole cut, as in GNU ld: also what stood inside of it.
final class Cuts {
  static final Cuts NONE = new Cuts(List.of());

  /// `length` bytes that are gone, from `start` on.
  record Cut(long start, long length) {
    long end() {
      return start + length;
    }
  }

  private final List<Cut> cuts;
  private final long[] starts;

  /// How many bytes the cuts up to and with this one take away.
  private final long[] totals;

  private Cuts(List<Cut> cuts) {
    this.cuts = cuts;
    this.starts = new long[cuts.size()];
    this.totals = new long[cuts.size()];
    long total = 0;
    for (int i = 0; i < starts.length; i++) {
      total += cuts.get(i).length;
      starts[i] = cuts.get(i).start;
      totals[i] = total;
    }
  }

  /// @param more none of which touches another or one of these
  Cuts with(List<Cut> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Cut> all = new ArrayList<>(cuts.size() + more.size());
    all.addAll(cuts);
    all.addAll(more);
    all.sort(Comparator.comparingLong(Cut::start));
    return new Cuts(all);
  }

  long removed() {
    return totals.length == 0 ? 0 : totals[totals.length - 1];
  }

  /// Where an offset is now.
  long moved(long offset) {
    int before = startingBefore(offset);
    return before == 0 ? offset : offset - totals[before - 1];
  }

  /// Whether a byte of a range is gone already.
  boolean overlap(long start, long length) {
    int before = startingBefore(start + length);
    return before > 0 && cuts.get(before - 1).end() > start;
  }

  private int startingBefore(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 1;
  }

  /// What is left of the bytes of the section.
  byte[] applied(byte[] bytes) {
    byte[] left = new byte[bytes.length - (int) removed()];
    int from = 0;
    int to = 0;
    for (Cut cut : cuts) {
      int length = (int) cut.start - from;
      System.arraycopy(bytes, from, left, to, length);
      to += length;
      from = (int) cut.end();
    }
    System.arraycopy(bytes, from, left, to, bytes.length - from);
    return left;
  }
}
