package softmetal.assembler;

import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkInput;
import softmetal.assembler.link.LinkJob;
import softmetal.assembler.link.LinkSettings;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;

/// Turns objects into a program with fixed addresses.
public final class Linker {
  /// @param map where everything went, as a text for people
  /// @param unused what `--gc-sections` left out, one line each
  /// @param memoryUse how full the regions of the script's MEMORY are, as a text for people
  /// @param crossReferences who defines and who uses each symbol, as a text for people
  public record Linked(
      Executable executable,
      String map,
      List<String> unused,
      String memoryUse,
      String crossReferences) {
    public Linked {
      unused = List.copyOf(unused);
    }
  }

  private Linker() {}

  /// The program, or empty if there are errors, which are then reported.
  ///
  /// @param objects in the order in which their sections are to follow one another
  public static Optional<Executable> link(
      List<ObjectFile> objects, LinkerOptions options, Diagnostics diagnostics) {
    return linkWithMap(
            objects.stream().<LinkInput>map(LinkInput.Object::new).toList(), options, diagnostics)
        .map(Linked::executable);
  }

  /// The same with archives, and with a text that says where everything went.
  public static Optional<Linked> linkWithMap(
      List<LinkInput> inputs, LinkerOptions options, Diagnostics diagnostics) {
    return new LinkJob(inputs, settings(options), diagnostics)
        .run()
        .map(linkage ->
            new Linked(
                linkage.executable(),
                linkage.map(),
                linkage.unused(),
                linkage.memoryUse(),
                linkage.crossReferences()));
  }

  /// Puts objects together to one, to be linked later; empty if there are errors, which are then reported.
  public static Optional<ObjectFile> combine(
      List<LinkInput> inputs, LinkerOptions options, Diagnostics diagnostics) {
    return new LinkJob(inputs, settings(options), diagnostics).runRelocatable();
  }

  private static LinkSettings settings(LinkerOptions options) {
    return new LinkSettings(
        options.script(),
        options.sectionAddresses(),
        options.entry(),
        !options.omagic() && !options.nmagic(),
        !options.omagic(),
        options.maxPageSize(),
        options.definitions().stream()
            .map(definition -> SourceText.file("--defsym", definition))
            .toList(),
        options.relax(),
        options.gcSections(),
        options.wanted(),
        options.orphans(),
        options.files(),
        options.details());
  }
}
