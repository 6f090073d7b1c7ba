package softmetal.monitor.privileged;

import softmetal.isa.Xlen;
import softmetal.monitor.hart.Access;

/// The 16 regions by which machine mode restricts physical memory (PMP), at a grain of 4 bytes.
///
/// Source: RISC-V Privileged ISA, "Physical Memory Protection".
final class PhysicalMemoryProtection {
  static final int ENTRIES = 16;

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int EXECUTE = 4;
  private static final int MATCHING = 0x18;
  private static final int TOP_OF_RANGE = 0x08;
  private static final int FOUR_BYTES = 0x10;
  private static final int POWER_OF_TWO = 0x18;
  private static final int LOCKED = 0x80;
  private static final int LEGAL = LOCKED | MATCHING | READ | WRITE | EXECUTE;

  /// Physical addresses have 56 bits, or 34 on RV32, of which the registers leave out the lowest two.
  private final long addressBits;

  /// How many regions one register configures.
  private final int perRegister;

  private static final long PAGE_MASK = 0xfff;

  /// The answer for one page, or a part of it.
  enum Verdict {
    ALLOWED,
    DENIED,
    /// Some region ends within: ask again for less.
    SPLIT
  }

  private final int[] config = new int[ENTRIES];
  private final long[] address = new long[ENTRIES];

  /// The regions in use, by falling priority: their first and last byte, and their entry.
  private final long[] first = new long[ENTRIES];

  private final long[] last = new long[ENTRIES];
  private final int[] entry = new int[ENTRIES];
  private int regions;

  PhysicalMemoryProtection(Xlen xlen) {
    addressBits = xlen == Xlen.RV64 ? (1L << 54) - 1 : (1L << 32) - 1;
    perRegister = xlen.bits() / Byte.SIZE;
  }

  /// Whether there is a register with this number: RV64 has no odd ones.
  boolean hasConfig(int index) {
    return index < ENTRIES / 4 && index % (perRegister / 4) == 0;
  }

  /// @param index one that [#hasConfig]
  long readConfig(int index) {
    long value = 0;
    for (int i = perRegister - 1; i >= 0; i--) {
      value = value << 8 | config[index * 4 + i];
    }
    return value;
  }

  /// @return whether anything has changed
  boolean writeConfig(int index, long value) {
    long before = readConfig(index);
    for (int i = 0; i < perRegister; i++) {
      int number = index * 4 + i;
      if ((config[number] & LOCKED) == 0) {
        config[number] = legal((int) (value >>> (8 * i)));
      }
    }
    findRegions();
    return readConfig(index) != before;
  }

  /// The lower or the upper half of the configurations, a byte each, whatever the width of the registers.
  ///
  /// @param half 0 or 1
  long eightConfigs(int half) {
    long value = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      value = value << 8 | config[half * Long.BYTES + i];
    }
    return value;
  }

  /// Takes on both halves, whatever they lock.
  void load(long lower, long upper) {
    for (int i = 0; i < Long.BYTES; i++) {
      config[i] = legal((int) (lower >>> (8 * i)));
      config[Long.BYTES + i] = legal((int) (upper >>> (8 * i)));
    }
    findRegions();
  }

  /// Writable but not readable is reserved: such a region gets neither.
  private static int legal(int value) {
    boolean reserved = (value & (READ | WRITE)) == WRITE;
    return value & (reserved ? LEGAL & ~WRITE : LEGAL);
  }

  long readAddress(int number) {
    return address[number];
  }

  /// A locked region keeps its bounds; for a TOR region the address below it is one of them.
  ///
  /// @return whether anything has changed
  boolean writeAddress(int number, long value) {
    long before = address[number];
    boolean isBoundOfLocked =
        number + 1 < ENTRIES
            && (config[number + 1] & (LOCKED | MATCHING)) == (LOCKED | TOP_OF_RANGE);
    if ((config[number] & LOCKED) == 0 && !isBoundOfLocked) {
      address[number] = value & addressBits;
      findRegions();
    }
    return address[number] != before;
  }

  private void findRegions() {
    regions = 0;
    for (int i = 0; i < ENTRIES; i++) {
      long bound = address[i] << 2;
      switch (config[i] & MATCHING) {
        case TOP_OF_RANGE -> {
          long start = i == 0 ? 0 : address[i - 1] << 2;
          if (start < bound) {
            add(i, start, bound - 1);
          }
        }
        case FOUR_BYTES -> add(i, bound, bound + 3);
        case POWER_OF_TWO -> {
          // The ones at the end of the address tell the size: none 8 bytes, one 16, and so on.
          long within = (8L << Long.numberOfTrailingZeros(~address[i])) - 1;
          add(i, bound & ~within, bound | within);
        }
        default -> {}
      }
    }
  }

  private void add(int number, long start, long end) {
    first[regions] = start;
    last[regions] = end;
    entry[regions] = number;
    regions++;
  }

  /// What holds for a whole page.
  Verdict checkPage(long physicalAddress, Access access, Mode mode) {
    return check(
        physicalAddress & ~PAGE_MASK, physicalAddress | PAGE_MASK, access, mode, Verdict.SPLIT);
  }

  /// What holds for some bytes; no region may end among them. Never [Verdict#SPLIT].
  ///
  /// @param bytes at least 1
  Verdict check(long physicalAddress, int bytes, Access access, Mode mode) {
    return check(physicalAddress, physicalAddress + bytes - 1, access, mode, Verdict.DENIED);
  }

  private Verdict check(long from, long to, Access access, Mode mode, Verdict ifPartial) {
    for (int i = 0; i < regions; i++) {
      boolean apart =
          Long.compareUnsigned(to, first[i]) < 0 || Long.compareUnsigned(from, last[i]) > 0;
      if (apart) {
        continue;
      }
      boolean inside =
          Long.compareUnsigned(from, first[i]) >= 0 && Long.compareUnsigned(to, last[i]) <= 0;
      return inside ? permission(config[entry[i]], access, mode) : ifPartial;
    }
    return mode == Mode.MACHINE ? Verdict.ALLOWED : Verdict.DENIED;
  }

  private static Verdict permission(int config, Access access, Mode mode) {
    int needed =
        switch (access) {
          case FETCH -> EXECUTE;
          case LOAD -> READ;
          case STORE -> WRITE;
        };
    boolean free = mode == Mode.MACHINE && (config & LOCKED) == 0;
    return free || (config & needed) != 0 ? Verdict.ALLOWED : Verdict.DENIED;
  }
}
