package softmetal.monitor.hart;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A direct-mapped [Tlb] for each kind of access.
///
/// Entries are pairs in one array: the tag, and what to add to a virtual address to get the offset in RAM (of a device:
/// the physical address). The interpreter looks into the arrays itself: it compares the tag with the address from which
/// it has cleared the bits of the offset in the page, except those that a naturally aligned access has at zero. So one
/// comparison finds entries that are absent or marked and misaligned addresses, and sends them the slow way.
public final class SoftwareTlb implements Tlb {
  /// The answer of [#find] where there is no entry.
  static final long ABSENT = -1;

  /// For the low bits of an address: where its pair begins in the arrays.
  static final int INDEX_MASK = 2 * 512 - 2;

  static final int INDEX_SHIFT = 11;
  static final long PAGE = -4096;

  /// Marks in a tag, where a plain one has zeros.
  private static final long DEVICE = 1 << 11;

  private static final long CODE = 1 << 10;

  /// The first access is to be told of; see [#markStale].
  private static final long STALE = 1 << 9;

  /// A page of which the first access is to be told again; see [#markClean].
  private static final long CLEAN = 1 << 8;

  /// Some accesses to this page stop; see [CodeCache#stopBeforeAccess].
  static final long WATCHED = 1 << 7;

  /// Device addresses have the top bit set in the answer of [#find]; physical addresses have 56 bits.
  private static final long DEVICE_ANSWER = Long.MIN_VALUE;

  final long[] fetches = new long[INDEX_MASK + 2];
  final long[] loads = new long[INDEX_MASK + 2];
  final long[] stores = new long[INDEX_MASK + 2];

  /// The decoded pages behind `fetches`, where the interpreter has been before.
  private final @Nullable CodePage[] pages = new CodePage[INDEX_MASK / 2 + 1];

  private final CodeCache codeCache;

  /// The places filled since all was flushed, as long as they are few: a guest that switches its page tables at each
  /// system call flushes far more often than it fills.
  private final int[] filled = new int[64];

  /// How many were filled; more than `filled` has room for if they are not all known.
  private int fills = Integer.MAX_VALUE;

  /// @param codeCache of the machine whose RAM is reached through this
  public SoftwareTlb(CodeCache codeCache) {
    this.codeCache = codeCache;
    flush();
    codeCache.register(this);
  }

  @Override
  public void fillRam(Access access, long virtualAddress, long physicalAddress) {
    long page = virtualAddress & PAGE;
    long offset = codeCache.offsetOfPage(physicalAddress);
    boolean slow = access == Access.STORE && codeCache.hasCode(offset);
    fill(access, page | (slow ? CODE : 0), page, offset);
    if (access == Access.STORE) {
      codeCache.storesTo(offset);
    }
  }

  @Override
  public void fillDevice(Access access, long virtualAddress, long physicalAddress) {
    if (access == Access.FETCH) {
      throw new IllegalArgumentException(
          "code in a device, at 0x%x".formatted(physicalAddress & PAGE));
    }
    long page = virtualAddress & PAGE;
    fill(access, page | DEVICE, page, physicalAddress & PAGE);
  }

  private void fill(Access access, long tag, long page, long target) {
    long[] entries = entries(access);
    int index = index(page);
    entries[index] = codeCache.watches(access, page) ? tag | WATCHED : tag;
    entries[index + 1] = target - page;
    if (fills < filled.length) {
      filled[fills] = index;
    }
    fills = Math.min(fills, filled.length) + 1;
    if (access == Access.FETCH) {
      pages[index / 2] = null;
    }
    codeCache.touched(access, page);
  }

  @Override
  public void flush() {
    if (fills <= filled.length) {
      for (int i = 0; i < fills; i++) {
        int index = filled[i];
        fetches[index] = ABSENT;
        loads[index] = ABSENT;
        stores[index] = ABSENT;
        pages[index / 2] = null;
      }
    } else {
      Arrays.fill(fetches, ABSENT);
      Arrays.fill(loads, ABSENT);
      Arrays.fill(stores, ABSENT);
      Arrays.fill(pages, null);
    }
    fills = 0;
  }

  @Override
  public void flushPage(long virtualAddress) {
    long page = virtualAddress & PAGE;
    int index = index(page);
    for (Access access : Access.values()) {
      long[] entries = entries(access);
      if ((entries[index] & PAGE) == page) {
        entries[index] = ABSENT;
      }
    }
    if (fetches[index] == ABSENT) {
      pages[index / 2] = null;
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    for (Access access : Access.values()) {
      long[] entries = entries(access);
      for (int index = 0; index < entries.length; index += 2) {
        if (entries[index] != ABSENT) {
          long page = entries[index] & PAGE;
          long target = page + entries[index + 1];
          boolean isDevice = (entries[index] & DEVICE) != 0;
          visitor.entry(
              access, page, isDevice ? target : codeCache.physicalAddress(target), isDevice);
        }
      }
    }
  }

  /// Where an address leads: the offset in RAM, [#ABSENT], or what [#isDevice] knows.
  long find(Access access, long virtualAddress) {
    long[] entries = entries(access);
    int index = index(virtualAddress);
    long tag = entries[index];
    // An absent tag is odd, so it has low bits that no marks explain.
    if ((tag & ~(DEVICE | CODE | STALE | CLEAN | WATCHED)) != (virtualAddress & PAGE)) {
      codeCache.touched(access, virtualAddress);
      return ABSENT;
    }
    if ((tag & STALE) != 0) {
      entries[index] = tag & ~STALE;
      codeCache.staleUsed(access, virtualAddress);
    }
    if ((tag & CLEAN) != 0) {
      entries[index] &= ~CLEAN;
      codeCache.touched(access, virtualAddress);
      if (access == Access.FETCH) {
        pages[index / 2] = null;
      } else if (access == Access.STORE && (tag & DEVICE) == 0) {
        codeCache.storesTo((tag & PAGE) + entries[index + 1]);
      }
    }
    long target = virtualAddress + entries[index + 1];
    return (tag & DEVICE) == 0 ? target : target | DEVICE_ANSWER;
  }

  /// Whether an answer of [#find], other than [#ABSENT], means a device.
  static boolean isDevice(long found) {
    return found < 0;
  }

  /// The physical address in such an answer.
  static long deviceAddress(long found) {
    return found & ~DEVICE_ANSWER;
  }

  /// The decoded page with this address, or null: then the slow way finds out what is missing.
  @Nullable CodePage page(long virtualAddress) {
    int index = index(virtualAddress);
    return fetches[index] == (virtualAddress & PAGE) ? pages[index / 2] : null;
  }

  /// Remembers the decoded page for an address that has a fetch entry.
  void attach(long virtualAddress, CodePage page) {
    pages[index(virtualAddress) / 2] = page;
  }

  /// Sends the stores to a page of RAM the slow way, or back to the fast one.
  void mark(long offset, boolean hasCode) {
    for (int index = 0; index < stores.length; index += 2) {
      long tag = stores[index];
      if (tag != ABSENT && (tag & DEVICE) == 0 && (tag & PAGE) + stores[index + 1] == offset) {
        stores[index] = hasCode ? tag | CODE : tag & ~CODE;
      }
    }
  }

  /// Sends the next access to a page the slow way, which tells of it.
  void markStale(long virtualAddress) {
    long page = virtualAddress & PAGE;
    int index = index(page);
    for (Access access : Access.values()) {
      long[] entries = entries(access);
      if (entries[index] != ABSENT && (entries[index] & PAGE) == page) {
        entries[index] |= STALE;
      }
    }
  }

  /// Sends the next store to each page the slow way, which tells of it.
  ///
  /// @param each likewise for loads and fetches
  void markClean(boolean each) {
    markClean(stores);
    if (each) {
      markClean(loads);
      markClean(fetches);
    }
  }

  private static void markClean(long[] entries) {
    for (int index = 0; index < entries.length; index += 2) {
      if (entries[index] != ABSENT) {
        entries[index] |= CLEAN;
      }
    }
  }

  /// Forgets a decoded page that is given up.
  void detach(long offset) {
    for (int i = 0; i < pages.length; i++) {
      CodePage page = pages[i];
      if (page != null && page.offset == offset) {
        pages[i] = null;
      }
    }
  }

  static int index(long virtualAddress) {
    return (int) (virtualAddress >>> INDEX_SHIFT) & INDEX_MASK;
  }

  private long[] entries(Access access) {
    return switch (access) {
      case FETCH -> fetches;
      case LOAD -> loads;
      case STORE -> stores;
    };
  }
}
