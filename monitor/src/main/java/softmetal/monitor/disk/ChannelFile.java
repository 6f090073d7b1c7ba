package softmetal.monitor.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A file of any file system that Java knows, whose reads and writes are whole however many pieces the file system makes of them.
///
/// A thread that is interrupted while it uses one closes it for all, so those that do must never be.
record ChannelFile(FileChannel channel, String name) implements StoreFile {
  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException("%s ends at byte %d".formatted(name, at));
      }
      at += count;
    }
  }

  @Override
  public void write(long position, ByteBuffer source) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(true);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
