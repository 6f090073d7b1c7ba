package softmetal.assembler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.preprocess.Headers;

/// Finds the headers of the C preprocessor: for `"name"` beside the file that includes it, then along the include path.
final class HeaderFiles implements Headers {
  private final Optional<Path> directory;
  private final List<Path> includePath;
  private final Map<Path, String> openFiles;
  private final Map<Path, String> texts = new HashMap<>();
  private final String prefix;
  private final @Nullable Path base;

  /// @param mainName of the source, as the user gave it: names of headers are made like it
  HeaderFiles(String mainName, AssemblerOptions options) {
    this.directory = options.directory();
    this.includePath = options.includePath();
    this.openFiles = options.openFiles();
    this.prefix = prefix(mainName);
    this.base = base(mainName, directory.orElse(null));
  }

  private static String prefix(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /// The directory that a relative name of the source starts from.
  private static @Nullable Path base(String mainName, @Nullable Path directory) {
    try {
      Path parent = Path.of(mainName).getParent();
      if (directory == null || parent == null) {
        return directory;
      }
      Path base = directory;
      for (int i = 0; i < parent.getNameCount() && base != null; i++) {
        base = base.getParent();
      }
      boolean fits = base != null && !parent.isAbsolute() && base.resolve(parent).equals(directory);
      return fits ? base : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public Optional<Header> find(String name, @Nullable Header includer, int first, SourceSpan from)
      throws InvalidInputException {
    try {
      if (Path.of(name).isAbsolute()) {
        return header(name, Path.of(name), -1, from);
      }
      if (first < 0) {
        Optional<Header> beside = beside(name, includer, from);
        if (beside.isPresent()) {
          return beside;
        }
      }
      for (int place = Math.max(first, 0); place < includePath.size(); place++) {
        Path file = includePath.get(place).resolve(name);
        Optional<Header> found = header(shown(includePath.get(place), name), file, place, from);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private Optional<Header> beside(String name, @Nullable Header includer, SourceSpan from)
      throws InvalidInputException {
    Path folder = includer == null ? directory.orElse(null) : includer.file().getParent();
    if (folder == null) {
      return Optional.empty();
    }
    String shown = (includer == null ? prefix : prefix(includer.name())) + name;
    return header(shown, folder.resolve(name), includer == null ? -1 : includer.place(), from);
  }

  private String shown(Path folder, String name) {
    Path from = base;
    if (from != null && !from.equals(folder) && folder.startsWith(from)) {
      return from.relativize(folder) + "/" + name;
    }
    return folder + "/" + name;
  }

  private Optional<Header> header(String name, Path file, int place, SourceSpan from)
      throws InvalidInputException {
    Path key = file.toAbsolutePath().normalize();
    String text = openFiles.getOrDefault(key, texts.get(key));
    if (text == null) {
      if (!Files.exists(file) || Files.isDirectory(file)) {
        return Optional.empty();
      }
      text = SourceFiles.text(file, from).text();
      texts.put(key, text);
    }
    return Optional.of(new Header(name, text, real(key), place));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file;
    }
  }

  @Override
  public Iterable<String> directories(@Nullable Header includer, int first) {
    List<String> all = new ArrayList<>();
    Path folder = includer == null ? directory.orElse(null) : includer.file().getParent();
    if (first < 0 && folder != null) {
      all.add(folder.toString());
    }
    for (Path path :
        includePath.subList(Math.min(Math.max(first, 0), includePath.size()), includePath.size())) {
      all.add(path.toString());
    }
    return all;
  }
}
