package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A minidisk as the JDK's tools see a file: for making file systems, and for looking into them. Its size never changes.
public final class MinidiskChannel implements SeekableByteChannel {
  private final Minidisk disk;
  private long position;
  private boolean open = true;

  public MinidiskChannel(Minidisk disk) {
    this.disk = disk;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = (int) Math.min(target.remaining(), disk.size() - position);
    if (count <= 0) {
      return target.hasRemaining() ? -1 : 0;
    }
    disk.read(position, take(target, count));
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    if (count > disk.size() - position) {
      throw new IOException(
          "%d bytes at byte %d of a disk of %d bytes".formatted(count, position, disk.size()));
    }
    disk.write(position, take(source, count));
    position += count;
    return count;
  }

  private static ByteBuffer take(ByteBuffer buffer, int count) {
    ByteBuffer part = buffer.slice(buffer.position(), count);
    buffer.position(buffer.position() + count);
    return part;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("position " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
