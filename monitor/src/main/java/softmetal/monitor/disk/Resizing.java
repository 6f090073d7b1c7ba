package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.monitor.disk.Contents.Extent;
import softmetal.monitor.disk.DriveTable.Disk;
import softmetal.monitor.disk.DriveTable.Entry;
import softmetal.monitor.disk.DriveTable.Remains;

/// Gives one minidisk another size, in place where that is possible. At every moment the table of the drive says one size or the
/// other, and what it no longer covers is erased before it is free.
final class Resizing {
  private final Object lock;
  private final Minidisk old;
  private final Extent extent;
  private final Drive drive;
  private final Disk disk;
  private final long size;
  private final int count;

  Resizing(Object lock, Minidisk old, long size) {
    this.lock = lock;
    this.old = old;
    this.size = size;
    Extent place = old.extent();
    if (place == null) {
      throw new IllegalArgumentException(old.name() + " has no place on a drive");
    }
    extent = place;
    drive = place.drive();
    disk = drive.table().find(old.name()).orElseThrow();
    count = (int) Math.min(Chunks.count(size), ChunkTree.MAX_CHUNKS);
  }

  Minidisk run() throws IOException, InvalidInputException {
    if (count <= extent.count()) {
      return shrink();
    }
    @Nullable Remains behind = gap(extent.end(), false);
    int room = behind == null ? 0 : behind.count();
    if (count - extent.count() <= room) {
      old.contents().clearBehindEnd();
      old.contents().flush();
      commit(disk(extent.first()), List.of(disk), List.of());
      return resized(old.contents().resized(new Extent(drive, extent.first(), count), size));
    }
    Remains other = gap(count, true);
    if (other == null) {
      throw refusal(room);
    }
    return move(other.first());
  }

  /// @param wanted where it must begin, or how much it must hold
  private @Nullable Remains gap(int wanted, boolean byCount) {
    return drive.table().gaps().stream()
        .filter(gap -> byCount ? gap.count() >= wanted : gap.first() == wanted)
        .findFirst()
        .orElse(null);
  }

  private InvalidInputException refusal(int behind) {
    int largest = drive.table().gaps().stream().mapToInt(Remains::count).max().orElse(0);
    return Store.invalid(
        Problem.MINIDISK_CANNOT_GROW,
        drive.place().describe(""),
        old.name(),
        size,
        (long) (extent.count() + behind) * Chunks.BYTES,
        drive.name(),
        (long) largest * Chunks.BYTES);
  }

  private Minidisk shrink() throws IOException {
    if (size > old.size()) {
      // It grows within its last chunk.
      old.contents().clearBehindEnd();
      old.contents().flush();
    }
    int less = extent.count() - count;
    List<Entry> rest = less == 0 ? List.of() : List.of(new Remains(extent.first() + count, less));
    commit(disk(extent.first()), List.of(disk), rest);
    Contents shrunk = old.contents().resized(new Extent(drive, extent.first(), count), size);
    erase(rest);
    return resized(shrunk);
  }

  /// Copies it to a gap; until that is done it is where it was.
  private Minidisk move(int first) throws IOException {
    Extent target = new Extent(drive, first, count);
    if (!drive.keepsExtents()) {
      old.contents().clearBehindEnd();
      commit(disk(first), List.of(disk), List.of());
      return resized(old.contents().resized(target, size));
    }
    Remains reserved = new Remains(first, count);
    commit(null, List.of(), List.of(reserved));
    copy(target);
    Remains left = new Remains(extent.first(), extent.count());
    commit(disk(first), List.of(disk, reserved), List.of(left));
    old.contents().discard("it was resized");
    erase(List.of(left));
    return resized(Contents.permanent(lock, target, size, ChunkTree.run(drive, target.first())));
  }

  private void copy(Extent target) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(Chunks.BYTES);
    ByteBuffer zeros = ByteBuffer.allocate(Chunks.BYTES);
    for (int i = 0; i < extent.count(); i++) {
      long position = (long) i * Chunks.BYTES;
      chunk.clear().limit((int) Math.min(Chunks.BYTES, old.size() - position));
      old.read(position, chunk);
      if (!chunk.flip().equals(zeros.clear().limit(chunk.limit()))) {
        drive.write(target.first() + i, 0, chunk);
      }
    }
    drive.flush();
  }

  private Disk disk(int first) {
    return new Disk(disk.definition().withSize(size), disk.number(), first, count);
  }

  private Minidisk resized(Contents contents) {
    return new Minidisk(old.name(), contents, false);
  }

  private void commit(
      @Nullable Disk added, List<? extends Entry> removed, List<? extends Entry> rest)
      throws IOException {
    drive.commit(
        drive
            .table()
            .changed(entries -> {
              List<Entry> changed = new ArrayList<>(entries);
              changed.removeAll(removed);
              if (added != null) {
                // Before the links to it.
                changed.addFirst(added);
              }
              if (drive.keepsExtents()) {
                changed.addAll(rest);
              }
              return changed;
            }));
  }

  private void erase(List<? extends Entry> rest) throws IOException {
    if (drive.keepsExtents() && !rest.isEmpty()) {
      for (Entry entry : rest) {
        if (entry instanceof Remains(int first, int chunks)) {
          drive.erase(first, chunks);
        }
      }
      drive.flush();
      commit(null, rest, List.of());
    }
  }
}
