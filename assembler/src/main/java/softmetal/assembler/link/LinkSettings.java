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
/// @param details what few links ask for
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
    Function<String, Optional<SourceText>> files,
    Details details) {
  /// What few links ask for.
  ///
  /// @param sectionOrder how a pattern sorts that does not say it
  /// @param commonOrder how common symbols follow one another
  /// @param takesFirst whether of several definitions the first is taken
  /// @param hidesLocals whether local symbols are left out of the symbol table
  /// @param buildId what identifies the program, in a note
  /// @param stack what the program says about its stack; empty to say nothing
  public record Details(
      SectionOrder sectionOrder,
      CommonOrder commonOrder,
      boolean takesFirst,
      boolean hidesLocals,
      Optional<BuildId> buildId,
      Optional<Stack> stack) {
    public static final Details NONE =
        new Details(
            SectionOrder.AS_FOUND,
            CommonOrder.AS_FOUND,
            false,
            false,
            Optional.empty(),
            Optional.empty());
  }

  /// `--sort-section`
  public enum SectionOrder {
    AS_FOUND,
    NAME,
    ALIGNMENT
  }

  /// `--sort-common`
  public enum CommonOrder {
    AS_FOUND,
    ASCENDING,
    DESCENDING
  }

  /// `--build-id`: bytes that are given, or a digest of what is loaded.
  public sealed interface BuildId {
    record Given(byte[] bytes) implements BuildId {}

    /// @param algorithm as `java.security` calls it
    /// @param length of the digest in bytes
    record Digest(String algorithm, int length) implements BuildId {}
  }

  /// @param size 0 if nothing is said about it
  public record Stack(boolean isExecutable, long size) {}

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

  /// The same for a link whose result is an object: nothing is shortened.
  LinkSettings relocatable() {
    return new LinkSettings(
        script,
        sectionAddresses,
        entry,
        paged,
        protectsText,
        maxPageSize,
        definitions,
        false,
        false,
        wanted,
        orphans,
        files,
        details);
  }
}
