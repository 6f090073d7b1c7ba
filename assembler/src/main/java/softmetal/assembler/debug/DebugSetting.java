package softmetal.assembler.debug;

import java.nio.file.Path;

/// What debug information says of a source that has none of its own.
///
/// @param generate whether lines of the assembly are wanted (`-g`)
/// @param version of DWARF, 2 to 5, as far as the source does not need a later one
/// @param directory where the assembler runs, which names of files count from
/// @param producer who assembles
public record DebugSetting(boolean generate, int version, String directory, String producer) {
  public static final int OLDEST = 2;
  public static final int NEWEST = 5;

  private static final String PRODUCER = "Softmetal";

  public DebugSetting {
    if (version < OLDEST || version > NEWEST) {
      throw new IllegalArgumentException("DWARF version " + version);
    }
  }

  /// Nothing is wanted; lines that the source has itself are kept, in version 3 as GNU as does.
  public static DebugSetting none(Path directory) {
    return new DebugSetting(false, 3, directory.toAbsolutePath().normalize().toString(), PRODUCER);
  }

  /// The same with lines of the assembly.
  public DebugSetting generating(int newVersion) {
    return new DebugSetting(true, newVersion, directory, producer);
  }
}
