package softmetal.assembler.link;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;

/// The rows of MEMORY, and which of them a section runs in and is loaded into.
final class Regions {
  private static final SourceText BUILT_IN = SourceText.binary("the default layout");

  private final Script script;
  private final Map<String, Long> fixedAddresses;
  private final Consumer<Diagnostic> problems;
  private final Map<String, MemoryRegion> regions = new LinkedHashMap<>();
  private final MemoryRegion everywhere = new MemoryRegion(BUILT_IN.whole(), "*default*", "");
  private final Map<MemoryRegion, OutputSection> lastIn = new HashMap<>();
  private final Map<OutputSection, String> loadRegions = new HashMap<>();

  /// @param sections in the order of the script
  /// @param fixedAddresses those that the command line gives, by the name of the section
  /// @param problems takes what is wrong
  Regions(
      Script script,
      List<OutputSection> sections,
      Map<String, Long> fixedAddresses,
      Consumer<Diagnostic> problems) {
    this.script = script;
    this.fixedAddresses = fixedAddresses;
    this.problems = problems;
    for (Script.Region region : script.regions()) {
      regions.put(
          region.name(), new MemoryRegion(region.span(), region.name(), region.attributes()));
    }
    script
        .aliases()
        .forEach((alias, region) -> {
          MemoryRegion target = regions.get(region);
          if (target != null) {
            regions.put(alias, target);
          }
        });
    passOnLoadRegions(sections);
  }

  List<MemoryRegion> all() {
    return regions.values().stream().distinct().toList();
  }

  Optional<MemoryRegion> find(String name) {
    return Optional.ofNullable(regions.get(name));
  }

  /// The nameless one, for what goes into no row of MEMORY.
  MemoryRegion everywhere() {
    return everywhere;
  }

  /// Begins a new walk through the script: all are empty.
  void startWalk(Evaluator evaluator) {
    lastIn.clear();
    everywhere.set(0, -1);
    for (Script.Region region : script.regions()) {
      Optional<Value> origin = evaluator.value(region.origin());
      Optional<Value> length = evaluator.value(region.length());
      find(region.name())
          .ifPresent(target ->
              target.set(
                  origin.map(Value::address).orElse(0L), length.map(Value::address).orElse(-1L)));
    }
  }

  /// A section that only says where it runs is loaded where the one before it in the same region is.
  private void passOnLoadRegions(List<OutputSection> sections) {
    Optional<String> region = Optional.empty();
    Optional<String> loadRegion = Optional.empty();
    for (OutputSection section : sections) {
      Optional<Script.Output> statement = section.statement();
      Optional<Script.Output> homes = section.regionStatement();
      Optional<String> ownRegion =
          homes.flatMap(Script.Output::region).or(() -> homes.flatMap(Script.Output::loadRegion));
      Optional<String> own = homes.flatMap(Script.Output::loadRegion);
      boolean free =
          statement.flatMap(Script.Output::address).isEmpty()
              && statement.flatMap(Script.Output::loadAddress).isEmpty()
              && !fixedAddresses.containsKey(section.name())
              && section.isAllocated();
      loadRegion = own.isEmpty() && free && ownRegion.equals(region) ? loadRegion : own;
      region = ownRegion;
      loadRegion.ifPresent(name -> loadRegions.put(section, name));
    }
  }

  /// The region that a section runs in.
  MemoryRegion of(OutputSection section, boolean hasAddress) {
    Optional<Script.Output> statement = section.statement();
    Optional<Script.Output> homes =
        statement.isPresent() || hasAddress ? statement : section.regionStatement();
    Optional<String> name =
        homes.flatMap(Script.Output::region).or(() -> homes.flatMap(Script.Output::loadRegion));
    if (name.isPresent()) {
      return named(name.get(), homes);
    }
    if (!hasAddress && section.isAllocated()) {
      for (MemoryRegion region : all()) {
        if (region.welcomes(section)) {
          return region;
        }
      }
    }
    return everywhere;
  }

  private MemoryRegion named(String name, Optional<Script.Output> statement) {
    MemoryRegion region = regions.get(name);
    if (region != null) {
      return region;
    }
    SourceSpan span = statement.map(Script.Output::span).orElse(BUILT_IN.whole());
    Diagnostic diagnostic = Problem.SCRIPT_NO_REGION.at(span, name);
    problems.accept(
        Spelling.nearest(name, regions.keySet())
            .map(close -> diagnostic.note("did you mean `%s`?".formatted(close)))
            .orElse(diagnostic));
    return everywhere;
  }

  /// Where a section is loaded that does not say it itself.
  ///
  /// @param region that it runs in
  /// @param skipped how far its start was moved to be aligned
  /// @param moved the alignment that its start has
  /// @param alignment the one that the script asks for
  long loadAddress(
      OutputSection section, MemoryRegion region, long skipped, long moved, long alignment) {
    Optional<Script.Output> statement = section.statement();
    String loadRegion = loadRegions.get(section);
    if (loadRegion != null) {
      MemoryRegion target = named(loadRegion, statement);
      if (statement.map(Script.Output::alignLoadAddress).orElse(false)) {
        return target.current() + skipped;
      }
      long step = target == region ? moved : alignment;
      return target.current() + (step - 1) & -step;
    }
    OutputSection last = lastIn.get(region);
    if (last == null || !section.isAllocated()) {
      return section.address();
    }
    boolean movedBack =
        Long.compareUnsigned(section.address(), last.address()) < 0
            && section.size() != 0
            && Long.compareUnsigned(section.end(), last.address()) <= 0;
    if (movedBack) {
      return section.address();
    }
    long free =
        overlap(section, last)
            ? last.loadAddress() + last.size()
            : section.address() + last.loadAddress() - last.address();
    return free + (moved - 1) & -moved;
  }

  /// Whether two sections run at one address, so that they must be loaded one behind the other.
  private static boolean overlap(OutputSection one, OutputSection other) {
    return Long.compareUnsigned(one.address() - other.address(), other.size()) < 0
        || Long.compareUnsigned(other.address() - one.address(), one.size()) < 0;
  }

  /// Takes a section's place in its regions away.
  void fill(OutputSection section, MemoryRegion region) {
    if (section.size() == 0) {
      if (section.keepsItself()) {
        region.fillTo(section.end());
      }
      return;
    }
    if (section.isUnallocatedByScript()) {
      region.fillTo(section.end());
    }
    if (section.isAllocated()) {
      lastIn.put(region, section);
      boolean isShorter =
          section.isInOverlay() && Long.compareUnsigned(section.end(), region.current()) < 0;
      region.fillTo(isShorter ? region.current() : section.end());
      fillLoadRegion(section, section.statement(), region);
    }
  }

  private void fillLoadRegion(
      OutputSection section, Optional<Script.Output> statement, MemoryRegion region) {
    String name = loadRegions.get(section);
    if (name != null && section.hasContents()) {
      MemoryRegion target = named(name, statement);
      if (target != region) {
        target.fillTo(section.loadAddress() + section.size());
      }
    }
  }
}
