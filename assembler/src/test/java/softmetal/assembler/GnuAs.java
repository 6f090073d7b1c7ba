package softmetal.assembler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// The installed GNU assembler, and objects as text that can be compared line by line.
final class GnuAs {
  private GnuAs() {}

  static ObjectFile assemble(Path directory, Path source, String... arguments)
      throws IOException, InterruptedException, InvalidInputException {
    Path object = directory.resolve(source.getFileName() + ".o");
    String refusal = run(object, source, arguments);
    if (!refusal.isEmpty()) {
      throw new IllegalStateException("GNU as says:\n" + refusal);
    }
    return (ObjectFile) ElfReader.read(source.toString(), Files.readAllBytes(object));
  }

  /// The object as text; or `refused` and why.
  static String tryToAssemble(Path directory, Path source, String... arguments)
      throws IOException, InterruptedException, InvalidInputException {
    Path object = directory.resolve(source.getFileName() + ".o");
    String refusal = run(object, source, arguments);
    return refusal.isEmpty() ? whole(Files.readAllBytes(object)) : "refused: " + refusal;
  }

  /// The object of a file as text, with a last line that differs wherever the files do.
  static String whole(byte[] file) {
    String shown;
    try {
      shown = show((ObjectFile) ElfReader.read("object", file));
    } catch (InvalidInputException e) {
      shown = e.diagnostic().message() + "\n";
    }
    return shown + "file of %d bytes, %08x%n".formatted(file.length, Arrays.hashCode(file));
  }

  /// What GNU as says when it refuses a source; empty when it does not.
  private static String run(Path object, Path source, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("riscv64-unknown-elf-as", "-march=rv64gc_zicsr_zifencei"));
    command.addAll(List.of(arguments));
    command.addAll(List.of(source.toString(), "-o", object.toString()));
    Path output = object.resolveSibling("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return "it does not come back\n";
    }
    return process.exitValue() == 0
        ? ""
        : "it exits with " + process.exitValue() + "\n" + Files.readString(output);
  }

  /// The first line of two texts that is not the same; empty when all are.
  static String firstDifference(String theirs, String ours) {
    List<String> left = theirs.lines().toList();
    List<String> right = ours.lines().toList();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String expected = i < left.size() ? left.get(i) : "(nothing)";
      String actual = i < right.size() ? right.get(i) : "(nothing)";
      if (!expected.equals(actual)) {
        return "- " + expected + "\n+ " + actual;
      }
    }
    return "";
  }

  /// Sections with their bytes, relocations, and symbols, one a line.
  static String show(ObjectFile object) {
    StringBuilder out = new StringBuilder();
    out.append("flags %x%n".formatted(object.flags()));
    for (Section section : object.sections()) {
      out.append(
          "section %s type %x flags %x align %d entry %d size %d%n"
              .formatted(
                  section.name(),
                  section.type(),
                  section.flags(),
                  section.alignment(),
                  section.entrySize(),
                  section.size()));
      byte[] bytes = section.contents();
      for (int i = 0; i < bytes.length; i += 16) {
        out.append(
            "  %04x %s%n"
                .formatted(i, HexFormat.of().formatHex(bytes, i, Math.min(bytes.length, i + 16))));
      }
      for (Relocation relocation : section.relocations()) {
        out.append(
            "  @%04x %s %s + %x%n"
                .formatted(
                    relocation.offset(),
                    relocation.type(),
                    show(relocation.symbol()),
                    relocation.addend()));
      }
    }
    for (Symbol symbol : object.symbols()) {
      out.append("symbol ").append(show(symbol)).append('\n');
    }
    return out.toString();
  }

  private static String show(Symbol symbol) {
    String home =
        switch (symbol.home()) {
          case Symbol.Home.InSection(Section section) -> section.name();
          case Symbol.Home.Absolute _ -> "ABS";
          case Symbol.Home.Undefined _ -> "UND";
          case Symbol.Home.Common _ -> "COM";
        };
    return "%s = %s:%x size %d %s %s %s"
        .formatted(
            symbol.type() == Symbol.Type.SECTION ? "" : symbol.name().replace('\u0002', '^'),
            home,
            symbol.value(),
            symbol.size(),
            symbol.binding(),
            symbol.type(),
            symbol.visibility());
  }
}
