package softmetal.assembler.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.SdkHeaders;
import softmetal.assembler.lsp.Connection;
import softmetal.assembler.lsp.Settings;
import softmetal.isa.InstructionSet;

/// `softmetal lsp`: the language server, on standard input and output.
public final class LspCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("lsp", "[options]")
          .about(
              """
              Serves an editor that speaks the Language Server Protocol, on standard input and output:
              messages while typing, hover, definitions, references, renaming, completion, formatting.\
              """)
          .option("-I DIRECTORY", "look here, too, for what #include and .include name")
          .option(
              "-march=ARCH",
              "the instruction set, until the editor's settings name another (default: rv64gc)")
          .option("-mrelax", "assemble as `asm -mrelax` does")
          .option("--stdio", "accepted: there is no other way to connect")
          .status(ExitStatus.OK, "the client said goodbye in the proper order")
          .status(ExitStatus.INPUT_HAS_ERRORS, "the client went without `shutdown`")
          .example("softmetal lsp -I include");

  @Override
  public String name() {
    return "lsp";
  }

  @Override
  public String summary() {
    return "serve an editor (Language Server Protocol)";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<CommandLine.Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    if (!parsed.get().operands().isEmpty()) {
      return LINE.complain(surroundings, "the editor names the files, not the command line");
    }
    List<Path> includePath = new ArrayList<>();
    try {
      for (String directory : parsed.get().values("I")) {
        includePath.add(surroundings.resolve(directory));
      }
    } catch (InvalidPathException e) {
      return LINE.complain(
          surroundings, "`%s` cannot be the name of a directory".formatted(e.getInput()));
    }
    SdkHeaders.directory().ifPresent(includePath::add);
    InstructionSet set;
    String architecture = parsed.get().value("march").orElse("rv64gc");
    try {
      set = InstructionSet.parse(architecture);
    } catch (IllegalArgumentException e) {
      return LINE.complain(surroundings, "-march=%s: %s".formatted(architecture, e.getMessage()));
    }
    Settings settings = new Settings(set, parsed.get().has("mrelax"));
    return Connection.serve(includePath, settings, surroundings.in(), surroundings.out());
  }
}
