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
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.SdkHeaders;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Lints;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;
import softmetal.isa.InstructionSet;

/// `softmetal asm`: source texts to objects.
public final class AsmCommand implements Command {
  private static final String STANDARD_INPUT = "-";

  private static final CommandLine LINE =
      CommandLine.named("asm", "[options] file.S ...")
          .about(
              """
              Assembles each source into an object of its own; `-` stands for standard input.
              If one source has an error, nothing is written.\
              """)
          .option("-o FILE", "write the object to FILE (default: the source's name with .o, here)")
          .option(
              "-march=ARCH",
              "the instruction set (default: rv64gc, which is rv64imafdc_zicsr_zifencei)")
          .option("-mrelax", "leave the linker room to shorten the code")
          .option("-mno-relax", "leave it none (default)")
          .option("-g", "say of each instruction which source line it is of, for debuggers")
          .option("-gdwarf-2", "the same in version 2 of DWARF, as with -g")
          .option("-gdwarf-3", "the same in version 3")
          .option("-gdwarf-4", "the same in version 4")
          .option("-gdwarf-5", "the same in version 5")
          .option(
              "-I DIRECTORY",
              "look here, too, for what .include names; softmetal/*.s of the SDK are always found")
          .option("-D NAME[=VALUE]", "define a symbol with this number, or with 1")
          .option(
              "--limit NAME=N",
              "how much one source may ask for: %s".formatted(AssemblerOptions.describeLimits()))
          .with(Warnings::addedTo)
          .option("--fatal-warnings", "the same as -Werror")
          .with(MessageFormat::addedTo)
          .example("softmetal asm hello.s")
          .example("softmetal asm -march=rv64imac -I include -D HARTS=4 -o boot.o boot.s");

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
    try {
      diagnostics = new Diagnostics(lints(line));
      options = options.withInstructionSet(instructionSet(line));
      for (String directory : line.values("I")) {
        options = options.withInclude(surroundings.resolve(directory));
      }
      if (SdkHeaders.directory().isPresent()) {
        options = options.withInclude(SdkHeaders.directory().get());
      }
      for (String definition : line.values("D")) {
        int equals = definition.indexOf('=');
        options =
            options.withSymbol(
                symbol(definition, equals < 0 ? definition : definition.substring(0, equals)),
                equals < 0 ? 1 : number(definition, definition.substring(equals + 1)));
      }
      for (String limit : line.values("limit")) {
        options = options.withLimit(limit);
      }
      options = options.withDebug(debug(line, surroundings));
      outputs = outputs(line, surroundings);
    } catch (InvalidPathException e) {
      return LINE.complain(
          surroundings, "`%s` cannot be the name of a file".formatted(e.getInput()));
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, String.valueOf(e.getMessage()));
    }
    assemble(outputs, options, diagnostics, surroundings);
    return format.print(diagnostics, surroundings);
  }

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
    return outputs;
  }

  private static String objectName(String source) {
    Path file = Path.of(source).getFileName();
    String name = file == null ? source : file.toString();
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name) + ".o";
  }

  private static void assemble(
      Map<String, String> outputs,
      AssemblerOptions options,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    List<ObjectFile> objects = new ArrayList<>();
    for (String source : outputs.keySet()) {
      try {
        SourceText text = read(surroundings, source);
        Path parent =
            source.equals(STANDARD_INPUT) ? null : surroundings.resolve(source).getParent();
        AssemblerOptions here =
            options.withDirectory(parent == null ? surroundings.directory() : parent);
        new Assembler().assemble(text, here, diagnostics).ifPresent(objects::add);
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    if (diagnostics.hasErrors()) {
      return;
    }
    List<String> files = List.copyOf(outputs.values());
    for (int i = 0; i < objects.size(); i++) {
      try {
        CommandFiles.write(surroundings, files.get(i), ElfWriter.write(objects.get(i)));
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
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
