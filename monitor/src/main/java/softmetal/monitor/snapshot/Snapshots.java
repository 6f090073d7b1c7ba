package softmetal.monitor.snapshot;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.state.InvalidStateException;

/// Snapshots as files. A file that builds on another one finds it in its own directory, whatever it is called there.
///
/// The format is told in docs/snapshot-format.md.
public final class Snapshots {
  /// How snapshot files are called.
  public static final String SUFFIX = ".snap";

  private static final int MAX_DEPTH = 100_000;

  private static final Pattern LEFTOVER = Pattern.compile("\\..*\\.snap\\.[0-9a-f]+");

  private Snapshots() {}

  /// What a file holds, as far as its own index tells.
  ///
  /// @param bytes of the file
  /// @param ramBytes that it holds
  /// @param diskBytes that it holds
  public record Summary(
      Path file,
      SnapshotId id,
      String name,
      String note,
      Optional<SnapshotId> parent,
      long bytes,
      long ramBytes,
      long diskBytes,
      String machine) {}

  /// Writes a snapshot in full; if it builds on another one, only what differs.
  ///
  /// @param parent of which the file is kept in the same directory; ignored when it is of another machine
  /// @return the same moment, as what a later one can build on
  /// @throws IOException when it cannot be written; there is no file then, or the one that was there before
  public static SavedSnapshot write(
      Path file, Snapshot snapshot, String name, String note, @Nullable SavedSnapshot parent)
      throws IOException {
    boolean follows = parent != null && SnapshotWriter.canFollow(snapshot, parent.snapshot());
    return SnapshotWriter.write(file, snapshot, name, note, follows ? parent : null);
  }

  /// Whether a file is a snapshot that somebody was writing; if nobody is, it is of no use.
  public static boolean isLeftover(Path file) {
    return LEFTOVER.matcher(file.getFileName().toString()).matches();
  }

  /// Reads a snapshot, and all that it builds on.
  ///
  /// @param drives on which its disks are to be
  /// @throws InvalidInputException when a file cannot be read, is damaged or not there
  public static SavedSnapshot read(Path file, Drives drives) throws InvalidInputException {
    List<SnapshotFile> files = new ArrayList<>();
    try {
      openAll(file, files);
      SnapshotFile wanted = files.getFirst();
      Snapshot snapshot = new SnapshotReader(files, drives).read();
      return new SavedSnapshot(wanted.id(), wanted.index().name(), wanted.index().note(), snapshot);
    } catch (InvalidStateException e) {
      throw refused(files.isEmpty() ? file : files.getFirst().path(), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    } finally {
      closeAll(files);
    }
  }

  /// Reads all of a snapshot, and makes the machine of it.
  ///
  /// @throws InvalidInputException when anything is wrong with it
  public static void verify(Path file) throws InvalidInputException {
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot saved = read(file, drives);
        Fork fork = saved.snapshot().fork(drives, new NobodyThere())) {
      fork.machine().stateHash();
    } catch (InvalidStateException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// A machine that goes on from a file.
  ///
  /// @throws InvalidInputException when no machine can be in such a state
  public static Fork restore(Path file, SavedSnapshot saved, Drives drives, Host host)
      throws InvalidInputException {
    try {
      return saved.snapshot().fork(drives, host);
    } catch (InvalidStateException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Writes all that a snapshot is, and what it builds on, to one file that builds on none.
  ///
  /// @throws InvalidInputException when it cannot be used
  /// @throws IOException when the other one cannot be written
  public static void export(Path file, Path target) throws InvalidInputException, IOException {
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot saved = read(file, drives)) {
      write(target, saved.snapshot(), saved.name(), saved.note(), null);
    }
  }

  /// Deletes a snapshot on which no other one in its directory builds.
  ///
  /// @throws InvalidInputException when it is no snapshot file, or another one needs it
  public static void delete(Path file) throws InvalidInputException, IOException {
    SnapshotId id = summary(file).id();
    for (Map.Entry<SnapshotId, Path> other : identities(directory(file)).entrySet()) {
      if (summary(other.getValue()).parent().equals(Optional.of(id))) {
        throw new InvalidInputException(
            Problem.SNAPSHOT_NEEDED.at(
                SourceText.binary(file.toString()).whole(),
                other.getValue().getFileName().toString()));
      }
    }
    Files.delete(file);
  }

  /// Deletes a snapshot; those in its directory that build on it get what it holds, and new identities.
  ///
  /// @throws InvalidInputException when one of them cannot be used
  /// @throws IOException when one of them cannot be written; all of them are good then, as they were or merged
  public static void merge(Path file) throws InvalidInputException, IOException {
    new SnapshotMerge(file).run();
  }

  /// @throws InvalidInputException when it is no snapshot file
  public static Summary summary(Path file) throws InvalidInputException {
    try (SnapshotFile open = SnapshotFile.open(file)) {
      SnapshotIndex index = open.index();
      String machine =
          "%s, %d MiB, %d %s, %d %s"
              .formatted(
                  index.definition().instructionSet(),
                  index.definition().memoryBytes() >> 20,
                  index.definition().harts(),
                  index.definition().harts() == 1 ? "hart" : "harts",
                  index.disks().size(),
                  index.disks().size() == 1 ? "disk" : "disks");
      return new Summary(
          file,
          open.id(),
          index.name(),
          index.note(),
          index.parent(),
          open.bytes(),
          heldBytes(index.ram(), open.chunks()),
          index.disks().stream().mapToLong(disk -> heldBytes(disk.runs(), open.chunks())).sum(),
          machine);
    } catch (InvalidStateException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static long heldBytes(List<Run> runs, ChunkReader chunks) {
    return runs.stream()
        .filter(run -> run.chunk() != Run.ZEROS)
        .mapToLong(run -> chunks.length(run.chunk()))
        .sum();
  }

  /// Where a file is.
  public static Path directory(Path file) {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private static void openAll(Path file, List<SnapshotFile> files) throws IOException {
    files.add(SnapshotFile.open(file));
    Map<SnapshotId, Path> others = Map.of();
    for (Optional<SnapshotId> parent = files.getLast().index().parent();
        parent.isPresent();
        parent = files.getLast().index().parent()) {
      if (files.size() == 1) {
        others = identities(directory(file));
      }
      Path place = others.get(parent.get());
      if (place == null || files.size() == MAX_DEPTH) {
        throw new InvalidStateException(
            "it builds on snapshot %s, which is not in its directory"
                .formatted(parent.get().brief()));
      }
      files.add(SnapshotFile.open(place));
    }
  }

  /// The file in a directory that holds a snapshot.
  ///
  /// @throws InvalidInputException when there is none
  public static Path find(SnapshotId id, Path directory) throws InvalidInputException {
    try {
      Path file = identities(directory.toAbsolutePath()).get(id);
      if (file != null) {
        return file;
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    throw refused(
        directory,
        new InvalidStateException(
            "none of the files here (*%s) is snapshot %s".formatted(SUFFIX, id.brief())));
  }

  /// Which file has which snapshot; what is no snapshot does not count.
  private static Map<SnapshotId, Path> identities(Path directory) throws IOException {
    Map<SnapshotId, Path> identities = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        try {
          identities.put(SnapshotFile.id(file), file);
        } catch (InvalidStateException | IOException e) {
          // Whoever needs it will be told that it is missing.
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return identities;
  }

  private static void closeAll(List<SnapshotFile> files) {
    for (SnapshotFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }

  private static InvalidInputException refused(Path file, InvalidStateException e) {
    return new InvalidInputException(
        Problem.SNAPSHOT_REFUSED.at(
            SourceText.binary(file.toString()).whole(), String.valueOf(e.getMessage())));
  }

  static InvalidInputException unreadable(Path file, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "it does not exist";
          case AccessDeniedException _ -> "permission denied";
          default -> String.valueOf(e.getMessage());
        };
    return new InvalidInputException(
        Problem.SNAPSHOT_UNREADABLE.at(SourceText.binary(file.toString()).whole(), reason));
  }
}
