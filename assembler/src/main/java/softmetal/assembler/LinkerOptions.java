package softmetal.assembler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.diagnostic.SourceText;

/// What a link may be told, as `softmetal ld --help` explains it.
///
/// @param script the linker script; empty for the default layout
/// @param sectionAddresses `-Ttext` and the like: addresses by the name of the output section
/// @param entry a symbol or a number; empty to leave it to the script, then to `_start`
/// @param omagic `-N`: text is writable, and data follows it without a gap
/// @param maxPageSize a power of two
/// @param definitions `--defsym`, each as `symbol=expression`
/// @param relax whether code is shortened where its targets are near, if the objects allow it
public record LinkerOptions(
    Optional<SourceText> script,
    Map<String, Long> sectionAddresses,
    Optional<String> entry,
    boolean omagic,
    long maxPageSize,
    List<String> definitions,
    boolean relax) {

  /// The default layout, with pages of 4096 bytes.
  public static final LinkerOptions DEFAULT =
      new LinkerOptions(Optional.empty(), Map.of(), Optional.empty(), false, 4096, List.of(), true);

  public LinkerOptions {
    sectionAddresses = Map.copyOf(sectionAddresses);
    definitions = List.copyOf(definitions);
    if (Long.bitCount(maxPageSize) != 1) {
      throw new IllegalArgumentException("page size " + maxPageSize);
    }
  }

  public LinkerOptions withScript(SourceText newScript) {
    return new LinkerOptions(
        Optional.of(newScript), sectionAddresses, entry, omagic, maxPageSize, definitions, relax);
  }

  public LinkerOptions withSectionAddress(String section, long address) {
    Map<String, Long> addresses = new HashMap<>(sectionAddresses);
    addresses.put(section, address);
    return new LinkerOptions(script, addresses, entry, omagic, maxPageSize, definitions, relax);
  }

  public LinkerOptions withEntry(String newEntry) {
    return new LinkerOptions(
        script, sectionAddresses, Optional.of(newEntry), omagic, maxPageSize, definitions, relax);
  }

  public LinkerOptions withOmagic() {
    return new LinkerOptions(
        script, sectionAddresses, entry, true, maxPageSize, definitions, relax);
  }

  public LinkerOptions withoutRelaxation() {
    return new LinkerOptions(
        script, sectionAddresses, entry, omagic, maxPageSize, definitions, false);
  }

  public LinkerOptions withMaxPageSize(long size) {
    return new LinkerOptions(script, sectionAddresses, entry, omagic, size, definitions, relax);
  }

  public LinkerOptions withDefinition(String definition) {
    List<String> all = new ArrayList<>(definitions);
    all.add(definition);
    return new LinkerOptions(script, sectionAddresses, entry, omagic, maxPageSize, all, relax);
  }
}
