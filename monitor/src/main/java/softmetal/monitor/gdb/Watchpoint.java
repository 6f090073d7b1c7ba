package softmetal.monitor.gdb;

import softmetal.monitor.debug.MemoryAccess;
import softmetal.monitor.hart.WatchedRange;

/// Bytes that are watched, by virtual address.
///
/// @param length at least 1
record Watchpoint(Kind kind, long address, long length) {
  /// The names are those of the protocol's stop replies.
  enum Kind {
    WATCH,
    RWATCH,
    AWATCH
  }

  WatchedRange range() {
    return new WatchedRange(address, length, kind != Kind.WATCH, kind != Kind.RWATCH);
  }

  boolean isHitBy(MemoryAccess access) {
    boolean matters =
        switch (kind) {
          case WATCH -> access.stores();
          case RWATCH -> access.loads();
          case AWATCH -> true;
        };
    return matters && access.touches(address, length);
  }
}
