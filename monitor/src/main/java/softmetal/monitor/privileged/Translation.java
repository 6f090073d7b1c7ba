package softmetal.monitor.privileged;

import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Trap;

/// What became of a virtual address.
sealed interface Translation {
  /// @param physicalAddress of the byte asked for
  /// @param superpage whether the mapping covers more than the 4 KiB page around it
  record Mapped(long physicalAddress, boolean superpage) implements Translation {}

  /// @param why in words, for people
  /// @param level of the page table where it ended, 0 for that of 4 KiB pages; -1 when no table was read
  record Faulted(Trap.Cause cause, String why, int level) implements Translation {}

  static Trap.Cause pageFault(Access access) {
    return switch (access) {
      case FETCH -> Trap.Cause.INSTRUCTION_PAGE_FAULT;
      case LOAD -> Trap.Cause.LOAD_PAGE_FAULT;
      case STORE -> Trap.Cause.STORE_PAGE_FAULT;
    };
  }

  static Trap.Cause accessFault(Access access) {
    return switch (access) {
      case FETCH -> Trap.Cause.INSTRUCTION_ACCESS_FAULT;
      case LOAD -> Trap.Cause.LOAD_ACCESS_FAULT;
      case STORE -> Trap.Cause.STORE_ACCESS_FAULT;
    };
  }
}
