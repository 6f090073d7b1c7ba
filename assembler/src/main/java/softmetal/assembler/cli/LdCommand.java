package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;

/// `softmetal ld`: objects to a program.
public final class LdCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("ld", "[options] file.o ...")
          .about(
              """
              Links objects, and what they need of archives (.a), into an executable with fixed addresses.
              Without a script, the layout is that of GNU ld for bare RISC-V.\
              """)
          .option("-o FILE", "write the program to FILE (default: a.out)")
          .option("-T SCRIPT", "place sections as this linker script says")
          .option("-Ttext=ADDRESS", "put .text at ADDRESS (hexadecimal)")
          .option("-Tdata=ADDRESS", "put .data at ADDRESS")
          .option("-Tbss=ADDRESS", "put .bss at ADDRESS")
          .option("-e SYMBOL", "start at SYMBOL, or at an address")
          .option("-N", "make text writable and let data follow it at once")
          .option("-Map=FILE", "write to FILE where everything went")
          .option(
              "--defsym=SYMBOL=VALUE",
              "define a symbol; VALUE is an expression of the script language")
          .option("-z KEYWORD", "max-page-size=N: the size of a page (default: 4096)")
          .option(
              "--relax", "shorten code where its target is near and its object allows it (default)")
          .option("--no-relax", "do not shorten code")
          .option("-nostdlib", "accepted: no library is ever searched")
          .with(MessageFormat::addedTo)
          .example("softmetal ld -Ttext=0x80000000 -o hello.elf hello.o")
          .example("softmetal ld -T kernel.ld -Map=kernel.map -o kernel.elf boot.o trap.o main.o");

  private static final Map<String, String> ADDRESS_OPTIONS =
      Map.of("Ttext", ".text", "Tdata", ".data", "Tbss", ".bss");

  @Override
  public String name() {
    return "ld";
  }

  @Override
  public String summary() {
    return "link objects into a program";
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
      return LINE.complain(surroundings, "there is no object to link");
    }
    Optional<String> map = line.value("Map");
    if (map.isPresent()
        && CommandFiles.isSame(surroundings, map.get(), line.value("o").orElse("a.out"))) {
      return LINE.complain(
          surroundings, "the program and the map would both be `%s`".formatted(map.get()));
    }
    for (String definition : line.values("defsym")) {
      if (!definition.matches("[^=]+=.+")) {
        return LINE.complain(surroundings, "--defsym=%s: write SYMBOL=VALUE".formatted(definition));
      }
    }
    LinkerOptions options = LinkerOptions.DEFAULT;
    for (String option : List.of("Ttext", "Tdata", "Tbss")) {
      Optional<String> text = line.value(option);
      Optional<Long> address = text.flatMap(LdCommand::hexadecimal);
      if (text.isPresent() && address.isEmpty()) {
        return LINE.complain(
            surroundings,
            "-%s=%s: the address must be a hexadecimal number of at most 64 bits"
                .formatted(option, text.get()));
      }
      if (address.isPresent()) {
        options =
            options.withSectionAddress(ADDRESS_OPTIONS.getOrDefault(option, ""), address.get());
      }
    }
    for (String keyword : line.values("z")) {
      Optional<Long> size = pageSize(keyword);
      if (size.isEmpty()) {
        return LINE.complain(
            surroundings,
            "-z %s: known is only max-page-size=N, where N is a power of two up to 0x40000000"
                .formatted(keyword));
      }
      options = options.withMaxPageSize(size.get());
    }
    if (line.has("N")) {
      options = options.withOmagic();
    }
    if (line.has("no-relax")) {
      options = options.withoutRelaxation();
    }
    if (line.value("e").isPresent()) {
      options = options.withEntry(line.value("e").get());
    }
    for (String definition : line.values("defsym")) {
      options = options.withDefinition(definition);
    }
    Diagnostics diagnostics = new Diagnostics();
    link(line, options, diagnostics, surroundings);
    return format.print(diagnostics, surroundings);
  }

  private static void link(
      CommandLine.Parsed line,
      LinkerOptions given,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    LinkerOptions options = given;
    Optional<String> script = line.value("T");
    try {
      if (script.isPresent()) {
        options = options.withScript(CommandFiles.readText(surroundings, script.get()));
      }
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
    LinkInputs inputs = new LinkInputs();
    for (String operand : line.operands()) {
      try {
        byte[] bytes = CommandFiles.read(surroundings, operand);
        if (Archive.looksLikeArchive(bytes)) {
          inputs.addArchive(Archive.read(operand, bytes));
        } else {
          inputs.addObject(operand, bytes);
        }
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    if (diagnostics.hasErrors()) {
      return;
    }
    List<ObjectFile> objects = inputs.objects();
    Optional<Linker.Linked> linked = Linker.linkWithMap(objects, options, diagnostics);
    if (linked.isEmpty()) {
      return;
    }
    try {
      String output = line.value("o").orElse("a.out");
      refuseToOverwriteInput(line, output, surroundings);
      if (line.value("Map").isPresent()) {
        refuseToOverwriteInput(line, line.value("Map").get(), surroundings);
      }
      byte[] program = ElfWriter.write(linked.get().executable());
      if (line.value("Map").isPresent()) {
        CommandFiles.write(
            surroundings, line.value("Map").get(), linked.get().map().getBytes(UTF_8));
      }
      CommandFiles.write(surroundings, output, program);
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
  }

  private static void refuseToOverwriteInput(
      CommandLine.Parsed line, String output, Surroundings surroundings)
      throws InvalidInputException {
    if (Stream.concat(line.operands().stream(), line.value("T").stream())
        .anyMatch(input -> CommandFiles.isSame(surroundings, input, output))) {
      throw new InvalidInputException(
          Problem.CANNOT_WRITE_FILE.at(
              SourceText.binary(output).whole(), output, "it is also an input"));
    }
  }

  private static Optional<Long> hexadecimal(String text) {
    String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    return digits.matches("[0-9a-f]{1,16}")
        ? Optional.of(Long.parseUnsignedLong(digits, 16))
        : Optional.empty();
  }

  private static Optional<Long> pageSize(String keyword) {
    if (!keyword.matches("max-page-size=(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10})")) {
      return Optional.empty();
    }
    long size = Long.decode(keyword.substring(keyword.indexOf('=') + 1));
    return Long.bitCount(size) == 1 && size <= 1 << 30 ? Optional.of(size) : Optional.empty();
  }
}
