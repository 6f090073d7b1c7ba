package softmetal.monitor.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads and writes whole buffers, however many pieces the file system makes of them.
final class Transfer {
  private Transfer() {}

  static void readFully(FileChannel file, long position, ByteBuffer target, String name)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(target, at);
      if (count < 0) {
        throw new EOFException("%s ends at byte %d".formatted(name, at));
      }
      at += count;
    }
  }

  static void writeFully(FileChannel file, long position, ByteBuffer source) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += file.write(source, at);
    }
  }
}
