package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.diagnostic.TextFormat;

/// `softmetal disk`: the minidisks of a store and the links to them.
///
/// Each of its own commands is a [Work]: what it understands, and what it does with the store.
final class DiskCommand implements Command {
  /// One word behind `softmetal disk`.
  ///
  /// @param summary one line, starts with a verb
  /// @param operands how many there are at least and at most
  record Work(String name, String summary, CommandLine line, int least, int most, Action action) {}

  /// What is to be done, the command line being right.
  interface Action {
    /// @throws IllegalArgumentException when the command line is wrong after all; the message says why
    void run(Request request) throws IOException, InvalidInputException;
  }

  /// A command line that was understood.
  record Request(Parsed line, Surroundings surroundings) {
    Path store() {
      return path(
          line.value("store")
              .orElseThrow(() -> new IllegalArgumentException("--store DIRECTORY is missing")));
    }

    String operand(int number) {
      return line.operands().get(number);
    }

    Path path(String text) {
      try {
        if (text.isEmpty()) {
          throw new InvalidPathException(text, "empty");
        }
        return surroundings.resolve(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("no file can be named `%s`".formatted(text), e);
      }
    }

    void print(String text) {
      surroundings.out().print(text);
    }
  }

  private static final List<Work> WORKS =
      Stream.concat(DiskWorks.all().stream(), LinkWorks.all().stream()).toList();

  /// The command line of one of the commands, with what all have in common.
  static CommandLine line(String name, String synopsis) {
    return CommandLine.named("disk " + name, "--store DIRECTORY [options] " + synopsis)
        .option("--store=DIRECTORY", "the directory with the drives");
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public String summary() {
    return "make, change, copy and link the minidisks of a store";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    String name = arguments.isEmpty() ? "" : arguments.getFirst();
    if (name.equals("--help") || name.equals("help")) {
      surroundings.out().print(help());
      return ExitStatus.OK;
    }
    Optional<Work> work = WORKS.stream().filter(w -> w.name().equals(name)).findFirst();
    if (work.isEmpty()) {
      return complain(name, surroundings);
    }
    return run(work.get(), arguments.subList(1, arguments.size()), surroundings);
  }

  private static int run(Work work, List<String> arguments, Surroundings surroundings) {
    Optional<Parsed> parsed = work.line().parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    try {
      int operands = parsed.get().operands().size();
      if (operands < work.least() || operands > work.most()) {
        throw new IllegalArgumentException(
            operands < work.least()
                ? "something is missing on the command line"
                : "`%s` is too much".formatted(parsed.get().operands().get(work.most())));
      }
      work.action().run(new Request(parsed.get(), surroundings));
      return ExitStatus.OK;
    } catch (IllegalArgumentException wrong) {
      return work.line().complain(surroundings, String.valueOf(wrong.getMessage()));
    } catch (InvalidInputException e) {
      surroundings.err().print(new TextFormat(surroundings.colour()).format(e.diagnostic()));
    } catch (IOException e) {
      surroundings.err().println("softmetal disk %s: %s".formatted(work.name(), e.getMessage()));
    }
    return ExitStatus.INPUT_HAS_ERRORS;
  }

  private static int complain(String name, Surroundings surroundings) {
    if (name.isEmpty()) {
      surroundings.err().print(help());
    } else {
      List<String> names = new ArrayList<>(WORKS.stream().map(Work::name).toList());
      String hint = Spelling.nearest(name, names).map("; did you mean `%s`?"::formatted).orElse("");
      surroundings
          .err()
          .println("softmetal disk: there is no command `%s`%s".formatted(name, hint));
      surroundings.err().println("see `softmetal disk --help`");
    }
    return ExitStatus.WRONG_COMMAND_LINE;
  }

  private static String help() {
    StringBuilder help =
        new StringBuilder("usage: softmetal disk COMMAND --store DIRECTORY [options] ...\n\n");
    help.append("The minidisks of a store: a directory with the drives of a physical machine.\n");
    help.append("\ncommands:\n");
    for (Work work : WORKS) {
      help.append("  %-8s %s%n".formatted(work.name(), work.summary()));
    }
    help.append("\n`softmetal disk COMMAND --help` explains a command.\n");
    return help.toString();
  }
}
