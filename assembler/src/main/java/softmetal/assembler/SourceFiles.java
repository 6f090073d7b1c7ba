package softmetal.assembler;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.expand.Inclusions;
import softmetal.assembler.layout.BinaryFiles;

/// Finds included files: first beside the file that includes them, then along the include path.
final class SourceFiles implements Inclusions, BinaryFiles {
  /// No source is larger; a device or a disk image is.
  private static final long MAX_SIZE = 1L << 28;

  private final List<Path> includePath;
  private final IdentityHashMap<SourceText, Path> directories = new IdentityHashMap<>();

  private final Map<Path, String> openFiles;

  SourceFiles(SourceText source, AssemblerOptions options) {
    this.includePath = options.includePath();
    this.openFiles = options.openFiles();
    options.directory().ifPresent(path -> directories.put(source, path));
  }

  @Override
  public SourceText find(String name, SourceSpan from) throws InvalidInputException {
    Path path = locate(name, from);
    String open = openFiles.get(path.toAbsolutePath().normalize());
    SourceText text = open == null ? text(path, from) : SourceText.file(path.toString(), open);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      directories.put(text, parent);
    }
    return text;
  }

  @Override
  public byte[] read(String name, SourceSpan from) throws InvalidInputException {
    return bytes(locate(name, from), from);
  }

  /// A whole file as a source.
  ///
  /// @param from where to point when it cannot be had
  static SourceText text(Path path, SourceSpan from) throws InvalidInputException {
    return SourceText.decode(path.toString(), bytes(path, from));
  }

  private static byte[] bytes(Path path, SourceSpan from) throws InvalidInputException {
    try {
      if (Files.isDirectory(path)) {
        throw new InvalidInputException(
            Problem.CANNOT_READ_FILE.at(from, path, "it is a directory"));
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new InvalidInputException(
            Problem.CANNOT_READ_FILE.at(from, path, "it is no regular file"));
      }
      if (Files.size(path) > MAX_SIZE) {
        throw new InvalidInputException(
            Problem.CANNOT_READ_FILE.at(from, path, "it has more than 256 MiB"));
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(Problem.CANNOT_READ_FILE.at(from, path, "no such file"));
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.CANNOT_READ_FILE.at(
              from,
              path,
              e instanceof AccessDeniedException
                  ? "permission denied"
                  : e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private Path locate(String name, SourceSpan from) throws InvalidInputException {
    List<Path> places = new ArrayList<>();
    Path beside = directories.get(file(from.source()));
    if (beside != null) {
      places.add(beside);
    }
    places.addAll(includePath);
    try {
      for (Path place : places) {
        Path path = place.resolve(name);
        if (Files.exists(path)) {
          return path;
        }
      }
    } catch (InvalidPathException e) {
      throw new InvalidInputException(Problem.CANNOT_READ_FILE.at(from, name, e.getReason()));
    }
    Diagnostic missing = Problem.CANNOT_READ_FILE.at(from, name, "no such file");
    for (Path place : places) {
      missing = missing.note("looked in " + place);
    }
    if (places.isEmpty()) {
      missing = missing.note("there is no directory to look in");
    }
    throw new InvalidInputException(missing);
  }

  /// The file that a text was written in, however many expansions ago.
  private static SourceText file(SourceText text) {
    SourceText source = text;
    for (SourceText.Expansion expansion = source.expansion();
        expansion != null;
        expansion = source.expansion()) {
      source = expansion.body().source();
    }
    return source;
  }
}
