package softmetal.assembler.debug;

/// What debug information says of a source that has none of its own.
///
/// @param generate whether lines of the assembly are wanted (`-g`)
/// @param version of DWARF, 2 to 5, as far as the source does not need a later one
/// @param directory where the assembler runs, which names of files count from
/// @param producer who assembles
public record DebugSetting(boolean generate, int version, String directory, String producer) {
  /// None is wanted.
  public static final DebugSetting NONE = new DebugSetting(false, 3, "", "Softmetal");

  public DebugSetting {
    if (version < 2 || version > 5) {
      throw new IllegalArgumentException("DWARF version " + version);
    }
  }
}
