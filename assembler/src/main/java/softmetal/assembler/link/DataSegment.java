package softmetal.assembler.link;

import java.util.OptionalLong;

/// Where data starts in a script that has DATA_SEGMENT_ALIGN.
final class DataSegment {
  private final long maxPageSize;
  private OptionalLong start = OptionalLong.empty();
  private long end;
  private boolean adjusted;

  DataSegment(long maxPageSize) {
    this.maxPageSize = maxPageSize;
  }

  /// Chooses the place that shares a page of the file with what comes before, or a new page.
  void adjust(boolean toNewPage) {
    adjusted = toNewPage;
  }

  /// Data starts on a new page of memory but on the same page of the file, unless that would waste a page.
  ///
  /// @param isFinal whether sections have their last places, so that where it starts does not count any more
  long align(long dot, long page, boolean isFinal) {
    long aligned = dot + (page - 1) & -page;
    long found = adjusted ? aligned : aligned + (dot & (page - 1));
    if (start.isEmpty() || !isFinal) {
      start = OptionalLong.of(found);
    }
    return found;
  }

  void end(long newEnd) {
    end = newEnd;
  }

  boolean wastesAPage() {
    if (start.isEmpty()) {
      return false;
    }
    long page = maxPageSize;
    long from = start.getAsLong();
    long first = -from & (page - 1);
    long last = end & (page - 1);
    return first != 0 && last != 0 && (from & -page) != (end & -page) && first + last <= page;
  }
}
