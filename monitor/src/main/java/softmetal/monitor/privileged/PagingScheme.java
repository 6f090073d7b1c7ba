package softmetal.monitor.privileged;

/// How virtual addresses are cut into indexes, and how large the entries of page tables are.
///
/// Source: RISC-V Privileged ISA, "Sv32: Page-Based 32-bit Virtual-Memory Systems" and the sections on Sv39, Sv48 and Sv57.
enum PagingScheme {
  SV32(2, 10, Integer.BYTES),
  SV39(3, 9, Long.BYTES),
  SV48(4, 9, Long.BYTES),
  SV57(5, 9, Long.BYTES);

  private static final int PAGE_SHIFT = 12;

  private final int levels;
  private final int indexBits;
  private final int entryBytes;

  PagingScheme(int levels, int indexBits, int entryBytes) {
    this.levels = levels;
    this.indexBits = indexBits;
    this.entryBytes = entryBytes;
  }

  int levels() {
    return levels;
  }

  int entryBytes() {
    return entryBytes;
  }

  /// Bits of a virtual address that are translated.
  int addressBits() {
    return PAGE_SHIFT + indexBits * levels;
  }

  /// Bits of an address below the index for this level: the size of what a leaf there maps, as a power of two.
  int shift(int level) {
    return PAGE_SHIFT + indexBits * level;
  }

  /// The place in the table of this level, in bytes.
  long offset(long virtualAddress, int level) {
    return (virtualAddress >>> shift(level) & (1L << indexBits) - 1) * entryBytes;
  }
}
