package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file of the host, the chunks of which are read and never written.
///
/// @param size of it in bytes, which may end within a chunk; the rest reads as zeros
record HostImage(StoreFile file, long size) implements Chunks {
  @Override
  public void read(int chunk, int offset, ByteBuffer target) throws IOException {
    long position = (long) chunk * BYTES + offset;
    int there = Math.clamp(size - position, 0, target.remaining());
    int end = target.limit();
    target.limit(target.position() + there);
    file.read(position, target);
    target.limit(end);
    target.put(new byte[target.remaining()]);
  }

  @Override
  public boolean mayHoldData(int chunk) {
    return true;
  }

  @Override
  public void release(int chunk) {}
}
