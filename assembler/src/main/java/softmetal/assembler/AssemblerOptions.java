package softmetal.assembler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.expand.Limits;
import softmetal.isa.InstructionSet;

/// How to assemble.
///
/// @param instructionSet what `-march` allows
/// @param relax whether to leave the linker room to shorten the code (`-mrelax`)
/// @param directory where the source stands, to find what it includes; absent for a text from nowhere
/// @param includePath where else to look for included files, in this order
/// @param symbols what has a value before the first line (`-D name=value`), in the order given
/// @param limits how much one source may ask for
public record AssemblerOptions(
    InstructionSet instructionSet,
    boolean relax,
    Optional<Path> directory,
    List<Path> includePath,
    Map<String, Long> symbols,
    Limits limits) {

  public AssemblerOptions {
    includePath = List.copyOf(includePath);
    symbols = Collections.unmodifiableMap(new LinkedHashMap<>(symbols));
  }

  /// What runs on the board that the monitor provides, and nothing else.
  public static AssemblerOptions standard() {
    return new AssemblerOptions(
        InstructionSet.RV64GC, false, Optional.empty(), List.of(), Map.of(), Limits.standard());
  }

  public AssemblerOptions withInstructionSet(InstructionSet set) {
    return new AssemblerOptions(set, relax, directory, includePath, symbols, limits);
  }

  public AssemblerOptions withRelax(boolean on) {
    return new AssemblerOptions(instructionSet, on, directory, includePath, symbols, limits);
  }

  public AssemblerOptions withDirectory(Path path) {
    return new AssemblerOptions(instructionSet, relax, Optional.of(path), includePath, symbols, limits);
  }

  public AssemblerOptions withInclude(Path path) {
    List<Path> paths = new ArrayList<>(includePath);
    paths.add(path);
    return new AssemblerOptions(instructionSet, relax, directory, paths, symbols, limits);
  }

  public AssemblerOptions withSymbol(String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(symbols);
    more.put(name, value);
    return new AssemblerOptions(instructionSet, relax, directory, includePath, more, limits);
  }

  public AssemblerOptions withLimits(Limits others) {
    return new AssemblerOptions(
        instructionSet, relax, directory, includePath, symbols, others);
  }
}
