package softmetal.assembler.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Severity;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.isa.InstructionSet;

/// Both assemblers and both linkers, each for the same text.
final class Tools {
  private static final Pattern ERROR = Pattern.compile("[^:]*:(\\d+): (?:Error|Fatal error): .*");

  private final Path directory;

  /// @param architecture for `-march`
  record Options(String architecture, boolean relax) {}

  /// What became of a text: a file, or the lines with errors and the first complaint.
  record Result(Optional<byte[]> file, Set<Integer> wrongLines, String complaint) {}

  Tools(Path directory) {
    this.directory = directory;
  }

  Result theirs(List<String> lines, Options options) throws IOException, InterruptedException {
    return theirs("t", lines, options);
  }

  /// What GNU says of the lines.
  List<String> complaints(List<String> lines, Options options)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve("c.s"), text(lines));
    return run("as", "-march=" + options.architecture, "-o", "c.o", "c.s").lines().toList();
  }

  private Result theirs(String name, List<String> lines, Options options)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve(name + ".s"), text(lines));
    Path object = directory.resolve(name + ".o");
    String output =
        run(
            "as",
            "-march=" + options.architecture,
            options.relax ? "-mrelax" : "-mno-relax",
            "-o",
            name + ".o",
            name + ".s");
    Set<Integer> wrong = new TreeSet<>();
    String complaint = "";
    for (String line : output.lines().toList()) {
      Matcher matcher = ERROR.matcher(line);
      if (matcher.matches()) {
        wrong.add(Integer.parseInt(matcher.group(1)));
        complaint = complaint.isEmpty() ? line : complaint;
      }
    }
    boolean made = Files.exists(object);
    Optional<byte[]> bytes = made ? Optional.of(Files.readAllBytes(object)) : Optional.empty();
    Files.deleteIfExists(object);
    return new Result(
        wrong.isEmpty() ? bytes : Optional.empty(),
        wrong,
        complaint.isEmpty() ? output : complaint);
  }

  Result ours(List<String> lines, Options options) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<ObjectFile> object = object("t", lines, options, diagnostics);
    Set<Integer> wrong = new TreeSet<>();
    String complaint = "";
    for (Diagnostic diagnostic : diagnostics.all()) {
      if (diagnostic.severity() == Severity.ERROR) {
        wrong.add(lineOf(diagnostic));
        complaint = complaint.isEmpty() ? diagnostic.message() : complaint;
      }
    }
    return new Result(object.map(ElfWriter::write), wrong, complaint);
  }

  private static int lineOf(Diagnostic diagnostic) {
    SourceText source = diagnostic.span().source();
    int offset = diagnostic.span().start();
    SourceText.Expansion expansion = source.expansion();
    while (expansion != null) {
      offset = expansion.call().start();
      source = expansion.call().source();
      expansion = source.expansion();
    }
    return source.line(offset);
  }

  private Optional<ObjectFile> object(
      String name, List<String> lines, Options options, Diagnostics diagnostics) {
    AssemblerOptions settings =
        AssemblerOptions.standard()
            .withInstructionSet(InstructionSet.parse(options.architecture))
            .withRelax(options.relax)
            .withDebug(new DebugSetting(false, 3, directory.toString(), "GNU AS 2.40"));
    return new Assembler()
        .assemble(SourceText.file(name + ".s", text(lines)), settings, diagnostics);
  }

  /// Two sources assembled and linked by GNU; empty if one of the tools refuses.
  Optional<byte[]> linkedByThem(
      List<List<String>> sources, Options options, String script, boolean relax)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("ld", relax ? "--relax" : "--no-relax", "-T", "t.ld", "-o", "t.elf"));
    for (int i = 0; i < sources.size(); i++) {
      Optional<byte[]> object = theirs("t" + i, sources.get(i), options).file;
      if (object.isEmpty()) {
        return Optional.empty();
      }
      Files.write(directory.resolve("t" + i + ".o"), object.get());
      command.add("t" + i + ".o");
    }
    Files.writeString(directory.resolve("t.ld"), script);
    Path program = directory.resolve("t.elf");
    Files.deleteIfExists(program);
    run(command.toArray(String[]::new));
    return Files.exists(program) ? Optional.of(Files.readAllBytes(program)) : Optional.empty();
  }

  /// The same by this project.
  Optional<byte[]> linkedByUs(
      List<List<String>> sources,
      Options options,
      String script,
      boolean relax,
      Diagnostics diagnostics) {
    List<ObjectFile> objects = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      object("t" + i, sources.get(i), options, diagnostics).ifPresent(objects::add);
    }
    if (objects.size() < sources.size()) {
      return Optional.empty();
    }
    LinkerOptions settings = LinkerOptions.DEFAULT.withScript(SourceText.file("t.ld", script));
    Optional<Executable> program =
        Linker.link(objects, relax ? settings : settings.withoutRelaxation(), diagnostics);
    return program.map(ElfWriter::write);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private String run(String... command) throws IOException, InterruptedException {
    command[0] = "riscv64-unknown-elf-" + command[0];
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
