package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.cli.CommandLine.Parsed;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.diagnostic.TextFormat;

/// A command that is a group of commands: `softmetal disk list`, `softmetal snapshot verify`.
///
/// @param about what they are about, for the help
record CommandGroup(String name, String summary, String synopsis, String about, List<Work> works)
    implements Command {
  /// One of the commands: what it understands, and what it does.
  ///
  /// @param summary one line, starts with a verb
  /// @param least how many operands there are at least
  /// @param most how many there are at most
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

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    String wanted = arguments.isEmpty() ? "" : arguments.getFirst();
    if (wanted.equals("--help") || wanted.equals("help")) {
      surroundings.out().print(help());
      return ExitStatus.OK;
    }
    Optional<Work> work = works.stream().filter(w -> w.name().equals(wanted)).findFirst();
    if (work.isEmpty()) {
      return complain(wanted, surroundings);
    }
    return run(
        name + " " + wanted, work.get(), arguments.subList(1, arguments.size()), surroundings);
  }

  /// A command that stands by itself.
  record Single(Work work) implements Command {
    @Override
    public String name() {
      return work.name();
    }

    @Override
    public String summary() {
      return work.summary();
    }

    @Override
    public int run(List<String> arguments, Surroundings surroundings) {
      return CommandGroup.run(name(), work, arguments, surroundings);
    }
  }

  private static int run(
      String name, Work work, List<String> arguments, Surroundings surroundings) {
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
      surroundings.err().println("softmetal %s: %s".formatted(name, e.getMessage()));
    }
    return ExitStatus.INPUT_HAS_ERRORS;
  }

  private int complain(String wanted, Surroundings surroundings) {
    if (wanted.isEmpty()) {
      surroundings.err().print(help());
    } else {
      List<String> names = new ArrayList<>(works.stream().map(Work::name).toList());
      String hint =
          Spelling.nearest(wanted, names).map("; did you mean `%s`?"::formatted).orElse("");
      surroundings
          .err()
          .println("softmetal %s: there is no command `%s`%s".formatted(name, wanted, hint));
      surroundings.err().println("see `softmetal %s --help`".formatted(name));
    }
    return ExitStatus.WRONG_COMMAND_LINE;
  }

  private String help() {
    StringBuilder help = new StringBuilder();
    help.append("usage: softmetal %s COMMAND %s\n\n%s\n".formatted(name, synopsis, about));
    help.append("\ncommands:\n");
    for (Work work : works) {
      help.append("  %-8s %s%n".formatted(work.name(), work.summary()));
    }
    help.append("\n`softmetal %s COMMAND --help` explains a command.\n".formatted(name));
    return help.toString();
  }
}
