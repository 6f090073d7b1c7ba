package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Chunks in no order in a file that never outlives the process: what overlays hold.
///
/// The file comes to be with the first write, and is as long as most chunks there were at any time. Not thread-safe.
final class ChunkFile implements Chunks, AutoCloseable {
  private final Place place;
  private final String name;
  private final long maxChunks;
  private final Deque<Integer> free = new ArrayDeque<>();
  private int count;
  private @Nullable StoreFile file;

  /// @param maxChunks more than so many at a time there will not be
  ChunkFile(Place place, String name, long maxChunks) {
    this.place = place;
    this.name = name;
    this.maxChunks = maxChunks;
  }

  /// A chunk that nobody has, filled.
  ///
  /// @param contents a whole chunk
  int add(ByteBuffer contents) throws IOException {
    if (contents.remaining() != BYTES) {
      throw new IllegalArgumentException("a chunk of " + contents.remaining());
    }
    Integer reused = free.pollFirst();
    if (reused == null && count >= maxChunks) {
      throw new IOException(
          "the overlays of a drive hold at most %d bytes, and are full"
              .formatted(maxChunks * BYTES));
    }
    int chunk = reused != null ? reused : count++;
    try {
      write(chunk, 0, contents);
    } catch (IOException e) {
      release(chunk);
      throw e;
    }
    return chunk;
  }

  void write(int chunk, int offset, ByteBuffer source) throws IOException {
    Chunks.checkInside(chunk, offset, source);
    StoreFile open = file;
    if (open == null) {
      open = place.create(name);
      file = open;
    }
    open.write(position(chunk) + offset, source);
  }

  @Override
  public void read(int chunk, int offset, ByteBuffer target) throws IOException {
    Chunks.checkInside(chunk, offset, target);
    StoreFile open = file;
    if (open == null) {
      throw new IllegalStateException("chunk %d of %s, which is empty".formatted(chunk, name));
    }
    open.read(position(chunk) + offset, target);
  }

  @Override
  public boolean mayHoldData(int chunk) {
    return true;
  }

  @Override
  public void release(int chunk) {
    free.addFirst(chunk);
  }

  /// How many chunks somebody has.
  int inUse() {
    return count - free.size();
  }

  private static long position(int chunk) {
    return (long) chunk * BYTES;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      place.delete(name);
    }
  }
}
