package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Preprocessing;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Lints;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.preprocess.Preprocessor;
import softmetal.assembler.preprocess.Printed;
import softmetal.isa.InstructionSet;

/// `softmetal asm`: source texts to objects.
public final class AsmCommand implements Command {
  private static final String STANDARD_INPUT = "-";

  /// In the order of their numbers in `e_flags`.
  private static final List<String> FLOAT_ABIS = List.of("lp64", "lp64f", "lp64d", "lp64q");

  private static final CommandLine LINE =
      CommandLine.named("asm", "[options] file.S ...")
          .about(
              """
              Assembles each source into an object of its own; `-` stands for standard input.
              A source named .S or .sx goes through the C preprocessor first.
              If one source has an error, nothing is written.\
              """)
          .option("-o FILE", "write the object to FILE (default: the source's name with .o, here)")
          .option(
              "-march=ARCH",
              "the instruction set (default: rv64gc, which is rv64imafdc_zicsr_zifencei)")
          .option(
              "-mabi=ABI",
              "how the object says that floating-point arguments are passed: lp64, lp64f, lp64d or lp64q (default: "
                  + "as the instruction set suggests)")
          .option("-mrelax", "leave the linker room to shorten the code")
          .option("-mno-relax", "leave it none (default)")
          .option("-g", "say of each instruction which source line it is of, for debuggers")
          .option("-gdwarf-2", "the same in version 2 of DWARF, as with -g")
          .option("-gdwarf-3", "the same in version 3")
          .option("-gdwarf-4", "the same in version 4")
          .option("-gdwarf-5", "the same in version 5")
          .option(
              "-I DIRECTORY",
              "look here, too, for what #include and .include name; softmetal/*.s of the SDK are always found")
          .option(
              "-isystem DIRECTORY",
              "look here behind those of -I; -MM and -MMD name no header from here")
          .option("-idirafter DIRECTORY", "the same, and behind the SDK")
          .option(
              "-D NAME[=VALUE]",
              "define a macro as this text, or as 1; for sources that are not preprocessed, a symbol as this number")
          .option("-U NAME", "forget a macro that was defined, also a predefined one")
          .option(
              "-include FILE",
              "include FILE before the first line of each source that is preprocessed")
          .option("--cpp", "preprocess every source, whatever its name")
          .option("-x LANGUAGE", "assembler-with-cpp: as --cpp; assembler: preprocess no source")
          .option("-E", "preprocess only, and write the text to FILE or to standard output")
          .option("-P", "with -E: without the lines that say where text comes from")
          .with(DependencyRule::addedTo)
          .option(
              "--limit NAME=N",
              "how much one source may ask for: %s".formatted(AssemblerOptions.describeLimits()))
          .with(Warnings::addedTo)
          .option("--fatal-warnings", "the same as -Werror")
          .choices("x", "assembler-with-cpp", "assembler")
          .option(ListingFile.OPTION, ListingFile.HELP)
          .with(MessageFormat::addedTo)
          .example("softmetal asm hello.s")
          .example("softmetal asm -march=rv64imac -I include -D HARTS=4 -o boot.o boot.S")
          .example("softmetal asm -E -I include trap.S");

  @Override
  public String name() {
    return "asm";
  }

  @Override
  public String summary() {
    return "assemble sources into objects";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<CommandLine.Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    CommandLine.Parsed line = parsed.get();
    MessageFormat format = MessageFormat.of(line);
    AssemblerOptions options =
        AssemblerOptions.standard().withRelax(line.has("mrelax") && !line.has("mno-relax"));
    Map<String, String> outputs;
    Diagnostics diagnostics;
    OptionalInt abi;
    try {
      diagnostics = new Diagnostics(lints(line));
      options = options.withInstructionSet(instructionSet(line));
      abi = abi(line, options.instructionSet());
      for (String directory : line.values("I")) {
        options = options.withInclude(surroundings.resolve(directory));
      }
      for (Path directory : DependencyRule.systemDirectories(line, surroundings)) {
        options = options.withInclude(directory);
      }
      for (String limit : line.values("limit")) {
        options = options.withLimit(limit);
      }
      options = options.withDebug(debug(line, surroundings));
      options = options.withPreprocessing(preprocessing(line));
      if (line.operands().stream().anyMatch(source -> !isPreprocessed(line, source))) {
        options = withSymbols(line, options);
      }
      if (line.has("E") || DependencyRule.isAllThatIsWanted(line)) {
        return preprocess(line, options, diagnostics, format, surroundings);
      }
      outputs = outputs(line, surroundings);
    } catch (InvalidPathException e) {
      return LINE.complain(
          surroundings, "`%s` cannot be the name of a file".formatted(e.getInput()));
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    assemble(line, outputs, options, abi, diagnostics, surroundings);
    return format.print(diagnostics, surroundings);
  }

  // --- the C preprocessor

  private static Preprocessing preprocessing(CommandLine.Parsed line) {
    Preprocessing how = Preprocessing.BY_NAME;
    Optional<String> language = line.value("x");
    if (language.isPresent()) {
      how =
          how.withWhen(
              language.get().equals("assembler")
                  ? Preprocessing.When.NEVER
                  : Preprocessing.When.ALWAYS);
    }
    if (line.has("cpp")
        || ((line.has("E") || DependencyRule.isAllThatIsWanted(line)) && language.isEmpty())) {
      how = how.withWhen(Preprocessing.When.ALWAYS);
    }
    for (String definition : line.values("D")) {
      if (!definition.matches(
          "[A-Za-z_][A-Za-z0-9_]*(\\(.*?\\))?(=.*)?|[A-Za-z_.$][A-Za-z0-9_.$]*(=.*)?")) {
        throw new IllegalArgumentException(
            "-D %s: write NAME, NAME=VALUE or NAME(PARAMETERS)=VALUE".formatted(definition));
      }
      how = how.withDefinition(definition);
    }
    for (String name : line.values("U")) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new IllegalArgumentException(
            "-U %s: this cannot be the name of a macro".formatted(name));
      }
      how = how.without(name);
    }
    for (String file : line.values("include")) {
      how = how.withInclude(file);
    }
    return how;
  }

  private static boolean isPreprocessed(CommandLine.Parsed line, String source) {
    return preprocessing(line).appliesTo(SourceText.binary(source));
  }

  private static AssemblerOptions withSymbols(CommandLine.Parsed line, AssemblerOptions given) {
    AssemblerOptions options = given;
    for (String definition : line.values("D")) {
      int equals = definition.indexOf('=');
      options =
          options.withSymbol(
              symbol(definition, equals < 0 ? definition : definition.substring(0, equals)),
              equals < 0 ? 1 : number(definition, definition.substring(equals + 1)));
    }
    return options;
  }

  /// `-E` and `-M`.
  private static int preprocess(
      CommandLine.Parsed line,
      AssemblerOptions options,
      Diagnostics diagnostics,
      MessageFormat format,
      Surroundings surroundings) {
    if (line.operands().isEmpty()) {
      throw new IllegalArgumentException("there is no source to preprocess");
    }
    StringBuilder out = new StringBuilder();
    boolean onlyRule = DependencyRule.isAllThatIsWanted(line);
    for (String source : line.operands()) {
      try {
        SourceText text = read(surroundings, source);
        AssemblerOptions here = beside(source, options, surroundings);
        Preprocessor.Result result =
            options.preprocessing().appliesTo(text)
                ? Assembler.preprocess(text, here, diagnostics)
                : new Preprocessor.Result(text, List.of());
        out.append(
            onlyRule
                ? DependencyRule.of(
                    line, objectName(source), source, result.headers(), surroundings)
                : Printed.of(result.text(), !line.has("P")));
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    if (!diagnostics.hasErrors()) {
      Optional<String> file =
          onlyRule ? line.value("MF").or(() -> line.value("o")) : line.value("o");
      if (file.isEmpty()) {
        surroundings.out().print(out);
      } else if (line.operands().stream()
          .anyMatch(other -> CommandFiles.isSame(surroundings, other, file.get()))) {
        throw new IllegalArgumentException(
            "`%s` is a source and would be overwritten".formatted(file.get()));
      } else {
        write(surroundings, file.get(), out.toString().getBytes(UTF_8), diagnostics);
      }
    }
    return format.print(diagnostics, surroundings);
  }

  private static AssemblerOptions beside(
      String source, AssemblerOptions options, Surroundings surroundings) {
    Path parent = source.equals(STANDARD_INPUT) ? null : surroundings.resolve(source).getParent();
    return options.withDirectory(parent == null ? surroundings.directory() : parent);
  }

  private static void write(
      Surroundings surroundings, String file, byte[] bytes, Diagnostics diagnostics) {
    try {
      CommandFiles.write(surroundings, file, bytes);
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
  }

  // --- sources and objects

  private static Lints lints(CommandLine.Parsed line) {
    Lints lints = Warnings.of(line);
    return line.has("fatal-warnings") ? lints.with("error") : lints;
  }

  private static DebugSetting debug(CommandLine.Parsed line, Surroundings surroundings) {
    DebugSetting none = DebugSetting.none(surroundings.directory());
    for (int version = DebugSetting.NEWEST; version >= DebugSetting.OLDEST; version--) {
      if (line.has("gdwarf-" + version)) {
        return none.generating(version);
      }
    }
    return line.has("g") ? none.generating(DebugSetting.OLDEST) : none;
  }

  private static InstructionSet instructionSet(CommandLine.Parsed line) {
    String architecture = line.value("march").orElse("rv64gc");
    InstructionSet set;
    try {
      set = InstructionSet.parse(architecture);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "-march=%s: %s".formatted(architecture, e.getMessage()), e);
    }
    if (set.xlen().bits() != 64) {
      throw new IllegalArgumentException(
          "-march=%s: only 64-bit instruction sets are supported so far".formatted(architecture));
    }
    return set;
  }

  /// The bits of `e_flags` that `-mabi` asks for.
  private static OptionalInt abi(CommandLine.Parsed line, InstructionSet set) {
    Optional<String> name = line.value("mabi");
    if (name.isEmpty()) {
      return OptionalInt.empty();
    }
    int place = FLOAT_ABIS.indexOf(name.get());
    if (place < 0) {
      throw new IllegalArgumentException(
          "-mabi=%s: there are %s".formatted(name.get(), String.join(", ", FLOAT_ABIS)));
    }
    String extension = name.get().substring("lp64".length());
    if (!extension.isEmpty() && !set.has(extension)) {
      throw new IllegalArgumentException(
          "-mabi=%s: passes arguments in registers of the extension `%s`, which %s does not have"
              .formatted(name.get(), extension, set));
    }
    return OptionalInt.of(2 * place);
  }

  private static String symbol(String definition, String name) {
    if (!name.matches("[A-Za-z_.$][A-Za-z0-9_.$]*")) {
      throw new IllegalArgumentException(
          "-D %s: `%s` cannot be the name of a symbol; write NAME or NAME=VALUE"
              .formatted(definition, name));
    }
    return name;
  }

  private static long number(String definition, String text) {
    try {
      boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
      return hexadecimal ? Long.parseUnsignedLong(text.substring(2), 16) : Long.decode(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "-D %s: the value must be a number, such as 4 or 0x80000000".formatted(definition));
    }
  }

  /// Where each source goes, in the order of the command line.
  private static Map<String, String> outputs(CommandLine.Parsed line, Surroundings surroundings) {
    List<String> sources = line.operands();
    Optional<String> given = line.value("o");
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("there is no source to assemble");
    }
    if (given.isPresent() && sources.size() > 1) {
      throw new IllegalArgumentException(
          "-o names one object, but there are %d sources; without -o each gets its own"
              .formatted(sources.size()));
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    for (String source : sources) {
      if (given.isEmpty() && source.equals(STANDARD_INPUT)) {
        throw new IllegalArgumentException("a source from standard input needs `-o FILE`");
      }
      String output = given.orElseGet(() -> objectName(source));
      if (outputs.containsValue(output)) {
        throw new IllegalArgumentException("two sources would both become `%s`".formatted(output));
      }
      if (sources.stream().anyMatch(other -> CommandFiles.isSame(surroundings, other, output))) {
        throw new IllegalArgumentException(
            "`%s` is a source and would be overwritten".formatted(output));
      }
      outputs.put(source, output);
    }
    Optional<String> listing = line.value(ListingFile.NAME);
    if (listing.isPresent()
        && Stream.concat(outputs.keySet().stream(), outputs.values().stream())
            .anyMatch(file -> CommandFiles.isSame(surroundings, file, listing.get()))) {
      throw new IllegalArgumentException(
          "the listing would overwrite `%s`".formatted(listing.get()));
    }
    return outputs;
  }

  private static String objectName(String source) {
    Path file = Path.of(source).getFileName();
    String name = file == null ? source : file.toString();
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name) + ".o";
  }

  private static void assemble(
      CommandLine.Parsed line,
      Map<String, String> outputs,
      AssemblerOptions options,
      OptionalInt abi,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    Optional<String> listing = line.value(ListingFile.NAME);
    List<Assembler.Assembled> objects = new ArrayList<>();
    Map<String, String> rules = new LinkedHashMap<>();
    for (Map.Entry<String, String> job : outputs.entrySet()) {
      String source = job.getKey();
      try {
        SourceText text = read(surroundings, source);
        AssemblerOptions here = beside(source, options, surroundings);
        boolean preprocessed = options.preprocessing().appliesTo(text);
        if (preprocessed) {
          here = here.withSymbols(Map.of());
        }
        Assembler assembler = new Assembler();
        Optional<Assembler.Assembled> assembled =
            listing.isPresent()
                ? assembler.assembleForListing(text, here, diagnostics)
                : assembler.assembleWithHeaders(text, here, diagnostics);
        if (assembled.isEmpty()) {
          continue;
        }
        Assembler.Assembled made = assembled.get();
        objects.add(
            abi.isEmpty() ? made : made.withObject(made.object().withFloatAbi(abi.getAsInt())));
        if (DependencyRule.isWanted(line)) {
          rules.put(
              DependencyRule.file(line, job.getValue()),
              DependencyRule.of(line, job.getValue(), source, made.headers(), surroundings));
        }
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    if (diagnostics.hasErrors()) {
      return;
    }
    List<String> files = List.copyOf(outputs.values());
    for (int i = 0; i < objects.size(); i++) {
      write(surroundings, files.get(i), ElfWriter.write(objects.get(i).object()), diagnostics);
    }
    if (listing.isPresent()) {
      try {
        ListingFile.write(surroundings, listing.get(), objects, options.instructionSet());
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    rules.forEach((file, rule) -> write(surroundings, file, rule.getBytes(UTF_8), diagnostics));
  }

  private static SourceText read(Surroundings surroundings, String source)
      throws InvalidInputException {
    if (!source.equals(STANDARD_INPUT)) {
      return CommandFiles.readText(surroundings, source);
    }
    try {
      return SourceText.file(
          "<standard input>", new String(surroundings.in().readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.CANNOT_READ_FILE.at(
              SourceText.binary(source).whole(), "standard input", String.valueOf(e.getMessage())));
    }
  }
}
