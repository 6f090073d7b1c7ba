package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.ChunkTree.Node;

/// One moment of a disk: it never changes, whatever is written to the disk afterwards.
///
/// It costs nothing but what the disk, and whoever else has the same contents, no longer have in common with it. It must be
/// closed, or it costs that until the drives are closed. Any thread may use it.
public final class DiskImage implements AutoCloseable {
  private final Object lock;
  private final Drive drive;
  private final long size;
  private final @Nullable Node root;
  private boolean closed;

  /// Something done to chunks of 16 KiB (fewer bytes at the end of a disk).
  public interface ChunkVisitor {
    /// @param position of the first byte on the disk
    /// @param contents which are of no use after the call
    void visit(long position, ByteBuffer contents) throws IOException;
  }

  /// @param root a reference of its own
  DiskImage(Object lock, Drive drive, long size, @Nullable Node root) {
    this.lock = lock;
    this.drive = drive;
    this.size = size;
    this.root = root;
  }

  /// In bytes.
  public long size() {
    return size;
  }

  /// Fills all of `target`.
  ///
  /// @throws IllegalArgumentException when not all of that lies on the disk
  /// @throws IOException when the host fails
  public void read(long position, ByteBuffer target) throws IOException {
    Contents.checkInside(size, position, target);
    Contents.inPieces(
        position,
        target,
        (chunk, offset, piece) -> {
          synchronized (lock) {
            ChunkTree.read(root(lock), chunk, offset, piece);
          }
        });
  }

  /// A disk that begins with these contents; what is written to it is its own. It outlives this moment, and vanishes with the process
  /// at the latest.
  ///
  /// @see Drives#release
  public Minidisk fork(String name) {
    synchronized (lock) {
      Node shared = ChunkTree.share(root(lock));
      return new Minidisk(name, Contents.fork(lock, drive, size, shared), false);
    }
  }

  /// The same moment once more, to be closed on its own.
  public DiskImage share() {
    synchronized (lock) {
      return new DiskImage(lock, drive, size, ChunkTree.share(root(lock)));
    }
  }

  /// Visits, in order, the chunks with other contents than in another moment.
  ///
  /// @param parent of the same drives, usually an earlier moment of the same disk, and of the same size; null for one that is all
  ///     zeros
  public void forEachChunkSince(@Nullable DiskImage parent, ChunkVisitor visitor)
      throws IOException {
    if (parent != null && parent.size != size) {
      throw new IllegalArgumentException(
          "moments of disks of %d and of %d bytes".formatted(parent.size, size));
    }
    BitSet candidates;
    synchronized (lock) {
      Node other = parent == null ? null : parent.root(lock);
      candidates = ChunkTree.differences(root(lock), other, (int) Chunks.count(size));
    }
    byte[] bytes = new byte[Chunks.BYTES];
    byte[] others = new byte[Chunks.BYTES];
    for (int c = candidates.nextSetBit(0); c >= 0; c = candidates.nextSetBit(c + 1)) {
      long position = (long) c * Chunks.BYTES;
      ByteBuffer chunk = ByteBuffer.wrap(bytes, 0, length(c));
      ByteBuffer other = ByteBuffer.wrap(others, 0, length(c));
      read(position, chunk);
      if (parent != null) {
        parent.read(position, other);
      }
      if (!chunk.flip().equals(other.flip().limit(length(c)))) {
        visitor.visit(position, chunk);
      }
    }
  }

  private int length(int chunk) {
    return (int) Math.min(Chunks.BYTES, size - (long) chunk * Chunks.BYTES);
  }

  /// @param user the lock of who wants it: trees of different drives have nothing in common
  @SuppressWarnings("ReferenceEquality") // a lock is told apart by being it
  @Nullable Node root(Object user) {
    if (user != lock) {
      throw new IllegalArgumentException("a moment of a disk of other drives");
    }
    if (closed) {
      throw new IllegalStateException("this moment of a disk has been closed");
    }
    return root;
  }

  /// Gives up what nobody else needs.
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        ChunkTree.drop(root);
        closed = true;
      }
    }
  }

  /// Makes a moment of chunks that come from elsewhere, such as a file.
  public static final class Builder implements AutoCloseable {
    private final Object lock;
    private final Drive drive;
    private final long size;
    private @Nullable Node root;
    private boolean built;

    Builder(Object lock, Drive drive, long size, @Nullable Node root) {
      this.lock = lock;
      this.drive = drive;
      this.size = size;
      this.root = root;
    }

    /// Says what a chunk holds; those of which nothing is said are as in the parent.
    ///
    /// @param position a multiple of 16 KiB
    /// @param contents 16 KiB, or what is left of the disk
    /// @throws IllegalArgumentException when the disk has no such chunk
    /// @throws IOException when the host fails, or there is no room
    public void put(long position, ByteBuffer contents) throws IOException {
      Contents.checkInside(size, position, contents);
      if (position % Chunks.BYTES != 0
          || contents.remaining() != Math.min(Chunks.BYTES, size - position)) {
        throw new IllegalArgumentException(
            "%d bytes at %d are no chunk".formatted(contents.remaining(), position));
      }
      ByteBuffer whole = ByteBuffer.allocate(Chunks.BYTES).put(contents).clear();
      synchronized (lock) {
        int added = drive.overlay().add(whole);
        root =
            ChunkTree.replace(
                root, (int) (position / Chunks.BYTES), ChunkTree.run(drive.overlay(), added));
      }
    }

    /// The moment; nothing more can be put then.
    public DiskImage build() {
      synchronized (lock) {
        if (built) {
          throw new IllegalStateException("it is built already");
        }
        built = true;
        return new DiskImage(lock, drive, size, root);
      }
    }

    /// Gives up what was put, unless it was built.
    @Override
    public void close() {
      synchronized (lock) {
        if (!built) {
          built = true;
          ChunkTree.drop(root);
        }
      }
    }
  }
}
