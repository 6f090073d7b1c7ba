package softmetal.assembler.lsp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The texts that the editor has open, and those on disk that they include. Used by many threads.
final class Documents {
  private static final int MAX_FILES = 500;
  private static final long MAX_SIZE = 4 << 20;

  private final Map<Path, String> open = new HashMap<>();
  private final Map<Path, Integer> versions = new HashMap<>();
  private final List<Path> includePath;

  Documents(List<Path> includePath) {
    this.includePath = List.copyOf(includePath);
  }

  /// The file that a URI means; empty for what is no file.
  static Optional<Path> path(String uri) {
    try {
      return Optional.of(Path.of(URI.create(uri)).toAbsolutePath().normalize());
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  synchronized void put(Path file, String text, int version) {
    open.put(file, text);
    versions.put(file, version);
  }

  synchronized void close(Path file) {
    open.remove(file);
    versions.remove(file);
  }

  synchronized Map<Path, String> all() {
    return Map.copyOf(open);
  }

  synchronized int version(Path file) {
    return versions.getOrDefault(file, 0);
  }

  Optional<String> text(Path file) {
    String text = all().get(file);
    if (text != null) {
      return Optional.of(text);
    }
    try {
      return Files.isRegularFile(file) && Files.size(file) <= MAX_SIZE
          ? Optional.of(Files.readString(file))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The file that an inclusion means.
  Optional<Path> included(Path from, String name) {
    List<Path> places = new ArrayList<>();
    Path parent = from.getParent();
    if (parent != null) {
      places.add(parent);
    }
    places.addAll(includePath);
    try {
      for (Path place : places) {
        Path file = place.resolve(name).toAbsolutePath().normalize();
        if (all().containsKey(file) || Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    } catch (RuntimeException _) {
      // No file can have this name.
    }
    return Optional.empty();
  }

  /// A file, what it includes, directly or not, and all others that are open.
  SequencedMap<Path, Outline> around(Path file) {
    SequencedMap<Path, Outline> outlines = new LinkedHashMap<>();
    collect(file, outlines);
    all().keySet().stream().sorted().forEach(other -> collect(other, outlines));
    return outlines;
  }

  private void collect(Path start, SequencedMap<Path, Outline> outlines) {
    List<Path> waiting = new ArrayList<>(List.of(start));
    while (!waiting.isEmpty() && outlines.size() < MAX_FILES) {
      Path file = waiting.removeFirst();
      if (outlines.containsKey(file)) {
        continue;
      }
      Outline outline = Outline.of(text(file).orElse(""));
      outlines.put(file, outline);
      for (Outline.Inclusion inclusion : outline.inclusions()) {
        included(file, inclusion.mention().name()).ifPresent(waiting::add);
      }
    }
  }
}
