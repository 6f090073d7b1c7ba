package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.Commands;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.diagnostic.TextFormat;

/// The program `softmetal`: finds the command and hands it the rest of the line.
public final class Main {
  /// What a shell says of a program that wrote to a pipe without a reader: 128 and the number of SIGPIPE.
  private static final int READER_IS_GONE = 141;

  private Main() {}

  public static void main(String[] arguments) {
    // All is closed and written. `System.exit` would first search the class path for somebody who
    // wants to log it.
    Runtime.getRuntime().halt(start(Arrays.asList(arguments)));
  }

  /// Runs a command on the streams of this process.
  ///
  /// @return the exit status
  static int start(List<String> arguments) {
    StandardOutput output = new StandardOutput();
    PrintStream out = new PrintStream(output, true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    boolean colour =
        "tty".equals(System.getProperty("softmetal.stderr")) && System.getenv("NO_COLOR") == null;
    Surroundings surroundings = new Surroundings(System.in, out, err, Path.of(""), colour);
    return outcome(arguments, surroundings, output);
  }

  /// The exit status, also when the result could not be delivered, or something broke that never should.
  private static int outcome(
      List<String> arguments, Surroundings surroundings, StandardOutput output) {
    int status;
    try {
      status = run(arguments, surroundings);
    } catch (OutOfMemoryError _) {
      long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
      surroundings
          .err()
          .print(
              new TextFormat(surroundings.colour())
                  .format(
                      Problem.OUT_OF_MEMORY.at(
                          SourceText.binary("softmetal").whole(), mebibytes, 4 * mebibytes)));
      return arguments.getFirst().equals("run")
          ? Runner.SOFTMETAL_FAILED
          : ExitStatus.INPUT_HAS_ERRORS;
    } catch (RuntimeException | StackOverflowError broken) {
      surroundings.err().println("softmetal: an error of softmetal's own: " + broken);
      if (Boolean.getBoolean("softmetal.debug")) {
        broken.printStackTrace(surroundings.err());
      } else {
        surroundings
            .err()
            .println("softmetal: SOFTMETAL_JAVA_OPTS=-Dsoftmetal.debug=true shows where");
      }
      return Runner.SOFTMETAL_FAILED;
    }
    if (!surroundings.out().checkError()) {
      return status;
    }
    if (output.readerIsGone()) {
      return READER_IS_GONE;
    }
    String reason = output.failure().map(IOException::getMessage).orElse("unknown reason");
    surroundings.err().println("softmetal: cannot write to standard output: " + reason);
    return status == 0 ? ExitStatus.INPUT_HAS_ERRORS : status;
  }

  /// What [#main] does, without ending the JVM.
  ///
  /// @return the exit status
  public static int run(List<String> arguments, Surroundings surroundings) {
    String name = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    return switch (name) {
      case "--help", "-h", "help" ->
          rest.isEmpty()
              ? print(help(), surroundings)
              : run(List.of(rest.getFirst(), "--help"), surroundings);
      case "--version", "version" -> print("softmetal " + version() + "\n", surroundings);
      default ->
          commands().stream()
              .filter(command -> command.name().equals(name))
              .findFirst()
              .map(command -> command.run(rest, surroundings))
              .orElseGet(() -> complain(name, surroundings));
    };
  }

  private static int print(String text, Surroundings surroundings) {
    surroundings.out().print(text);
    return ExitStatus.OK;
  }

  private static List<Command> commands() {
    List<Command> commands = new ArrayList<>(Commands.all());
    commands.add(new RunCommand());
    commands.addAll(VmCommands.all());
    commands.add(DiskCommand.command());
    commands.add(SnapshotCommand.command());
    commands.add(new ReplayCommand());
    commands.add(new PowercutCommand());
    return commands;
  }

  private static int complain(String name, Surroundings surroundings) {
    if (name.isEmpty()) {
      surroundings.err().print(help());
    } else {
      List<String> names =
          Stream.concat(
                  commands().stream().map(Command::name), Stream.of("help", "--help", "--version"))
              .toList();
      String hint = Spelling.nearest(name, names).map("; did you mean `%s`?"::formatted).orElse("");
      surroundings.err().println("softmetal: there is no command `%s`%s".formatted(name, hint));
      surroundings.err().println("see `softmetal --help`");
    }
    return ExitStatus.WRONG_COMMAND_LINE;
  }

  private static String help() {
    StringBuilder help = new StringBuilder("usage: softmetal COMMAND [options] ...\n\n");
    help.append(
        "Bare machines made of software, for people who write operating systems.\n\ncommands:\n");
    for (Command command : commands()) {
      help.append("  %-8s %s%n".formatted(command.name(), command.summary()));
    }
    return help.append("\n`softmetal COMMAND --help` explains a command.\n").toString();
  }

  private static String version() {
    return "0.1.0 (Java %s)".formatted(Runtime.version());
  }
}
