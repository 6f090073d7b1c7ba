package softmetal.assembler.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.diagnostic.SourceText;

/// What a link may be told.
///
/// @param script empty for the default layout
/// @param sectionAddresses by the name of the output section
/// @param entry a symbol or a number
/// @param paged whether data goes on pages of its own
/// @param protectsText whether code is read-only
/// @param maxPageSize a power of two
/// @param definitions texts of the form `symbol=expression`
/// @param relaxes whether code is shortened where its targets are near
/// @param dropsUnused whether sections that nothing reaches are left out
/// @param orphans what is done with sections that the script does not mention
/// @param files finds a file that the script includes
/// @param wanted symbols that are needed although no object says so
public record LinkSettings(
    Optional<SourceText> script,
    Map<String, Long> sectionAddresses,
    Optional<String> entry,
    boolean paged,
    boolean protectsText,
    long maxPageSize,
    List<SourceText> definitions,
    boolean relaxes,
    boolean dropsUnused,
    List<String> wanted,
    Orphans orphans,
    Function<String, Optional<SourceText>> files) {
  /// What is done with sections that the script does not mention.
  public enum Orphans {
    PLACE,
    WARN,
    ERROR,
    DISCARD
  }

  public LinkSettings {
    sectionAddresses = Map.copyOf(sectionAddresses);
    definitions = List.copyOf(definitions);
    wanted = List.copyOf(wanted);
    if (Long.bitCount(maxPageSize) != 1) {
      throw new IllegalArgumentException("page size " + maxPageSize);
    }
  }
}
