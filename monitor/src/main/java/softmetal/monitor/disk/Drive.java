package softmetal.monitor.disk;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One drive of the physical machine: a file in which minidisks have their extents.
///
/// It is addressed in chunks of 16 KiB. A chunk that was never written takes no room and reads as zeros; the file comes to
/// be with the first write. On a file system that keeps sparse files the file is a plain image of the drive; elsewhere chunks are
/// appended in the order in which they are first written.
///
/// Any thread may use it; it does one thing at a time, like the real one. A thread that is interrupted while it uses a drive
/// closes the file for all, so those that do must never be.
final class Drive implements AutoCloseable {
  static final int CHUNK_BYTES = 16 * 1024;

  private final String name;
  private final long size;
  private final Place place;

  /// Where in the file each chunk is that has been written, counted in chunks.
  private final Map<Integer, Integer> slots = new HashMap<>();

  /// Slots of the file that no chunk uses any more.
  private final Deque<Integer> freeSlots = new ArrayDeque<>();

  private int slotCount;
  private @Nullable FileChannel file;

  /// @param size in bytes, a multiple of the chunk
  Drive(String name, long size, Place place) {
    if (size <= 0 || size % CHUNK_BYTES != 0 || size / CHUNK_BYTES > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("drive of %d bytes".formatted(size));
    }
    this.name = name;
    this.size = size;
    this.place = place;
  }

  String name() {
    return name;
  }

  /// In bytes.
  long size() {
    return size;
  }

  synchronized boolean isWritten(int chunk) {
    return slots.containsKey(chunk);
  }

  /// Fills `target` with what lies `offset` bytes into a chunk; must end within it.
  synchronized void read(int chunk, int offset, ByteBuffer target) throws IOException {
    checkInside(chunk, offset, target);
    FileChannel channel = file;
    Integer slot = slots.get(chunk);
    if (slot == null || channel == null) {
      target.put(new byte[target.remaining()]);
    } else {
      Transfer.readFully(channel, position(slot) + offset, target, name);
    }
  }

  /// Writes all of `source`; must end within the chunk. The first write to a chunk makes the rest of it zeros.
  synchronized void write(int chunk, int offset, ByteBuffer source) throws IOException {
    checkInside(chunk, offset, source);
    FileChannel channel = open();
    Integer slot = slots.get(chunk);
    if (slot != null) {
      Transfer.writeFully(channel, position(slot) + offset, source);
      return;
    }
    ByteBuffer whole = ByteBuffer.allocate(CHUNK_BYTES);
    whole.put(offset, source, source.position(), source.remaining());
    source.position(source.limit());
    int fresh = place.sparse() ? chunk : takeSlot();
    // A slot may hold what another chunk left there: it belongs to this one only when all of it has
    // been written.
    Transfer.writeFully(channel, position(fresh), whole);
    slots.put(chunk, fresh);
  }

  private int takeSlot() {
    Integer reused = freeSlots.pollFirst();
    return reused != null ? reused : slotCount++;
  }

  /// Makes `count` chunks read as zeros again and gives up their room.
  synchronized void erase(int firstChunk, int count) {
    Iterator<Map.Entry<Integer, Integer>> written = slots.entrySet().iterator();
    while (written.hasNext()) {
      Map.Entry<Integer, Integer> entry = written.next();
      int chunk = entry.getKey();
      if (chunk >= firstChunk && chunk - firstChunk < count) {
        if (!place.sparse()) {
          freeSlots.addLast(entry.getValue());
        }
        written.remove();
      }
    }
  }

  /// On return all that was written is on the medium.
  synchronized void flush() throws IOException {
    if (file != null) {
      file.force(true);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel channel = file;
    if (channel == null) {
      channel =
          FileChannel.open(
              place.directory().resolve(name + ".img"), CREATE_NEW, SPARSE, READ, WRITE);
      file = channel;
      if (place.sparse()) {
        Transfer.writeFully(channel, size - 1, ByteBuffer.allocate(1));
      }
    }
    return channel;
  }

  private static long position(int slot) {
    return (long) slot * CHUNK_BYTES;
  }

  private void checkInside(int chunk, int offset, ByteBuffer buffer) {
    if (offset < 0 || offset + buffer.remaining() > CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes at %d of chunk %d".formatted(buffer.remaining(), offset, chunk));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
