package softmetal.assembler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkSettings;
import softmetal.assembler.link.LinkSettings.Orphans;

/// What a link may be told, as `softmetal ld --help` explains it.
///
/// @param script the linker script; empty for the default layout
/// @param sectionAddresses `-Ttext` and the like: addresses by the name of the output section
/// @param entry a symbol or a number; empty to leave it to the script, then to `_start`
/// @param omagic `-N`: text is writable, and data follows it without a gap
/// @param nmagic `-n`: segments are not placed page by page
/// @param maxPageSize a power of two
/// @param definitions `--defsym`, each as `symbol=expression`
/// @param relax whether code is shortened where its targets are near, if the objects allow it
/// @param gcSections whether sections that nothing reaches are left out
/// @param wanted `-u`
/// @param files finds a file that the script includes
/// @param orphans what is done with sections that the script does not mention
/// @param details what few links ask for
public record LinkerOptions(
    Optional<SourceText> script,
    Map<String, Long> sectionAddresses,
    Optional<String> entry,
    boolean omagic,
    boolean nmagic,
    long maxPageSize,
    List<String> definitions,
    boolean relax,
    boolean gcSections,
    List<String> wanted,
    Orphans orphans,
    Function<String, Optional<SourceText>> files,
    LinkSettings.Details details) {

  /// The default layout, with pages of 4096 bytes.
  public static final LinkerOptions DEFAULT = new Builder().build();

  public LinkerOptions {
    sectionAddresses = Map.copyOf(sectionAddresses);
    definitions = List.copyOf(definitions);
    wanted = List.copyOf(wanted);
    if (Long.bitCount(maxPageSize) != 1) {
      throw new IllegalArgumentException("page size " + maxPageSize);
    }
  }

  /// The same options, to be changed.
  private static final class Builder {
    private Optional<SourceText> script = Optional.empty();
    private Map<String, Long> sectionAddresses = new HashMap<>();
    private Optional<String> entry = Optional.empty();
    private boolean omagic;
    private boolean nmagic;
    private long maxPageSize = 4096;
    private List<String> definitions = new ArrayList<>();
    private boolean relax = true;
    private boolean gcSections;
    private List<String> wanted = new ArrayList<>();
    private Orphans orphans = Orphans.PLACE;

    private Function<String, Optional<SourceText>> files = _ -> Optional.empty();
    private LinkSettings.Details details = LinkSettings.Details.NONE;

    private Builder() {}

    private Builder(LinkerOptions from) {
      script = from.script;
      sectionAddresses = new HashMap<>(from.sectionAddresses);
      entry = from.entry;
      omagic = from.omagic;
      nmagic = from.nmagic;
      maxPageSize = from.maxPageSize;
      definitions = new ArrayList<>(from.definitions);
      relax = from.relax;
      gcSections = from.gcSections;
      wanted = new ArrayList<>(from.wanted);
      orphans = from.orphans;
      files = from.files;
      details = from.details;
    }

    private LinkerOptions build() {
      return new LinkerOptions(
          script,
          sectionAddresses,
          entry,
          omagic,
          nmagic,
          maxPageSize,
          definitions,
          relax,
          gcSections,
          wanted,
          orphans,
          files,
          details);
    }
  }

  public LinkerOptions withScript(SourceText newScript) {
    Builder builder = new Builder(this);
    builder.script = Optional.of(newScript);
    return builder.build();
  }

  public LinkerOptions withSectionAddress(String section, long address) {
    Builder builder = new Builder(this);
    builder.sectionAddresses.put(section, address);
    return builder.build();
  }

  public LinkerOptions withEntry(String newEntry) {
    Builder builder = new Builder(this);
    builder.entry = Optional.of(newEntry);
    return builder.build();
  }

  public LinkerOptions withOmagic() {
    Builder builder = new Builder(this);
    builder.omagic = true;
    return builder.build();
  }

  public LinkerOptions withNmagic() {
    Builder builder = new Builder(this);
    builder.nmagic = true;
    return builder.build();
  }

  public LinkerOptions withoutRelaxation() {
    Builder builder = new Builder(this);
    builder.relax = false;
    return builder.build();
  }

  public LinkerOptions withGcSections() {
    Builder builder = new Builder(this);
    builder.gcSections = true;
    return builder.build();
  }

  /// Names a symbol that is needed although no object says so.
  public LinkerOptions withWanted(String symbol) {
    Builder builder = new Builder(this);
    builder.wanted.add(symbol);
    return builder.build();
  }

  public LinkerOptions withOrphans(Orphans handling) {
    Builder builder = new Builder(this);
    builder.orphans = handling;
    return builder.build();
  }

  /// Says where the files are that a script includes.
  public LinkerOptions withFiles(Function<String, Optional<SourceText>> finder) {
    Builder builder = new Builder(this);
    builder.files = finder;
    return builder.build();
  }

  public LinkerOptions withDetails(LinkSettings.Details newDetails) {
    Builder builder = new Builder(this);
    builder.details = newDetails;
    return builder.build();
  }

  public LinkerOptions withMaxPageSize(long size) {
    Builder builder = new Builder(this);
    builder.maxPageSize = size;
    return builder.build();
  }

  public LinkerOptions withDefinition(String definition) {
    Builder builder = new Builder(this);
    builder.definitions.add(definition);
    return builder.build();
  }
}
