package softmetal.assembler.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/// All that a command has to do with the outside: its streams and its working directory.
///
/// @param colour whether messages may use terminal colours
public record Surroundings(
    InputStream in, PrintStream out, PrintStream err, Path directory, boolean colour) {

  /// The file that an argument means.
  ///
  /// @throws java.nio.file.InvalidPathException if no file can have this name
  public Path resolve(String argument) {
    return directory.resolve(argument);
  }
}
