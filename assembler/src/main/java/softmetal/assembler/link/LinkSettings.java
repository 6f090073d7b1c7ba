package softmetal.assembler.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.diagnostic.SourceText;

/// What a link may be told.
///
/// @param script empty for the default layout
/// @param sectionAddresses by the name of the output section
/// @param entry a symbol or a number
/// @param paged whether data goes on pages of its own
/// @param maxPageSize a power of two
/// @param definitions texts of the form `symbol=expression`
/// @param relaxes whether code is shortened where its targets are near
public record LinkSettings(
    Optional<SourceText> script,
    Map<String, Long> sectionAddresses,
    Optional<String> entry,
    boolean paged,
    long maxPageSize,
    List<SourceText> definitions,
    boolean relaxes) {
  public LinkSettings {
    sectionAddresses = Map.copyOf(sectionAddresses);
    definitions = List.copyOf(definitions);
    if (Long.bitCount(maxPageSize) != 1) {
      throw new IllegalArgumentException("page size " + maxPageSize);
    }
  }
}
