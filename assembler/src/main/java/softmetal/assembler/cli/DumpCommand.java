package softmetal.assembler.cli;

import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfReader;

/// `softmetal dump`: what is in an object or a program.
public final class DumpCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("dump", "[options] file ...")
          .about(
              "Prints the sections, the symbols and the code of objects (.o), archives (.a) and programs. Without an\n"
                  + "option it prints all three.")
          .option("-h", "only the sections, and what is loaded")
          .option("-t", "only the symbols")
          .option("-d", "only the code, disassembled, with symbols and relocations")
          .with(MessageFormat::addedTo)
          .example("softmetal dump kernel.elf")
          .example("softmetal dump -d boot.o");

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
    boolean all = !line.has("h") && !line.has("t") && !line.has("d");
    Diagnostics diagnostics = new Diagnostics();
    for (String operand : line.operands()) {
      try {
        byte[] bytes = CommandFiles.read(surroundings, operand);
        List<Archive.Member> members =
            Archive.looksLikeArchive(bytes)
                ? Archive.read(operand, bytes)
                : List.of(new Archive.Member(operand, bytes));
        for (Archive.Member member : members) {
          Dump dump = new Dump(ElfReader.read(member.name(), member.contents()));
          StringBuilder text = new StringBuilder(dump.title());
          if (all || line.has("h")) {
            text.append(dump.sections());
          }
          if (all || line.has("t")) {
            text.append(dump.symbols());
          }
          if (all || line.has("d")) {
            text.append(dump.code());
          }
          surroundings.out().print(text);
        }
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
      }
    }
    return format.print(diagnostics, surroundings);
  }
}
