package softmetal.monitor.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.StateOutput;

/// A contiguous extent of a drive that one machine sees as a complete disk.
///
/// What was never written reads as zeros, or as the image that it was made from. The thread that runs the machine uses it, and
/// must never be interrupted (see [Drive]).
public final class Minidisk implements Component {
  public static final int SECTOR_BYTES = 512;

  private final String name;
  private final long size;
  private final Drives.Extent extent;
  private final @Nullable FileChannel image;

  Minidisk(String name, long size, Drives.Extent extent, @Nullable FileChannel image) {
    this.name = name;
    this.size = size;
    this.extent = extent;
    this.image = image;
  }

  /// In bytes, a multiple of a sector.
  public long size() {
    return size;
  }

  /// Whether `length` bytes from a position on all lie on this disk. Both may be anything.
  public boolean contains(long position, long length) {
    return position >= 0 && length >= 0 && position <= size && length <= size - position;
  }

  /// Fills all of `target`. Either may be anywhere, not only at the boundary of a sector.
  ///
  /// @throws IllegalArgumentException when not all of that lies on the disk
  /// @throws IOException when the host fails; how much of `target` was filled is then unknown
  public void read(long position, ByteBuffer target) throws IOException {
    checkInside(position, target);
    int end = target.limit();
    long at = position;
    while (target.position() < end) {
      int offset = (int) (at % Drive.CHUNK_BYTES);
      int length = Math.min(end - target.position(), Drive.CHUNK_BYTES - offset);
      target.limit(target.position() + length);
      readWithinChunk(at, offset, target);
      target.limit(end);
      at += length;
    }
  }

  private void readWithinChunk(long at, int offset, ByteBuffer target) throws IOException {
    int chunk = chunk(at);
    if (image != null && !extent.drive().isWritten(chunk)) {
      Transfer.readFully(image, at, target, "the image of " + name);
    } else {
      extent.drive().read(chunk, offset, target);
    }
  }

  /// Writes all of `source`. It is on the medium after the next [#flush].
  ///
  /// @throws IllegalArgumentException when not all of that lies on the disk
  /// @throws IOException when the host fails; how much was written is then unknown
  public void write(long position, ByteBuffer source) throws IOException {
    checkInside(position, source);
    int end = source.limit();
    long at = position;
    while (source.position() < end) {
      int offset = (int) (at % Drive.CHUNK_BYTES);
      int length = Math.min(end - source.position(), Drive.CHUNK_BYTES - offset);
      source.limit(source.position() + length);
      writeWithinChunk(at, offset, source);
      source.limit(end);
      at += length;
    }
  }

  /// The first write to a chunk copies from the image what the write leaves alone.
  private void writeWithinChunk(long at, int offset, ByteBuffer source) throws IOException {
    int chunk = chunk(at);
    if (image != null && !extent.drive().isWritten(chunk)) {
      long start = at - offset;
      ByteBuffer whole = ByteBuffer.allocate((int) Math.min(Drive.CHUNK_BYTES, size - start));
      Transfer.readFully(image, start, whole, "the image of " + name);
      whole.put(offset, source, source.position(), source.remaining());
      source.position(source.limit());
      extent.drive().write(chunk, 0, whole.flip());
    } else {
      extent.drive().write(chunk, offset, source);
    }
  }

  /// On return all that was written is on the medium.
  public void flush() throws IOException {
    extent.drive().flush();
  }

  Drives.Extent extent() {
    return extent;
  }

  void close() throws IOException {
    if (image != null) {
      image.close();
    }
  }

  private int chunk(long position) {
    return extent.first() + (int) (position / Drive.CHUNK_BYTES);
  }

  private void checkInside(long position, ByteBuffer buffer) {
    if (!contains(position, buffer.remaining())) {
      throw new IllegalArgumentException(
          "%d bytes at %d of a disk of %d".formatted(buffer.remaining(), position, size));
    }
  }

  /// The drive it is on, and its own name: `drive0/minidisk0`.
  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  /// The size; for each chunk of 16 KiB that is not all zeros its number and its bytes (fewer in the last one); then -1.
  @Override
  public void save(StateOutput output) {
    output.putLong(size);
    byte[] bytes = new byte[Drive.CHUNK_BYTES];
    byte[] zeros = new byte[Drive.CHUNK_BYTES];
    try {
      for (long at = 0; at < size; at += Drive.CHUNK_BYTES) {
        if (image == null && !extent.drive().isWritten(chunk(at))) {
          continue;
        }
        int length = (int) Math.min(Drive.CHUNK_BYTES, size - at);
        read(at, ByteBuffer.wrap(bytes, 0, length));
        if (!Arrays.equals(bytes, 0, length, zeros, 0, length)) {
          output.putLong(at / Drive.CHUNK_BYTES);
          output.putBytes(bytes, 0, length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output.putLong(-1);
  }
}
