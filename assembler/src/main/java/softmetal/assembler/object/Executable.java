package softmetal.assembler.object;

import java.util.List;

/// A linked program: what the linker makes and the machine loads.
///
/// @param bits the width of the harts that it is for, 32 (addresses are unsigned then) or 64; 0 where nothing says it
/// @param entry the address of the first instruction
/// @param segments what is to be loaded, by rising address, none overlapping another
/// @param headers program headers beside those of the segments
/// @param sections with their final addresses, for listings and debuggers
/// @param symbols with final values: an address, whatever the home says; absolute and section symbols included
public record Executable(
    String name,
    int bits,
    int flags,
    long entry,
    List<Segment> segments,
    List<Header> headers,
    List<PlacedSection> sections,
    List<Symbol> symbols)
    implements ElfFile {
  /// A program of 64 bits that says no more to its loader than what is to be loaded.
  public Executable(
      String name,
      int flags,
      long entry,
      List<Segment> segments,
      List<PlacedSection> sections,
      List<Symbol> symbols) {
    this(name, 64, flags, entry, segments, sections, symbols);
  }

  /// The same, of any width.
  public Executable(
      String name,
      int bits,
      int flags,
      long entry,
      List<Segment> segments,
      List<PlacedSection> sections,
      List<Symbol> symbols) {
    this(name, bits, flags, entry, segments, List.of(), sections, symbols);
  }

  public Executable {
    segments = List.copyOf(segments);
    headers = List.copyOf(headers);
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
  }

  /// A program header of another type than PT_LOAD: it points out bytes that are loaded anyway.
  ///
  /// @param type `p_type`
  /// @param flags `p_flags`
  /// @param alignment `p_align`
  public record Header(
      int type,
      int flags,
      long virtualAddress,
      long physicalAddress,
      long fileSize,
      long memorySize,
      long alignment) {
    /// `p_type` of notes for a loader.
    public static final int NOTE = 4;

    /// `p_type` of the image of thread-local storage.
    public static final int TLS = 7;

    /// `p_type` of what is said about the stack.
    public static final int STACK = 0x6474_e551;
  }

  /// @param virtualAddress where the program believes to be
  /// @param physicalAddress where it is loaded
  /// @param memorySize bytes in memory; those behind `contents` are zero
  /// @param flags `p_flags`: 1 execute, 2 write, 4 read
  public record Segment(
      long virtualAddress, long physicalAddress, byte[] contents, long memorySize, int flags) {}

  /// @param address of its first byte; 0 for a section that is not loaded
  /// @param loadAddress where that byte is loaded: of two sections with one address, it says which segment holds which
  public record PlacedSection(Section section, long address, long loadAddress) {
    /// A section that is loaded where it runs.
    public PlacedSection(Section section, long address) {
      this(section, address, address);
    }
  }
}
