package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Section;
import softmetal.isa.InstructionSet;

/// `softmetal dump`: what is in an object, an archive or a program.
public final class DumpCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("dump", "[options] file ...")
          .about(
              "Prints the sections, the symbols and the code of objects (.o), archives (.a) and programs. Without an\n"
                  + "option it prints all three. Code is that of `objdump -d -M no-aliases`.")
          .option("-h", "the sections")
          .option("-p", "what is loaded")
          .option("-t", "the symbols")
          .option("-r", "the relocations; with -d, below their instructions only")
          .option("-d", "the code, disassembled, with symbols and relocations")
          .option("-D", "the same of all sections, whatever is in them")
          .option("-S", "the code with the lines of its sources, as .debug_line tells them")
          .option("--source", "the same as -S")
          .option(
              "-x", "everything but code: header, sections, what is loaded, symbols, relocations")
          .option("-j SECTION", "only this section; may be repeated")
          .option("--start-address=ADDRESS", "only code from this address on")
          .option("--stop-address=ADDRESS", "only code before this address")
          .option(
              "-M WORDS",
              "how to write code: `no-aliases` (default), `aliases` (ret, li), `numeric` (x10 for a0)")
          .option("-march=ARCH", "take the code for this instruction set, not the file's own")
          .option("--raw", "files are bare bytes: disassemble them")
          .option("--base=ADDRESS", "with --raw, where the first byte is (default: 0)")
          .with(MessageFormat::addedTo)
          .example("softmetal dump kernel.elf")
          .example("softmetal dump -S -M aliases -j .text boot.o")
          .example("softmetal dump --raw --base 0x80000000 -march=rv32imac firmware.bin");

  private static final List<String> WHAT =
      List.of("h", "p", "t", "r", "d", "D", "S", "source", "x");

  @Override
  public String name() {
    return "dump";
  }

  @Override
  public String summary() {
    return "print sections, symbols and code of an object or a program";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<CommandLine.Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    CommandLine.Parsed line = parsed.get();
    MessageFormat format = MessageFormat.of(line);
    if (line.operands().isEmpty()) {
      return LINE.complain(surroundings, "there is no file to print");
    }
    Dump.View view;
    long base;
    try {
      view = view(line);
      base = address(line, "base", 0);
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    Diagnostics diagnostics = new Diagnostics();
    for (String operand : line.operands()) {
      try {
        byte[] bytes = CommandFiles.read(surroundings, operand);
        for (ElfFile file :
            line.has("raw") ? raw(operand, bytes, base) : read(operand, bytes, surroundings)) {
          surroundings.out().print(text(new Dump(file, view), line, surroundings));
        }
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    return format.print(diagnostics, surroundings);
  }

  private static List<ElfFile> read(String operand, byte[] bytes, Surroundings surroundings)
      throws InvalidInputException {
    List<ElfFile> files = new ArrayList<>();
    List<Archive.Member> members =
        Archive.looksLikeArchive(bytes)
            ? Archive.read(operand, bytes)
            : List.of(new Archive.Member(operand, bytes, Optional.empty()));
    for (Archive.Member member : members) {
      byte[] contents = CommandFiles.contents(surroundings, operand, member);
      files.add(ElfReader.read(member.name(), contents));
    }
    return files;
  }

  private static List<ElfFile> raw(String operand, byte[] bytes, long base) {
    Section section =
        new Section(
            ".raw",
            Section.PROGBITS,
            Section.ALLOC | Section.EXECINSTR,
            1,
            0,
            bytes.length,
            bytes,
            List.of());
    return List.of(
        new Executable(
            operand, 0, base, List.of(), List.of(new PlacedSection(section, base)), List.of()));
  }

  private static Dump.View view(CommandLine.Parsed line) {
    boolean aliases = false;
    boolean numeric = false;
    for (String words : line.values("M")) {
      for (String word : words.split(",", -1)) {
        switch (word) {
          case "aliases" -> aliases = true;
          case "no-aliases" -> aliases = false;
          case "numeric" -> numeric = true;
          default ->
              throw new IllegalArgumentException(
                  "-M %s: known are aliases, no-aliases and numeric".formatted(word));
        }
      }
    }
    Optional<InstructionSet> set = line.value("march").map(InstructionSet::parse);
    return new Dump.View(
        aliases,
        numeric,
        line.values("j"),
        address(line, "start-address", 0),
        address(line, "stop-address", -1),
        set);
  }

  private static long address(CommandLine.Parsed line, String option, long otherwise) {
    Optional<String> text = line.value(option);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      String digits = text.get();
      return digits.startsWith("0x") || digits.startsWith("0X")
          ? Long.parseUnsignedLong(digits.substring(2), 16)
          : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--%s: `%s` is no address such as 0x80000000".formatted(option, text.get()), e);
    }
  }

  private static String text(Dump dump, CommandLine.Parsed line, Surroundings surroundings) {
    boolean raw = line.has("raw");
    boolean usual = !raw && WHAT.stream().noneMatch(line::has);
    boolean all = line.has("x");
    boolean source = line.has("S") || line.has("source");
    boolean everything = line.has("D");
    boolean code = usual || raw || source || everything || line.has("d");
    StringBuilder text = new StringBuilder(raw ? dump.rawTitle() : dump.title());
    text.append(all ? dump.header() : "");
    text.append(usual || all || line.has("p") ? dump.segments() : "");
    text.append(usual || all || line.has("h") ? dump.sections() : "");
    text.append(usual || all || line.has("t") ? dump.symbols() : "");
    text.append(all || (line.has("r") && !code) ? dump.relocations() : "");
    if (code) {
      text.append(dump.code(everything, true, source ? sources(surroundings) : null));
    }
    return text.toString();
  }

  /// The lines of a source by its name; none where it cannot be read.
  private static Function<String, String[]> sources(Surroundings surroundings) {
    Map<String, String[]> known = new HashMap<>();
    return name ->
        known.computeIfAbsent(
            name,
            _ -> {
              try {
                Path file = surroundings.resolve(name);
                if (Files.isRegularFile(file) && Files.size(file) < 1 << 28) {
                  return new String(Files.readAllBytes(file), UTF_8).split("\r?\n", -1);
                }
              } catch (IOException | InvalidPathException _) {
                // It may be on another machine.
              }
              return new String[0];
            });
  }
}
