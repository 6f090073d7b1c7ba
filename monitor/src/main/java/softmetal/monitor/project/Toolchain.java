package softmetal.monitor.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.listing.Listing;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.isa.InstructionSet;

/// Sources to an executable, in memory.
final class Toolchain {
  private final AssemblerOptions options;
  private final Listings kept;
  private final Diagnostics diagnostics;
  private final List<Listing> listings = new ArrayList<>();

  Toolchain(
      InstructionSet instructionSet, List<Path> includes, Listings kept, Diagnostics diagnostics) {
    this.kept = kept;
    AssemblerOptions standard = AssemblerOptions.standard().withInstructionSet(instructionSet);
    for (Path include : includes) {
      standard = standard.withInclude(include);
    }
    this.options = standard;
    this.diagnostics = diagnostics;
  }

  /// The listings of what was built, in order; none if they are not kept.
  List<Listing> listings() {
    return listings;
  }

  /// @param name of the program, for its listing
  /// @param script a linker script, or null for one piece from `base` on
  Optional<Executable> buildFiles(
      String name, List<Path> sources, @Nullable Path script, long base) {
    if (kept == Listings.KEPT) {
      return buildListed(name, sources, script, base);
    }
    List<ObjectFile> objects = new ArrayList<>();
    for (Path source : sources) {
      new Assembler().assemble(source, options, diagnostics).ifPresent(objects::add);
    }
    return link(objects, script, base);
  }

  private Optional<Executable> buildListed(
      String name, List<Path> sources, @Nullable Path script, long base) {
    List<Listing.Unit> units = new ArrayList<>();
    for (Path source : sources) {
      new Assembler()
          .assembleForListing(source, options, diagnostics)
          .ifPresent(made -> units.add(new Listing.Unit(made.object(), made.places())));
    }
    List<ObjectFile> objects = units.stream().map(Listing.Unit::object).toList();
    Optional<Executable> program = link(objects, script, base);
    if (program.isPresent()) {
      Listing.of(
              name, units, marked -> Linker.link(marked, linking(script, base), new Diagnostics()))
          .ifPresent(listings::add);
    }
    return program;
  }

  /// As above, from texts.
  Optional<Executable> build(List<SourceText> sources, @Nullable Path script, long base) {
    List<ObjectFile> objects = new ArrayList<>();
    for (SourceText source : sources) {
      new Assembler().assemble(source, options, diagnostics).ifPresent(objects::add);
    }
    return link(objects, script, base);
  }

  private LinkerOptions linking(@Nullable Path script, long base) {
    if (script == null) {
      return LinkerOptions.DEFAULT.withSectionAddress(".text", base);
    }
    return read(script).map(LinkerOptions.DEFAULT::withScript).orElse(LinkerOptions.DEFAULT);
  }

  private Optional<Executable> link(List<ObjectFile> objects, @Nullable Path script, long base) {
    LinkerOptions linking = linking(script, base);
    return diagnostics.hasErrors() ? Optional.empty() : Linker.link(objects, linking, diagnostics);
  }

  private Optional<SourceText> read(Path file) {
    try {
      return Optional.of(SourceText.file(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      diagnostics.report(
          Problem.CANNOT_READ_FILE.at(
              SourceText.binary(file.toString()).whole(), file, Project.reason(e)));
      return Optional.empty();
    }
  }
}
