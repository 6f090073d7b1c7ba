package softmetal.assembler.debug;

/// Where debug information goes: sections by name.
public interface DebugSections {
  /// The section of this name, which is made when the source has none.
  ///
  /// @param alignment at least this
  Output open(String name, Kind kind, int alignment);

  /// The first byte of a section of this name, by the symbol of the section.
  Reference sectionSymbol(String name);

  /// Whether the source itself has put something there.
  boolean hasContents(String name);

  enum Kind {
    PLAIN,
    /// Strings that the linker merges.
    STRINGS,
    /// Loaded with the program, for who unwinds at run time.
    LOADED
  }
}
