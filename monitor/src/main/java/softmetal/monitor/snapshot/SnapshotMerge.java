package softmetal.monitor.snapshot;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.snapshot.Snapshots.Summary;

/// Deletes a snapshot that others build on: they get what it holds.
///
/// They get new identities by that, and so do all that build on them. The new files are made beside the old ones, then take their places, the last of a
/// chain first, then the snapshot goes: so at each moment each file finds what it builds on, and who is killed in between does it once more.
final class SnapshotMerge {
  private static final String PREFIX = ".merged.";

  private final Path file;
  private final Path directory;

  /// Two files may hold the same snapshot.
  private final List<Summary> all = new ArrayList<>();

  /// Which file was made for which, those that others build on first.
  private final Map<Path, Path> made = new LinkedHashMap<>();

  SnapshotMerge(Path file) {
    this.file = file;
    this.directory = Snapshots.directory(file);
  }

  void run() throws InvalidInputException, IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "*" + Snapshots.SUFFIX)) {
      for (Path path : files) {
        all.add(Snapshots.summary(path));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Summary gone = Snapshots.summary(file);
    for (Summary child : children(gone.id())) {
      relink(child.id(), lift(child, gone));
    }
    List<Path> places = new ArrayList<>(made.keySet());
    for (Path place : places.reversed()) {
      Files.move(
          Objects.requireNonNull(made.get(place)),
          place,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    SnapshotWriter.forceDirectory(directory);
    Files.delete(file);
  }

  private List<Summary> children(SnapshotId id) {
    return all.stream()
        .filter(other -> other.parent().equals(Optional.of(id)))
        .filter(other -> !isMade(other.file()))
        .toList();
  }

  private static boolean isMade(Path path) {
    return path.getFileName().toString().startsWith(PREFIX);
  }

  private Path fresh(Path path) {
    Path fresh = path.resolveSibling(PREFIX + path.getFileName());
    made.put(path, fresh);
    return fresh;
  }

  /// Writes a snapshot so that it builds on what the one builds on that goes.
  private SnapshotId lift(Summary child, Summary gone) throws InvalidInputException, IOException {
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot saved = Snapshots.read(child.file(), drives)) {
      if (gone.parent().isEmpty()) {
        return write(child, saved, null);
      }
      try (SavedSnapshot below =
          Snapshots.read(Snapshots.find(gone.parent().get(), directory), drives)) {
        return write(child, saved, below);
      }
    }
  }

  private SnapshotId write(Summary child, SavedSnapshot saved, @Nullable SavedSnapshot below)
      throws IOException {
    Path fresh = fresh(child.file());
    return Snapshots.write(fresh, saved.snapshot(), saved.name(), saved.note(), below).id();
  }

  /// Has those that build on a snapshot know its new identity. They hold what they held.
  private void relink(SnapshotId old, SnapshotId now) throws IOException {
    for (Summary child : children(old)) {
      relink(child.id(), rename(child, now));
    }
  }

  private SnapshotId rename(Summary child, SnapshotId parent) throws IOException {
    try (SnapshotFile source = SnapshotFile.open(child.file());
        FileChannel bytes = FileChannel.open(child.file(), READ)) {
      long indexPosition = source.indexPosition();
      ByteBuffer index = ByteBuffer.allocate((int) (bytes.size() - indexPosition));
      while (index.hasRemaining()) {
        if (bytes.read(index, indexPosition + index.position()) < 0) {
          throw new IOException(child.file() + " has become shorter");
        }
      }
      index.put(source.parentPosition(), parent.toBytes());
      SnapshotId id = SnapshotId.of(Chunk.sha256(index.array(), 0, index.capacity()));
      return SnapshotWriter.whole(
          fresh(child.file()),
          target -> {
            copy(bytes, indexPosition, target);
            write(target, index.rewind(), indexPosition);
            write(target, new SnapshotFormat(indexPosition, index.capacity(), id).toBytes(), 0);
            return id;
          });
    }
  }

  private static void copy(FileChannel from, long length, FileChannel to) throws IOException {
    to.position(0);
    for (long done = 0; done < length; ) {
      long copied = from.transferTo(done, length - done, to);
      if (copied <= 0) {
        throw new IOException("it has become shorter");
      }
      done += copied;
    }
  }

  private static void write(FileChannel target, ByteBuffer bytes, long position)
      throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      target.write(bytes, position + bytes.position() - start);
    }
  }
}
