package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.ChunkTree.Location;
import softmetal.monitor.disk.ChunkTree.Node;

/// What a minidisk holds: a tree of chunks.
///
/// A minidisk that stays has its newest contents in its extent, chunk by chunk at its place, whatever moments of it are
/// remembered: before a chunk that a moment shares is written, what it held is moved to the overlay, for all who know it. Any
/// other writes to the overlay of the drive alone; if it has an extent, that only says how much room it takes.
///
/// All that can share chunks uses one lock.
final class Contents {
  /// Chunks `first` to `first + count - 1` of a drive.
  record Extent(Drive drive, int first, int count) {
    int end() {
      return first + count;
    }
  }

  /// Something done to bytes that lie in one chunk.
  interface Piece {
    void at(int chunk, int offset, ByteBuffer bytes) throws IOException;
  }

  private final Object lock;
  private final Drive drive;
  private final @Nullable Extent extent;
  private final boolean inPlace;
  private final long size;
  private @Nullable Node root;
  private @Nullable String gone;

  private Contents(
      Object lock,
      Drive drive,
      @Nullable Extent extent,
      boolean inPlace,
      long size,
      @Nullable Node root) {
    this.lock = lock;
    this.drive = drive;
    this.extent = extent;
    this.inPlace = inPlace;
    this.size = size;
    this.root = root;
  }

  /// Those of a minidisk that stays as long as its drive.
  ///
  /// @param root what it holds at first, which is what is in its extent; the reference is its own from now on
  static Contents permanent(Object lock, Extent extent, long size, @Nullable Node root) {
    return new Contents(lock, extent.drive(), extent, extent.drive().keepsExtents(), size, root);
  }

  /// Those of a minidisk that vanishes with the process.
  ///
  /// @param root what it holds at first; the reference is its own from now on
  static Contents temporary(Object lock, Extent extent, long size, @Nullable Node root) {
    return new Contents(lock, extent.drive(), extent, false, size, root);
  }

  /// Those of a fork.
  ///
  /// @param root what it holds at first; the reference is its own from now on
  static Contents fork(Object lock, Drive drive, long size, @Nullable Node root) {
    return new Contents(lock, drive, null, false, size, root);
  }

  /// In bytes.
  long size() {
    return size;
  }

  @Nullable Extent extent() {
    return extent;
  }

  boolean contains(long position, long length) {
    return position >= 0 && length >= 0 && position <= size && length <= size - position;
  }

  void read(long position, ByteBuffer target) throws IOException {
    checkInside(size, position, target);
    inPieces(
        position,
        target,
        (chunk, offset, piece) -> {
          synchronized (lock) {
            checkThere();
            ChunkTree.read(root, chunk, offset, piece);
          }
        });
  }

  void write(long position, ByteBuffer source) throws IOException {
    checkInside(size, position, source);
    inPieces(
        position,
        source,
        (chunk, offset, piece) -> {
          synchronized (lock) {
            checkThere();
            write(chunk, offset, piece);
          }
        });
  }

  static void checkInside(long size, long position, ByteBuffer buffer) {
    int length = buffer.remaining();
    if (position < 0 || position > size || length > size - position) {
      throw new IllegalArgumentException(
          "%d bytes at %d of a disk of %d".formatted(length, position, size));
    }
  }

  static void inPieces(long position, ByteBuffer buffer, Piece action) throws IOException {
    int end = buffer.limit();
    long at = position;
    while (buffer.position() < end) {
      int offset = (int) (at % Chunks.BYTES);
      int length = Math.min(end - buffer.position(), Chunks.BYTES - offset);
      buffer.limit(buffer.position() + length);
      action.at((int) (at / Chunks.BYTES), offset, buffer);
      buffer.limit(end);
      at += length;
    }
  }

  private void write(int chunk, int offset, ByteBuffer source) throws IOException {
    Location old = ChunkTree.locate(root, chunk);
    Extent home = home();
    if (home != null) {
      writeHome(home, old, chunk, offset, source);
    } else if (old.chunks() == drive.overlay() && !old.shared()) {
      drive.overlay().write(old.chunk(), offset, source);
    } else {
      int added = drive.overlay().add(merged(chunk, offset, source));
      root = ChunkTree.replace(root, chunk, ChunkTree.run(drive.overlay(), added));
    }
  }

  private void writeHome(Extent home, Location old, int chunk, int offset, ByteBuffer source)
      throws IOException {
    int place = home.first() + chunk;
    if (old.chunks() != drive) {
      // What is at its place is nothing, or of no worth.
      ByteBuffer whole = merged(chunk, offset, source);
      root = ChunkTree.replace(root, chunk, ChunkTree.run(drive, place));
      drive.write(place, 0, whole);
      return;
    }
    if (old.shared()) {
      moveAway(chunk);
      root = ChunkTree.replace(root, chunk, ChunkTree.run(drive, place));
    }
    drive.write(place, offset, source);
  }

  /// What a chunk will hold after a write.
  private ByteBuffer merged(int chunk, int offset, ByteBuffer source) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(Chunks.BYTES);
    if (source.remaining() < Chunks.BYTES) {
      ChunkTree.read(root, chunk, 0, whole);
    }
    whole.clear();
    whole.put(offset, source, source.position(), source.remaining());
    source.position(source.limit());
    return whole;
  }

  /// Has a chunk in the overlay that was in its extent.
  private void moveAway(int chunk) throws IOException {
    Node tree = root;
    if (tree == null) {
      throw new IllegalStateException("chunk %d lies nowhere".formatted(chunk));
    }
    Node leaf = ChunkTree.leaf(tree, chunk);
    ByteBuffer whole = ByteBuffer.allocate(Chunks.BYTES);
    leaf.chunks().read(leaf.first(), 0, whole);
    leaf.moveTo(drive.overlay(), drive.overlay().add(whole.flip()));
  }

  private @Nullable Extent home() {
    return inPlace ? extent : null;
  }

  void flush() throws IOException {
    Drive medium;
    synchronized (lock) {
      checkThere();
      medium = home() == null ? null : drive;
    }
    // Others go on reading and writing meanwhile.
    if (medium != null) {
      medium.flush();
    }
  }

  DiskImage freeze() throws IOException {
    synchronized (lock) {
      checkThere();
      return new DiskImage(lock, drive, size, ChunkTree.share(root));
    }
  }

  /// Whether the chunk is known to be all zeros, without looking at it.
  boolean isKnownZeros(int chunk) {
    synchronized (lock) {
      Location there = ChunkTree.locate(root, chunk);
      return there.chunks() == null || !there.chunks().mayHoldData(there.chunk());
    }
  }

  /// Has the contents of a moment again, as a whole also when the power goes meanwhile; on return it is on the medium.
  void revertTo(DiskImage image) throws IOException {
    synchronized (lock) {
      checkThere();
      Node wanted = image.root(lock);
      if (image.size() != size) {
        throw new IllegalArgumentException(
            "a moment of a disk of %d bytes, and this one has %d".formatted(image.size(), size));
      }
      Extent home = home();
      if (home == null) {
        Node old = root;
        root = ChunkTree.share(wanted);
        ChunkTree.drop(old);
        return;
      }
      BitSet changed = ChunkTree.differences(root, wanted, home.count());
      if (changed.isEmpty()) {
        return;
      }
      Redo redo =
          Redo.write(
              drive,
              home.first(),
              changed,
              (chunk, bytes) -> ChunkTree.read(wanted, chunk, 0, bytes));
      gone = "it was being put back when the drive failed; open the store again";
      for (int chunk = changed.nextSetBit(0); chunk >= 0; chunk = changed.nextSetBit(chunk + 1)) {
        revert(home, chunk, wanted);
      }
      redo.done();
      gone = null;
    }
  }

  private void revert(Extent home, int chunk, @Nullable Node wanted) throws IOException {
    Location old = ChunkTree.locate(root, chunk);
    if (old.chunks() == drive && old.shared()) {
      moveAway(chunk);
    }
    int place = home.first() + chunk;
    if (ChunkTree.locate(wanted, chunk).chunks() == null) {
      drive.erase(place, 1);
      root = ChunkTree.replace(root, chunk, null);
    } else {
      ByteBuffer whole = ByteBuffer.allocate(Chunks.BYTES);
      ChunkTree.read(wanted, chunk, 0, whole);
      drive.write(place, 0, whole.flip());
      root = ChunkTree.replace(root, chunk, ChunkTree.run(drive, place));
    }
  }

  /// Gives everything up; moments and forks of it keep what they have. The extent is to be erased afterwards.
  void discard(String reason) throws IOException {
    synchronized (lock) {
      if (gone == null) {
        leaveExtent(0);
        ChunkTree.drop(root);
        root = null;
        gone = reason;
      }
    }
  }

  /// Nobody who shares something with this minidisk has it in the extent any more, from a chunk on.
  private void leaveExtent(int from) throws IOException {
    Extent home = home();
    if (home == null) {
      return;
    }
    BitSet shared = ChunkTree.sharedIn(root, drive, home.count());
    for (int c = shared.nextSetBit(from); c >= 0; c = shared.nextSetBit(c + 1)) {
      moveAway(c);
    }
  }

  /// The same minidisk with another size in another extent that begins at the same place; this one is of no use any more.
  Contents resized(Extent newExtent, long newSize) throws IOException {
    synchronized (lock) {
      checkThere();
      Node tree = root;
      if (extent != null && newExtent.count() < extent.count()) {
        leaveExtent(newExtent.count());
        for (int chunk = newExtent.count(); chunk < extent.count(); chunk++) {
          if (ChunkTree.locate(tree, chunk).chunks() != null) {
            tree = ChunkTree.replace(tree, chunk, null);
          }
        }
      }
      root = null;
      gone = "it was resized";
      return new Contents(lock, drive, newExtent, inPlace, newSize, tree);
    }
  }

  /// Makes what is behind the last sector of the last chunk zeros, for when the disk grows.
  void clearBehindEnd() throws IOException {
    synchronized (lock) {
      int used = (int) (size % Chunks.BYTES);
      int last = (int) (size / Chunks.BYTES);
      if (used > 0 && ChunkTree.locate(root, last).chunks() != null) {
        write(last, used, ByteBuffer.allocate(Chunks.BYTES - used));
      }
    }
  }

  private void checkThere() throws IOException {
    if (gone != null) {
      throw new IOException("the minidisk cannot be used any more: " + gone);
    }
  }
}
