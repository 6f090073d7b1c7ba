package softmetal.assembler.debug;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which source line each instruction comes from: files, and rows for the sections with code.
public final class LineTable {
  /// A source file as the table names it.
  ///
  /// @param directory an index into [#directories()]
  /// @param md5 16 bytes, lowest first; null for none
  record SourceFile(int directory, String name, byte @Nullable [] md5) {}

  /// From this place on, code is of this line.
  record Row(Place place, LineLocation location) {}

  private final List<@Nullable SourceFile> files = new ArrayList<>();
  private final List<@Nullable String> directories = new ArrayList<>();
  private final Map<Code, List<Row>> rows = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private int version;

  /// @param version of DWARF, 2 to 5
  public LineTable(int version) {
    this.version = version;
    directories.add(null);
  }

  public int version() {
    return version;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Whether the source has named files.
  public boolean hasFiles() {
    return !files.isEmpty();
  }

  /// Forgets the rows of sections that are not for code, and says which those are.
  public List<Code> dropDataSections() {
    List<Code> data = rows.keySet().stream().filter(code -> !code.isCode()).toList();
    data.forEach(rows::remove);
    return data;
  }

  /// Gives a number to a file: `.file 1 "directory/name.c"`.
  ///
  /// @param directory null when the name has it; for file 0, the directory of the compilation
  /// @return whether the number was free, or already this very file's
  public boolean file(int number, @Nullable String directory, String name, byte @Nullable [] md5) {
    if (number == 0) {
      version = Math.max(version, 5);
    }
    SourceFile file = split(number, directory, name, md5);
    while (files.size() <= number) {
      files.add(null);
    }
    SourceFile before = files.get(number);
    if (before != null) {
      return before.directory == file.directory && before.name.equals(file.name);
    }
    files.set(number, file);
    return true;
  }

  private SourceFile split(
      int number, @Nullable String directory, String name, byte @Nullable [] md5) {
    if (number == 0 && directory != null) {
      directories.set(0, directory);
    } else if (directory != null && !directory.isEmpty()) {
      return new SourceFile(directoryIndex(directory), name, md5);
    }
    int slash = name.lastIndexOf('/');
    return slash < 0
        ? new SourceFile(0, name, md5)
        : new SourceFile(
            directoryIndex(slash == 0 ? "/" : name.substring(0, slash)),
            name.substring(slash + 1),
            md5);
  }

  private int directoryIndex(String directory) {
    int known = directories.indexOf(directory);
    if (known >= 0) {
      return known;
    }
    directories.add(directory);
    return directories.size() - 1;
  }

  public boolean hasFile(int number) {
    return number < files.size() && files.get(number) != null;
  }

  /// The number of a file by its name, which it gets when it is new.
  public int numberOf(String name) {
    return numbers.computeIfAbsent(
        name,
        key -> {
          int number = Math.max(1, files.size());
          file(number, null, key, null);
          return number;
        });
  }

  public void add(Code code, Place place, LineLocation location) {
    rows.computeIfAbsent(code, _ -> new ArrayList<>()).add(new Row(place, location));
  }

  Map<Code, List<Row>> rows() {
    return Collections.unmodifiableMap(rows);
  }

  List<@Nullable SourceFile> files() {
    return files;
  }

  /// The first one is where the compiler ran; null when the source does not say.
  List<@Nullable String> directories() {
    return directories;
  }

  /// The first number below others that no file has; 0 when there is none.
  public int missingFile() {
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i) == null) {
        return i;
      }
    }
    return 0;
  }
}
