package softmetal.assembler.cli;

import java.util.List;

/// One word behind `softmetal`: what it is called and what it does.
///
/// A command reads, prints and finds files only through the [Surroundings] that it is given, so that tests can run it
/// in-process. It reports what is wrong with the input and never throws because of it.
public interface Command {
  String name();

  /// One line for the list of commands; starts with a verb.
  String summary();

  /// @param arguments what stands behind the command's name
  /// @return the exit status, see [ExitStatus]
  int run(List<String> arguments, Surroundings surroundings);
}
