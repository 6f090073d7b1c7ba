package softmetal.assembler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.expand.Limit;
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
/// @param debug what debug information to make (`-g`)
/// @param preprocessing whether and how the C preprocessor runs first
/// @param openFiles texts that stand in for files on disk, by absolute path: what an editor has not saved yet
public record AssemblerOptions(
    InstructionSet instructionSet,
    boolean relax,
    Optional<Path> directory,
    List<Path> includePath,
    Map<String, Long> symbols,
    Limits limits,
    DebugSetting debug,
    Preprocessing preprocessing,
    Map<Path, String> openFiles) {

  public AssemblerOptions {
    includePath = List.copyOf(includePath);
    symbols = Collections.unmodifiableMap(new LinkedHashMap<>(symbols));
    openFiles = Map.copyOf(openFiles);
  }

  /// What runs on the board that the monitor provides, and nothing else.
  public static AssemblerOptions standard() {
    return new AssemblerOptions(
        InstructionSet.RV64GC,
        false,
        Optional.empty(),
        List.of(),
        Map.of(),
        Limits.standard(),
        DebugSetting.none(Path.of("")),
        Preprocessing.BY_NAME,
        Map.of());
  }

  public AssemblerOptions withInstructionSet(InstructionSet set) {
    return new AssemblerOptions(
        set, relax, directory, includePath, symbols, limits, debug, preprocessing, openFiles);
  }

  public AssemblerOptions withRelax(boolean on) {
    return new AssemblerOptions(
        instructionSet,
        on,
        directory,
        includePath,
        symbols,
        limits,
        debug,
        preprocessing,
        openFiles);
  }

  public AssemblerOptions withDirectory(Path path) {
    return new AssemblerOptions(
        instructionSet,
        relax,
        Optional.of(path),
        includePath,
        symbols,
        limits,
        debug,
        preprocessing,
        openFiles);
  }

  public AssemblerOptions withInclude(Path path) {
    List<Path> paths = new ArrayList<>(includePath);
    paths.add(path);
    return new AssemblerOptions(
        instructionSet, relax, directory, paths, symbols, limits, debug, preprocessing, openFiles);
  }

  public AssemblerOptions withSymbol(String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(symbols);
    more.put(name, value);
    return new AssemblerOptions(
        instructionSet,
        relax,
        directory,
        includePath,
        more,
        limits,
        debug,
        preprocessing,
        openFiles);
  }

  /// @param text `name=number`, as `--limit` takes it
  /// @throws IllegalArgumentException with a message for the user
  public AssemblerOptions withLimit(String text) {
    int equals = text.indexOf('=');
    Optional<Limit> limit = Limit.named(equals < 0 ? text : text.substring(0, equals));
    if (limit.isEmpty()) {
      throw new IllegalArgumentException(
          "--limit %s: there are %s".formatted(text, describeLimits()));
    }
    String digits = text.substring(Math.max(equals + 1, 0)).replace("_", "");
    if (equals < 0 || !digits.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "--limit %s: write %s=NUMBER".formatted(text, limit.get().label()));
    }
    Limits changed = limits.with(limit.get(), Long.parseLong(digits));
    return new AssemblerOptions(
        instructionSet,
        relax,
        directory,
        includePath,
        symbols,
        changed,
        debug,
        preprocessing,
        openFiles);
  }

  /// All limits with what they are unless changed: `statements=10000000, ...`.
  public static String describeLimits() {
    return Arrays.stream(Limit.values())
        .map(limit -> limit.label() + "=" + limit.standard())
        .collect(Collectors.joining(", "));
  }

  public AssemblerOptions withDebug(DebugSetting setting) {
    return new AssemblerOptions(
        instructionSet,
        relax,
        directory,
        includePath,
        symbols,
        limits,
        setting,
        preprocessing,
        openFiles);
  }

  public AssemblerOptions withSymbols(Map<String, Long> values) {
    return new AssemblerOptions(
        instructionSet,
        relax,
        directory,
        includePath,
        values,
        limits,
        debug,
        preprocessing,
        openFiles);
  }

  public AssemblerOptions withPreprocessing(Preprocessing how) {
    return new AssemblerOptions(
        instructionSet, relax, directory, includePath, symbols, limits, debug, how, openFiles);
  }

  public AssemblerOptions withOpenFiles(Map<Path, String> texts) {
    return new AssemblerOptions(
        instructionSet,
        relax,
        directory,
        includePath,
        symbols,
        limits,
        debug,
        preprocessing,
        texts);
  }
}
