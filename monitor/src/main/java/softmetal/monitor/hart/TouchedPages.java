package softmetal.monitor.hart;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Which pages harts have fetched from, loaded from and stored to, by virtual address, devices among them, or tried to; and which
/// instructions they may have executed.
///
/// One bit stands for many pages or instructions: it may say so of one that nobody has touched, but never the other way round.
public final class TouchedPages {
  private static final int INSTRUCTIONS = Access.values().length;
  private static final int PAGE_BITS = 1 << 15;
  private static final int INSTRUCTION_BITS = 1 << 17;

  /// Spreads numbers, of which the low bits matter most, over all 64 bits: 2^64 divided by the golden ratio.
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  /// Pages by kind of access, and last the instructions by half-word.
  private final long[][] bits = new long[INSTRUCTIONS + 1][];

  /// By offset in RAM, the virtual page of code.
  private final Map<Long, Long> codePages = new HashMap<>();

  /// Whether code was reached by two addresses: then it may have been executed at another one than where it was decoded.
  private boolean isAliased;

  public TouchedPages() {
    for (Access access : Access.values()) {
      bits[kind(access)] = new long[PAGE_BITS / Long.SIZE];
    }
    bits[INSTRUCTIONS] = new long[INSTRUCTION_BITS / Long.SIZE];
  }

  void add(Access access, long virtualAddress) {
    set(kind(access), virtualAddress >>> 12);
  }

  /// Instructions of a page of RAM may be executed at this address from now on.
  void addCode(long virtualAddress, long offset) {
    Long page = virtualAddress & SoftwareTlb.PAGE;
    Long before = codePages.putIfAbsent(offset, page);
    isAliased |= before != null && !before.equals(page);
  }

  /// The instructions between two addresses have been decoded.
  void addDecoded(long from, long to) {
    for (long at = from; at < to; at += 2) {
      set(INSTRUCTIONS, at >>> 1);
    }
  }

  private static int kind(Access access) {
    return switch (access) {
      case FETCH -> 0;
      case LOAD -> 1;
      case STORE -> 2;
    };
  }

  private void set(int kind, long number) {
    int place = place(kind, number);
    bits[kind][place / Long.SIZE] |= 1L << place;
  }

  private boolean isSet(int kind, long number) {
    int place = place(kind, number);
    return (bits[kind][place / Long.SIZE] >>> place & 1) != 0;
  }

  private int place(int kind, long number) {
    int size = bits[kind].length * Long.SIZE;
    return (int) (number * SPREAD >>> Long.SIZE - Integer.numberOfTrailingZeros(size));
  }

  /// Whether a hart may have executed the instruction there, or have tried to.
  public boolean mayHaveExecuted(long virtualAddress) {
    return isSet(kind(Access.FETCH), virtualAddress >>> 12)
        && (isAliased || isSet(INSTRUCTIONS, virtualAddress >>> 1));
  }

  /// Whether some of these bytes may have been accessed in a way that matters.
  public boolean mayHaveAccessed(WatchedRange range) {
    return range.loads() && isTouched(Access.LOAD, range)
        || range.stores() && isTouched(Access.STORE, range);
  }

  private boolean isTouched(Access access, WatchedRange range) {
    long pages = range.pages();
    if (Long.compareUnsigned(pages, PAGE_BITS) > 0) {
      return true;
    }
    for (long i = 0; i < pages; i++) {
      if (isSet(kind(access), (range.address() >>> 12) + i)) {
        return true;
      }
    }
    return false;
  }

  /// As if nothing had been touched.
  public void clear() {
    for (long[] words : bits) {
      Arrays.fill(words, 0);
    }
    codePages.clear();
    isAliased = false;
  }

  /// As if all had been touched.
  public void fill() {
    for (long[] words : bits) {
      Arrays.fill(words, -1);
    }
  }

  /// Also what is in another one.
  public void addAll(TouchedPages other) {
    for (int kind = 0; kind < bits.length; kind++) {
      for (int i = 0; i < bits[kind].length; i++) {
        bits[kind][i] |= other.bits[kind][i];
      }
    }
    isAliased |= other.isAliased;
  }

  /// The same, to be kept: nothing is touched any more.
  public TouchedPages copy() {
    TouchedPages copy = new TouchedPages();
    copy.addAll(this);
    return copy;
  }
}
