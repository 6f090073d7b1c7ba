package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.Preprocessing;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkInput;
import softmetal.assembler.link.LinkSettings.Orphans;
import softmetal.assembler.link.ScriptInputs;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

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
          .option(
              "-T SCRIPT",
              "place sections as this linker script says; of several, as all of them say")
          .option("-Ttext=ADDRESS", "put .text at ADDRESS (hexadecimal)")
          .option("-Tdata=ADDRESS", "put .data at ADDRESS")
          .option("-Tbss=ADDRESS", "put .bss at ADDRESS")
          .option("-e SYMBOL", "start at SYMBOL, or at an address")
          .option("--section-start=SECTION=ADDRESS", "put any section at ADDRESS (hexadecimal)")
          .option("-n", "do not place segments page by page")
          .option("-N", "make text writable and let data follow it at once")
          .option("-Map=FILE", "write to FILE where everything went")
          .option(
              "--defsym=SYMBOL=VALUE",
              "define a symbol; VALUE is an expression of the script language")
          .with(LinkDetails::addedTo)
          .option(
              "--relax", "shorten code where its target is near and its object allows it (default)")
          .option("--no-relax", "do not shorten code")
          .option("--gc-sections", "leave out sections that nothing reaches from the entry")
          .option("--no-gc-sections", "leave none out (default)")
          .option("--print-gc-sections", "say which sections --gc-sections leaves out")
          .option(
              "-u SYMBOL", "SYMBOL is needed: take its member of an archive, and keep its section")
          .option("-L DIRECTORY", "search libraries in DIRECTORY")
          .option("-l NAME", "link libNAME.a; its place among the files matters")
          .option(
              "--start-group",
              "search the archives from here to --end-group until nothing is missing")
          .option("--end-group", "end of the group; -( and -) are the same")
          .option("--whole-archive", "take all members of the archives that follow")
          .option("--no-whole-archive", "take only those that are needed (default)")
          .option(
              "--orphan-handling=MODE",
              "sections that the script forgets: place (default), warn, error, discard")
          .option("-r", "put the objects together to one object, to be linked later")
          .option("--relocatable", "the same as -r")
          .option("-i", "the same as -r")
          .option("-s", "leave out symbols and debug information")
          .option("-S", "leave out debug information")
          .option("--strip-all", "the same as -s")
          .option("--strip-debug", "the same as -S")
          .option("-M", "print where everything went")
          .option("--print-map", "the same as -M")
          .option("--cref", "say who defines and who uses each symbol, in the map or on the output")
          .option("--print-memory-usage", "print how full the regions of MEMORY are")
          .option("--fatal-warnings", "end with an error if there is a warning")
          .option("-m EMULATION", "accepted if it is elf64lriscv")
          .option(
              "--oformat=FORMAT",
              "elf (default), or binary: the bytes as they lie in memory, from the first on")
          .option("-b FORMAT", "what the files that follow are: binary, or elf (default)")
          .option("-O LEVEL", "accepted: nothing is optimized")
          .option("-X", "accepted: what the compiler made up is left out of the symbols anyway")
          .option("--no-undefined", "accepted: undefined symbols are always errors")
          .option("-no-pie", "accepted: programs have fixed addresses")
          .option("-Bstatic", "accepted: there is no dynamic linking")
          .option("-EL", "accepted: RISC-V is little-endian")
          .option("-nostdlib", "accepted: no library is searched unless -l names it")
          .option("-static", "accepted: there is no dynamic linking")
          .option("--no-warn-rwx-segments", "accepted")
          .option("--no-warn-mismatch", "accepted")
          .with(LinkDetails::acceptedIn)
          .with(Warnings::addedTo)
          .option(ListingFile.OPTION, ListingFile.HELP)
          .with(MessageFormat::addedTo)
          .choices("oformat", "elf", "elf64-littleriscv", "binary")
          .choices("orphan-handling", "place", "warn", "error", "discard")
          .example("softmetal ld -Ttext=0x80000000 -o hello.elf hello.o")
          .example("softmetal ld -T kernel.ld -Map=kernel.map -o kernel.elf boot.o trap.o main.o");

  private static final Map<String, String> ADDRESS_OPTIONS =
      Map.of("Ttext", ".text", "Tdata", ".data", "Tbss", ".bss");

  /// What GNU ld can do and this linker cannot.
  private static final Map<String, String> UNSUPPORTED =
      Map.ofEntries(
          Map.entry("-q", "-q: relocations are not kept in a program"),
          Map.entry("--emit-relocs", "--emit-relocs: relocations are not kept in a program"),
          Map.entry("-shared", "-shared: there are no shared libraries on the bare machine"),
          Map.entry("-pie", "-pie: programs for the bare machine have fixed addresses"));

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
    List<String> marked;
    try {
      marked = LinkArguments.marked(LinkDetails.completed(arguments), surroundings);
    } catch (InvalidInputException e) {
      return LINE.complain(surroundings, e.diagnostic().message());
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    Optional<String> unsupported =
        marked.stream()
            .filter(UNSUPPORTED::containsKey)
            .map(option -> UNSUPPORTED.getOrDefault(option, option))
            .findFirst();
    if (unsupported.isPresent()) {
      return LINE.complain(surroundings, unsupported.get());
    }
    Optional<CommandLine.Parsed> parsed = LINE.parse(marked, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(marked);
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
    for (String start : line.values("section-start")) {
      int equals = start.lastIndexOf('=');
      Optional<Long> address =
          equals < 1 ? Optional.empty() : hexadecimal(start.substring(equals + 1));
      if (address.isEmpty()) {
        return LINE.complain(
            surroundings,
            "--section-start=%s: write SECTION=ADDRESS, the address in hexadecimal"
                .formatted(start));
      }
      options = options.withSectionAddress(start.substring(0, equals), address.get());
    }
    try {
      options = LinkDetails.apply(line, options);
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    for (String symbol : line.values("u")) {
      options = options.withWanted(symbol);
    }
    String emulation = line.value("m").orElse("elf64lriscv");
    if (!emulation.equals("elf64lriscv")) {
      return LINE.complain(surroundings, "-m %s: known is only elf64lriscv".formatted(emulation));
    }
    if (line.has("gc-sections") && !line.has("no-gc-sections")) {
      options = options.withGcSections();
    }
    options =
        switch (line.value("orphan-handling").orElse("place")) {
          case "warn" -> options.withOrphans(Orphans.WARN);
          case "error" -> options.withOrphans(Orphans.ERROR);
          case "discard" -> options.withOrphans(Orphans.DISCARD);
          default -> options;
        };
    if (line.has("n")) {
      options = options.withNmagic();
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
    Diagnostics diagnostics;
    try {
      diagnostics = new Diagnostics(Warnings.of(line));
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    link(line, options, diagnostics, surroundings);
    return format.print(diagnostics, surroundings);
  }

  private static void link(
      CommandLine.Parsed line,
      LinkerOptions given,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    LinkerOptions options = given.withFiles(name -> included(name, line.values("L"), surroundings));
    try {
      options = withScripts(line.values("T"), options, diagnostics, surroundings);
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
    LinkerOptions given1 = options;
    LinkInputs inputs =
        new LinkInputs(
            surroundings,
            line.values("L"),
            options.script().map(text -> ScriptInputs.of(text, given1.files())),
            LinkDetails.wrapped(line),
            diagnostics);
    for (String operand : line.operands()) {
      inputs.add(LinkArguments.item(operand));
    }
    List<LinkInput> read = inputs.inputs();
    if (diagnostics.hasErrors()) {
      return;
    }
    if (line.has("r") || line.has("relocatable") || line.has("i")) {
      combine(line, read, options, diagnostics, surroundings);
      return;
    }
    Optional<Linker.Linked> linked = Linker.linkWithMap(read, options, diagnostics);
    if (line.has("fatal-warnings") && diagnostics.warnings() > 0) {
      diagnostics.report(Problem.FATAL_WARNINGS.at(SourceText.binary("ld").whole()));
      return;
    }
    if (linked.isEmpty()) {
      return;
    }
    try {
      String output = line.value("o").orElse("a.out");
      refuseToOverwriteInput(line, output, surroundings);
      if (line.value("Map").isPresent()) {
        refuseToOverwriteInput(line, line.value("Map").get(), surroundings);
      }
      Executable executable = stripped(linked.get().executable(), line);
      byte[] program =
          line.value("oformat").map(format -> format.equals("binary")).orElse(false)
              ? RawImage.of(executable)
              : ElfWriter.write(executable);
      if (line.has("M") || line.has("print-map")) {
        surroundings.out().print(linked.get().map());
      }
      if (line.has("print-gc-sections")) {
        linked
            .get()
            .unused()
            .forEach(section -> surroundings.err().println("softmetal ld: left out: " + section));
      }
      if (line.has("print-memory-usage")) {
        surroundings.out().print(linked.get().memoryUse());
      }
      String map = linked.get().map();
      if (line.has("cref") && line.value("Map").isEmpty()) {
        surroundings.out().print(linked.get().crossReferences());
      } else if (line.has("cref")) {
        map += linked.get().crossReferences();
      }
      if (line.value("Map").isPresent()) {
        CommandFiles.write(surroundings, line.value("Map").get(), map.getBytes(UTF_8));
      }
      CommandFiles.write(surroundings, output, program);
      Optional<String> listing = line.value(ListingFile.NAME);
      if (listing.isPresent()) {
        refuseToOverwriteInput(line, listing.get(), surroundings);
        LinkerOptions settings = options;
        ListingFile.write(
            surroundings,
            listing.get(),
            output,
            read,
            marked ->
                Linker.linkWithMap(marked, settings, new Diagnostics())
                    .map(Linker.Linked::executable));
      }
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
  }

  private static void combine(
      CommandLine.Parsed line,
      List<LinkInput> read,
      LinkerOptions options,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    Optional<ObjectFile> object = Linker.combine(read, options, diagnostics);
    if (object.isEmpty()) {
      return;
    }
    try {
      String output = line.value("o").orElse("a.out");
      refuseToOverwriteInput(line, output, surroundings);
      CommandFiles.write(surroundings, output, ElfWriter.write(object.get()));
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
  }

  /// Several scripts are one that includes them all.
  private static LinkerOptions withScripts(
      List<String> names, LinkerOptions options, Diagnostics diagnostics, Surroundings surroundings)
      throws InvalidInputException {
    if (names.isEmpty()) {
      return options;
    }
    Map<String, SourceText> texts = new LinkedHashMap<>();
    for (String name : names) {
      texts.put(name, script(name, diagnostics, surroundings));
    }
    if (texts.size() == 1) {
      return options.withScript(texts.values().iterator().next());
    }
    StringBuilder all = new StringBuilder();
    texts.keySet().forEach(name -> all.append("INCLUDE \"").append(name).append("\"\n"));
    return options
        .withScript(SourceText.file("<scripts>", all.toString()))
        .withFiles(
            name -> Optional.ofNullable(texts.get(name)).or(() -> options.files().apply(name)));
  }

  /// A script that another includes: beside the working directory, or in a directory of `-L`.
  private static Optional<SourceText> included(
      String name, List<String> directories, Surroundings surroundings) {
    for (String path :
        Stream.concat(Stream.of(name), directories.stream().map(d -> d + "/" + name)).toList()) {
      try {
        return Optional.of(CommandFiles.readText(surroundings, path));
      } catch (InvalidInputException _) {
        // The next directory may have it.
      }
    }
    return Optional.empty();
  }

  private static Executable stripped(Executable program, CommandLine.Parsed line) {
    boolean all = line.has("s") || line.has("strip-all");
    if (!all && !line.has("S") && !line.has("strip-debug")) {
      return program;
    }
    return new Executable(
        program.name(),
        program.bits(),
        program.flags(),
        program.entry(),
        program.segments(),
        program.headers(),
        program.sections().stream().filter(placed -> !isDebug(placed.section())).toList(),
        all
            ? List.of()
            : program.symbols().stream()
                .filter(symbol ->
                    !(symbol.home() instanceof Symbol.Home.InSection(Section section)
                        && isDebug(section)))
                .toList());
  }

  private static boolean isDebug(Section section) {
    return !section.has(Section.ALLOC) && section.name().startsWith(".debug_");
  }

  private static void refuseToOverwriteInput(
      CommandLine.Parsed line, String output, Surroundings surroundings)
      throws InvalidInputException {
    if (Stream.concat(line.operands().stream(), line.values("T").stream())
        .anyMatch(input -> CommandFiles.isSame(surroundings, input, output))) {
      throw new InvalidInputException(
          Problem.CANNOT_WRITE_FILE.at(
              SourceText.binary(output).whole(), output, "it is also an input"));
    }
  }

  /// A linker script, through the C preprocessor when its name ends in `.S`.
  private static SourceText script(String name, Diagnostics diagnostics, Surroundings surroundings)
      throws InvalidInputException {
    SourceText text = CommandFiles.readText(surroundings, name);
    if (!Preprocessing.BY_NAME.appliesTo(text)) {
      return text;
    }
    Path parent = surroundings.resolve(name).getParent();
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withDirectory(parent == null ? surroundings.directory() : parent);
    return Assembler.preprocess(text, options, diagnostics).text();
  }

  private static Optional<Long> hexadecimal(String text) {
    String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    return digits.matches("[0-9a-f]{1,16}")
        ? Optional.of(Long.parseUnsignedLong(digits, 16))
        : Optional.empty();
  }
}
