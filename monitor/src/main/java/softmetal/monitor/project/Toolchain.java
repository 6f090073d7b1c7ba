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
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.isa.InstructionSet;

/// Sources to an executable, in memory.
final class Toolchain {
  private final AssemblerOptions options;
  private final Diagnostics diagnostics;

  Toolchain(InstructionSet instructionSet, List<Path> includes, Diagnostics diagnostics) {
    AssemblerOptions standard = AssemblerOptions.standard().withInstructionSet(instructionSet);
    for (Path include : includes) {
      standard = standard.withInclude(include);
    }
    this.options = standard;
    this.diagnostics = diagnostics;
  }

  /// @param script a linker script, or null for one piece from `base` on
  Optional<Executable> buildFiles(List<Path> sources, @Nullable Path script, long base) {
    List<ObjectFile> objects = new ArrayList<>();
    for (Path source : sources) {
      new Assembler().assemble(source, options, diagnostics).ifPresent(objects::add);
    }
    return link(objects, script, base);
  }

  /// As above, from texts.
  Optional<Executable> build(List<SourceText> sources, @Nullable Path script, long base) {
    List<ObjectFile> objects = new ArrayList<>();
    for (SourceText source : sources) {
      new Assembler().assemble(source, options, diagnostics).ifPresent(objects::add);
    }
    return link(objects, script, base);
  }

  private Optional<Executable> link(List<ObjectFile> objects, @Nullable Path script, long base) {
    LinkerOptions linking = LinkerOptions.DEFAULT;
    if (script == null) {
      linking = linking.withSectionAddress(".text", base);
    } else {
      Optional<SourceText> text = read(script);
      if (text.isPresent()) {
        linking = linking.withScript(text.get());
      }
    }
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
