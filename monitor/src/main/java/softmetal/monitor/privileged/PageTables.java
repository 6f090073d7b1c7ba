package softmetal.monitor.privileged;

import softmetal.monitor.hart.Access;
import softmetal.monitor.privileged.PhysicalMemoryProtection.Verdict;
import softmetal.monitor.privileged.Translation.Faulted;
import softmetal.monitor.privileged.Translation.Mapped;

/// Walks the guest's page tables: Sv39, Sv48 and Sv57, which differ in the number of levels alone.
///
/// A page table entry:
///
/// | 63:54 | 53:10 | 9:8 | 7 | 6 | 5 | 4 | 3 | 2 | 1 | 0 |
/// |---|---|---|---|---|---|---|---|---|---|---|
/// | reserved | page number | free | D | A | G | U | X | W | R | V |
///
/// Source: RISC-V Privileged ISA, "Virtual Address Translation Process".
final class PageTables {
  private static final long VALID = 1;
  private static final long READ = 1 << 1;
  private static final long WRITE = 1 << 2;
  private static final long EXECUTE = 1 << 3;
  private static final long USER = 1 << 4;
  private static final long ACCESSED = 1 << 6;
  private static final long DIRTY = 1 << 7;

  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;
  private static final int ENTRY_PAGE_SHIFT = 10;
  private static final int FIRST_RESERVED_BIT = 54;
  private static final long PAGE_NUMBER = (1L << 44) - 1;

  private final PhysicalMemory memory;
  private final PhysicalMemoryProtection protection;

  PageTables(PhysicalMemory memory, PhysicalMemoryProtection protection) {
    this.memory = memory;
    this.protection = protection;
  }

  /// With whose eyes to look: everything that permissions depend on.
  ///
  /// @param mode user or supervisor
  /// @param sum supervisor mode may load from and store to user pages
  /// @param mxr pages that are executable may be loaded from
  record View(Mode mode, boolean sum, boolean mxr) {}

  /// Translates one address.
  ///
  /// @param satp the register, its mode not Bare
  /// @param update whether to set A and D in the entry, as an access does; a mere question does not
  /// @param observer is told of each entry
  Translation translate(
      long satp, long virtualAddress, Access access, View view, boolean update, Observer observer) {
    int levels = Satp.levels(satp);
    int addressBits = PAGE_SHIFT + INDEX_BITS * levels;
    int unused = Long.SIZE - addressBits;
    if (virtualAddress << unused >> unused != virtualAddress) {
      return pageFault(access, "address is not canonical", -1);
    }
    long table = (satp & PAGE_NUMBER) << PAGE_SHIFT;
    for (int level = levels - 1; level >= 0; level--) {
      int shift = PAGE_SHIFT + INDEX_BITS * level;
      long index = virtualAddress >>> shift & ((1 << INDEX_BITS) - 1);
      long entryAddress = table + index * Long.BYTES;
      if (!isReachable(entryAddress, Access.LOAD)) {
        return accessFault(access, "page table is not in accessible RAM", level);
      }
      long entry = memory.readDouble(entryAddress);
      observer.walked(level, entryAddress, entry);
      if ((entry & VALID) == 0) {
        return pageFault(access, "page table entry is not valid", level);
      }
      if (entry >>> FIRST_RESERVED_BIT != 0) {
        return pageFault(access, "page table entry has reserved bits set", level);
      }
      long target = (entry >>> ENTRY_PAGE_SHIFT & PAGE_NUMBER) << PAGE_SHIFT;
      if ((entry & (READ | WRITE | EXECUTE)) == 0) {
        if ((entry & (DIRTY | ACCESSED | USER)) != 0) {
          return pageFault(access, "pointer to the next table has D, A or U set", level);
        }
        table = target;
        continue;
      }
      return leaf(virtualAddress, access, view, update, level, entryAddress, entry, target);
    }
    return pageFault(access, "page table entry of the last level is no leaf", 0);
  }

  private Translation leaf(
      long virtualAddress,
      Access access,
      View view,
      boolean update,
      int level,
      long entryAddress,
      long entry,
      long target) {
    if ((entry & (READ | WRITE)) == WRITE) {
      return pageFault(access, "page is writable but not readable", level);
    }
    boolean userPage = (entry & USER) != 0;
    if (view.mode() == Mode.USER && !userPage) {
      return pageFault(access, "page belongs to the supervisor", level);
    }
    if (view.mode() == Mode.SUPERVISOR && userPage && (access == Access.FETCH || !view.sum())) {
      String why = access == Access.FETCH ? "code of a user page" : "user page while SUM is clear";
      return pageFault(access, why, level);
    }
    long sufficient =
        switch (access) {
          case FETCH -> EXECUTE;
          case LOAD -> view.mxr() ? READ | EXECUTE : READ;
          case STORE -> WRITE;
        };
    if ((entry & sufficient) == 0) {
      String why =
          switch (access) {
            case FETCH -> "page is not executable";
            case LOAD -> "page is not readable";
            case STORE -> "page is not writable";
          };
      return pageFault(access, why, level);
    }
    long within = (1L << (PAGE_SHIFT + INDEX_BITS * level)) - 1;
    if ((target & within) != 0) {
      return pageFault(access, "superpage is misaligned", level);
    }
    long marked = entry | ACCESSED | (access == Access.STORE ? DIRTY : 0);
    if (update && marked != entry) {
      if (!isReachable(entryAddress, Access.STORE)) {
        return accessFault(access, "page table is not in writable RAM", level);
      }
      memory.writeDouble(entryAddress, marked);
    }
    return new Mapped(target | (virtualAddress & within), level > 0);
  }

  /// Page tables are read and written as by supervisor mode.
  private boolean isReachable(long entryAddress, Access access) {
    return memory.isRam(entryAddress)
        && protection.check(entryAddress, Long.BYTES, access, Mode.SUPERVISOR) == Verdict.ALLOWED;
  }

  private static Faulted pageFault(Access access, String why, int level) {
    return new Faulted(Translation.pageFault(access), why, level);
  }

  private static Faulted accessFault(Access access, String why, int level) {
    return new Faulted(Translation.accessFault(access), why, level);
  }
}
