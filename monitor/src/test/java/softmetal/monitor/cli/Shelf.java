package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.SequencedMap;
import softmetal.monitor.disk.FileSystemFormat;

/// The simplest file system that can refuse something: contents in a row, without names.
public final class Shelf implements FileSystemFormat {
  @Override
  public String name() {
    return "shelf";
  }

  @Override
  public void format(SeekableByteChannel disk, long size, SequencedMap<String, byte[]> files)
      throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (disk.position() + file.getValue().length > size) {
        throw new IOException(
            "%s has %d bytes, and %d are left"
                .formatted(file.getKey(), file.getValue().length, size - disk.position()));
      }
      disk.write(ByteBuffer.wrap(file.getValue()));
    }
  }
}
