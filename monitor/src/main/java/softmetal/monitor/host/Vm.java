package softmetal.monitor.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.snapshot.Snapshots;

/// A virtual machine with a name, as it lies in a store while nobody runs it.
///
/// Its directory holds
///
/// - `definition`: what `softmetal run` is to be told of it, an argument on each line; lines that begin with `#` are comments,
/// - `created.snap`: the machine and its own disks as they were made,
/// - `snapshot-N.snap`: what was saved while it ran,
/// - `suspended.snap`, if it is to go on from there instead of booting.
///
/// Which disks are its own, and which it links, the store's drives know.
///
/// @param name a letter, then letters, digits and `. _ -`, at most 32 in all
/// @param directory that is its alone
public record Vm(String name, Path directory) {
  public static final int MAX_NAME = 32;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,31}");
  private static final Pattern SAVED = Pattern.compile("snapshot-([0-9]{1,9})\\.snap");

  /// Whether a VM can be called so.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  Path definitionFile() {
    return directory.resolve("definition");
  }

  /// What `softmetal run` is to be told of it.
  public List<String> definition() throws IOException {
    return Files.readAllLines(definitionFile()).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /// The machine and its own disks as they were made.
  public Path created() {
    return directory.resolve("created" + Snapshots.SUFFIX);
  }

  /// Where it goes on, if that is there.
  public Path suspended() {
    return directory.resolve("suspended" + Snapshots.SUFFIX);
  }

  public boolean isSuspended() {
    return Files.exists(suspended());
  }

  /// What was saved of it, oldest first.
  public List<Path> snapshots() throws IOException {
    List<Path> snapshots = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (SAVED.matcher(file.getFileName().toString()).matches()) {
          snapshots.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    snapshots.sort((a, b) -> Integer.compare(number(a), number(b)));
    return snapshots;
  }

  /// A name for the next snapshot.
  public Path nextSnapshot() throws IOException {
    List<Path> snapshots = snapshots();
    int next = snapshots.isEmpty() ? 1 : number(snapshots.getLast()) + 1;
    return directory.resolve("snapshot-%d%s".formatted(next, Snapshots.SUFFIX));
  }

  /// Of what was saved, that with a number, or that was given a name; empty when there is none.
  public Optional<Path> snapshot(String wanted) throws IOException {
    for (Path file : snapshots()) {
      boolean isMeant =
          wanted.equals(String.valueOf(number(file)))
              || wanted.equals(nameOf(file))
              || wanted.equals(givenName(file).orElse(null));
      if (isMeant) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /// Whether a snapshot can be given this name: it is not one that snapshots have by themselves.
  public static boolean isSnapshotName(String name) {
    return isName(name)
        && !SAVED.matcher(name + Snapshots.SUFFIX).matches()
        && !name.equals("created")
        && !name.equals("suspended");
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(Snapshots.SUFFIX, "");
  }

  /// What its snapshots are called.
  public List<String> snapshotNames() throws IOException {
    return snapshots().stream().map(file -> givenName(file).orElse(nameOf(file))).toList();
  }

  /// What is damaged has no name; whoever names its number is told of the damage.
  private static Optional<String> givenName(Path file) {
    try {
      return Optional.of(Snapshots.summary(file).name());
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /// All of its files that are snapshots: as it was created, what was saved, and where it goes on.
  public List<Path> allSnapshots() throws IOException {
    List<Path> all = new ArrayList<>();
    all.add(created());
    all.addAll(snapshots());
    if (isSuspended()) {
      all.add(suspended());
    }
    return all;
  }

  /// The number of what was saved.
  public static int number(Path file) {
    Matcher matcher = SAVED.matcher(file.getFileName().toString());
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
