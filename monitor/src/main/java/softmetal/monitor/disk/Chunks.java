package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where chunks lie that a [ChunkTree] knows of: 16 KiB each, counted from 0.
interface Chunks {
  int BYTES = 16 * 1024;

  /// Fills `target` with what lies `offset` bytes into a chunk; must end within it.
  void read(int chunk, int offset, ByteBuffer target) throws IOException;

  /// False only when the chunk is known to be all zeros.
  boolean mayHoldData(int chunk);

  /// No tree knows the chunk any more.
  void release(int chunk);

  /// How many chunks so many bytes take.
  static long count(long bytes) {
    return bytes / BYTES + (bytes % BYTES == 0 ? 0 : 1);
  }

  static void checkInside(int chunk, int offset, ByteBuffer buffer) {
    if (chunk < 0 || offset < 0 || offset + buffer.remaining() > BYTES) {
      throw new IllegalArgumentException(
          "%d bytes at %d of chunk %d".formatted(buffer.remaining(), offset, chunk));
    }
  }
}
