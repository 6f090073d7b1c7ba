package softmetal.monitor.privileged;

import java.util.ArrayList;
import java.util.List;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.Access;
import softmetal.monitor.privileged.PhysicalMemoryProtection.Verdict;
import softmetal.monitor.privileged.Translation.Faulted;
import softmetal.monitor.privileged.Translation.Mapped;

/// Walks the guest's page tables: Sv32, Sv39, Sv48 and Sv57. See [PagingScheme] for what they differ in.
///
/// A page table entry:
///
/// | 63:54 | 53:10 | 9:8 | 7 | 6 | 5 | 4 | 3 | 2 | 1 | 0 |
/// |---|---|---|---|---|---|---|---|---|---|---|
/// | reserved | page number | free | D | A | G | U | X | W | R | V |
///
/// Those of Sv32 end with bit 31, so that no bits are reserved.
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
  private static final int ENTRY_PAGE_SHIFT = 10;
  private static final int FIRST_RESERVED_BIT = 54;
  private static final long PAGE_NUMBER = (1L << 44) - 1;
  private static final long WORD = 0xffff_ffffL;

  private final PhysicalMemory memory;
  private final PhysicalMemoryProtection protection;
  private final Xlen xlen;

  PageTables(PhysicalMemory memory, PhysicalMemoryProtection protection, Xlen xlen) {
    this.memory = memory;
    this.protection = protection;
    this.xlen = xlen;
  }

  /// With whose eyes to look: everything that permissions depend on.
  ///
  /// @param mode user or supervisor
  /// @param sum supervisor mode may load from and store to user pages
  /// @param mxr pages that are executable may be loaded from
  record View(Mode mode, boolean sum, boolean mxr) {}

  /// Where an entry is.
  private record EntryPlace(long address, PagingScheme scheme, int level) {
    /// Of an entry of four bytes: where it is in the eight that hold it.
    int shift() {
      return (int) (address & 4) * Byte.SIZE;
    }
  }

  /// Translates one address.
  ///
  /// @param satp the register, its mode not Bare
  /// @param update whether to set A and D in the entry, as an access does; a mere question does not
  /// @param observer is told of each entry
  Translation translate(
      long satp, long virtualAddress, Access access, View view, boolean update, Observer observer) {
    PagingScheme scheme = Satp.scheme(satp, xlen);
    int unused = Long.SIZE - scheme.addressBits();
    if (virtualAddress << unused >> unused != virtualAddress) {
      return pageFault(access, "address is not canonical", -1);
    }
    long table = Satp.root(satp, xlen);
    for (int level = scheme.levels() - 1; level >= 0; level--) {
      var place = new EntryPlace(table + scheme.offset(virtualAddress, level), scheme, level);
      if (!isReachable(place, Access.LOAD)) {
        return accessFault(access, "page table is not in accessible RAM", level);
      }
      long entry = read(place);
      observer.walked(level, place.address, entry);
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
      return leaf(virtualAddress, access, view, update, place, entry, target);
    }
    return pageFault(access, "page table entry of the last level is no leaf", 0);
  }

  private Translation leaf(
      long virtualAddress,
      Access access,
      View view,
      boolean update,
      EntryPlace place,
      long entry,
      long target) {
    int level = place.level;
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
    long within = (1L << place.scheme.shift(level)) - 1;
    if ((target & within) != 0) {
      return pageFault(access, "superpage is misaligned", level);
    }
    long marked = entry | ACCESSED | (access == Access.STORE ? DIRTY : 0);
    if (update && marked != entry) {
      if (!isReachable(place, Access.STORE)) {
        return accessFault(access, "page table is not in writable RAM", level);
      }
      write(place, marked);
    }
    return new Mapped(target | (virtualAddress & within), level > 0);
  }

  /// All that is mapped, in ascending order of addresses; neighbours are one.
  ///
  /// @param limit how many, at most
  List<Mapping> mappings(long satp, int limit) {
    List<Mapping> found = new ArrayList<>();
    PagingScheme scheme = Satp.scheme(satp, xlen);
    addMappings(found, limit, scheme, scheme.levels() - 1, Satp.root(satp, xlen), 0);
    return found;
  }

  private void addMappings(
      List<Mapping> found, int limit, PagingScheme scheme, int level, long table, long from) {
    int unused = Long.SIZE - scheme.addressBits();
    int entries = 4096 / scheme.entryBytes();
    for (int index = 0; index < entries && found.size() < limit; index++) {
      long virtualAddress = from + ((long) index << scheme.shift(level));
      var place = new EntryPlace(table + (long) index * scheme.entryBytes(), scheme, level);
      if (!memory.isRam(place.address)) {
        return;
      }
      long entry = read(place);
      long target = (entry >>> ENTRY_PAGE_SHIFT & PAGE_NUMBER) << PAGE_SHIFT;
      if ((entry & VALID) != 0 && (entry & (READ | WRITE | EXECUTE)) != 0) {
        int flags = (int) entry & 0xff & ~Mapping.IGNORED;
        long canonical = virtualAddress << unused >> unused;
        add(found, new Mapping(canonical, target, 1L << scheme.shift(level), flags));
      } else if ((entry & VALID) != 0 && level > 0) {
        addMappings(found, limit, scheme, level - 1, target, virtualAddress);
      }
    }
  }

  private static void add(List<Mapping> found, Mapping mapping) {
    if (!found.isEmpty() && found.getLast().isFollowedBy(mapping)) {
      found.set(found.size() - 1, found.getLast().with(mapping));
    } else {
      found.add(mapping);
    }
  }

  /// Page tables are read and written as by supervisor mode.
  private boolean isReachable(EntryPlace place, Access access) {
    int bytes = place.scheme.entryBytes();
    return memory.isRam(place.address)
        && protection.check(place.address, bytes, access, Mode.SUPERVISOR) == Verdict.ALLOWED;
  }

  private long read(EntryPlace place) {
    if (place.scheme.entryBytes() == Long.BYTES) {
      return memory.readDouble(place.address);
    }
    return memory.readDouble(place.address & -Long.BYTES) >>> place.shift() & WORD;
  }

  private void write(EntryPlace place, long entry) {
    if (place.scheme.entryBytes() == Long.BYTES) {
      memory.writeDouble(place.address, entry);
      return;
    }
    long address = place.address & -Long.BYTES;
    long other = memory.readDouble(address) & ~(WORD << place.shift());
    memory.writeDouble(address, other | entry << place.shift());
  }

  private static Faulted pageFault(Access access, String why, int level) {
    return new Faulted(Translation.pageFault(access), why, level);
  }

  private static Faulted accessFault(Access access, String why, int level) {
    return new Faulted(Translation.accessFault(access), why, level);
  }
}
