package softmetal.assembler.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Archive;

/// Reads and writes whole files on behalf of a command; what goes wrong becomes a message for the user.
public final class CommandFiles {
  private CommandFiles() {}

  /// @param argument the name as the user gave it
  public static byte[] read(Surroundings surroundings, String argument)
      throws InvalidInputException {
    try {
      Path file = file(surroundings, argument);
      if (Files.isDirectory(file)) {
        throw new FileSystemException(argument, null, "it is a directory");
      }
      return Files.readAllBytes(file);
    } catch (IOException | InvalidPathException e) {
      throw refusal(Problem.CANNOT_READ_FILE, argument, e);
    } catch (OutOfMemoryError _) {
      throw new InvalidInputException(
          Problem.CANNOT_READ_FILE.at(
              SourceText.binary(argument).whole(), argument, "it is too large"));
    }
  }

  /// A text in UTF-8.
  public static SourceText readText(Surroundings surroundings, String argument)
      throws InvalidInputException {
    return SourceText.decode(argument, read(surroundings, argument));
  }

  /// Whether two names mean the same file, so that writing the one would lose the other.
  static boolean isSame(Surroundings surroundings, String one, String other) {
    try {
      Path first = surroundings.resolve(one);
      Path second = surroundings.resolve(other);
      return (Files.exists(first) && Files.exists(second))
          ? Files.isSameFile(first, second) && Files.isRegularFile(first)
          : first.toAbsolutePath().normalize().equals(second.toAbsolutePath().normalize());
    } catch (IOException | InvalidPathException _) {
      return false;
    }
  }

  private static Path file(Surroundings surroundings, String argument) {
    if (argument.isEmpty()) {
      throw new InvalidPathException(argument, "empty");
    }
    return surroundings.resolve(argument);
  }

  /// Writes a file in full or not at all: to a temporary name beside it first, then renamed.
  public static void write(Surroundings surroundings, String argument, byte[] bytes)
      throws InvalidInputException {
    try {
      Path target = file(surroundings, argument);
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        if (Files.isDirectory(target)) {
          throw new FileSystemException(argument, null, "it is a directory");
        }
        // A device or a pipe (/dev/null, /dev/stdout) cannot be replaced, only written to.
        Files.write(target, bytes);
        return;
      }
      Path temporary =
          target.resolveSibling(
              "." + target.getFileName() + "." + Long.toHexString(System.nanoTime()));
      try {
        Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException | InvalidPathException e) {
      throw refusal(Problem.CANNOT_WRITE_FILE, argument, e);
    }
  }

  private static InvalidInputException refusal(Problem problem, String argument, Exception cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException _ ->
              problem == Problem.CANNOT_READ_FILE ? "no such file" : "no such directory";
          case AccessDeniedException _ -> "permission denied";
          case InvalidPathException _ -> "no file can have this name";
          case FileSystemException failure when failure.getReason() != null -> failure.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    String shown = argument.isEmpty() ? "''" : argument;
    return new InvalidInputException(problem.at(SourceText.binary(shown).whole(), shown, reason));
  }

  /// The contents of a member of an archive: those of a thin archive are files beside it.
  static byte[] contents(Surroundings surroundings, String archive, Archive.Member member)
      throws InvalidInputException {
    if (member.file().isEmpty()) {
      return member.contents();
    }
    String file = member.file().get();
    int directory = archive.lastIndexOf('/') + 1;
    return read(surroundings, file.startsWith("/") ? file : archive.substring(0, directory) + file);
  }
}
