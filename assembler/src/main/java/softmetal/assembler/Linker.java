package softmetal.assembler;

import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkJob;
import softmetal.assembler.link.LinkSettings;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;

/// Turns objects into a program with fixed addresses.
public final class Linker {
  /// @param map where everything went, as a text for people
  public record Linked(Executable executable, String map) {}

  private Linker() {}

  /// The program, or empty if there are errors, which are then reported.
  ///
  /// @param objects in the order in which their sections are to follow one another
  public static Optional<Executable> link(
      List<ObjectFile> objects, LinkerOptions options, Diagnostics diagnostics) {
    return linkWithMap(objects, options, diagnostics).map(Linked::executable);
  }

  /// The same, with a text that says where everything went.
  public static Optional<Linked> linkWithMap(
      List<ObjectFile> objects, LinkerOptions options, Diagnostics diagnostics) {
    LinkSettings settings =
        new LinkSettings(
            options.script(),
            options.sectionAddresses(),
            options.entry(),
            !options.omagic(),
            options.maxPageSize(),
            options.definitions().stream()
                .map(definition -> SourceText.file("--defsym", definition))
                .toList(),
            options.relax());
    return new LinkJob(objects, settings, diagnostics)
        .run()
        .map(linkage -> new Linked(linkage.executable(), linkage.map()));
  }
}
