package softmetal.assembler.object;

import java.util.List;

/// A linked program: what the linker makes and the machine loads.
///
/// @param bits the width of the harts that it is for, 32 (addresses are unsigned then) or 64; 0 where nothing says it
/// @param entry the address of the first instruction
/// @param segments what is to be loaded, by rising address, none overlapping another
/// @param sections with their final addresses, for listings and debuggers
/// @param symbols with final values: an address, whatever the home says; absolute and section symbols included
public record Executable(
    String name,
    int bits,
    int flags,
    long entry,
    List<Segment> segments,
    List<PlacedSection> sections,
    List<Symbol> symbols)
    implements ElfFile {
  /// A program of 64 bits.
  public Executable(
      String name,
      int flags,
      long entry,
      List<Segment> segments,
      List<PlacedSection> sections,
      List<Symbol> symbols) {
    this(name, 64, flags, entry, segments, sections, symbols);
  }

  public Executable {
    segments = List.copyOf(segments);
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
  }

  /// @param virtualAddress where the program believes to be
  /// @param physicalAddress where it is loaded
  /// @param memorySize bytes in memory; those behind `contents` are zero
  /// @param flags `p_flags`: 1 execute, 2 write, 4 read
  public record Segment(
      long virtualAddress, long physicalAddress, byte[] contents, long memorySize, int flags) {}

  /// @param address of its first byte; 0 for a section that is not loaded
  public record PlacedSection(Section section, long address) {}
}
