package softmetal.monitor.hart;

/// Bytes that somebody wants to see accessed, by virtual address.
///
/// @param length at least 1
/// @param loads whether loads matter
/// @param stores whether stores matter
public record WatchedRange(long address, long length, boolean loads, boolean stores) {
  private static final long PAGE = SoftwareTlb.PAGE;

  /// @param bytes of the access, 1 to 8
  boolean isTouchedBy(Access access, long virtualAddress, int bytes) {
    boolean overlaps =
        Long.compareUnsigned(address - virtualAddress, bytes) < 0
            || Long.compareUnsigned(virtualAddress - address, length) < 0;
    return overlaps && matters(access);
  }

  /// Whether such an access to a page may touch it.
  boolean isIn(Access access, long page) {
    long first = address & PAGE;
    long pages = (address + length - 1 & PAGE) - first;
    return matters(access) && Long.compareUnsigned(page - first, pages) <= 0;
  }

  /// How many pages it lies in.
  long pages() {
    return ((address + length - 1 & PAGE) - (address & PAGE)) / -PAGE + 1;
  }

  private boolean matters(Access access) {
    return switch (access) {
      case FETCH -> false;
      case LOAD -> loads;
      case STORE -> stores;
    };
  }
}
