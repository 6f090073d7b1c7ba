package softmetal.monitor.snapshot;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;

/// A snapshot file that is open: its index, and a way to its chunks.
///
/// Files may come from strangers. Nothing of one is believed before its header, the digest of its index and every number in that have been checked; a
/// chunk is checked when it is read.
final class SnapshotFile implements AutoCloseable {
  private final Path path;
  private final SnapshotFormat format;
  private final SnapshotIndex index;
  private final ChunkReader chunks;

  private SnapshotFile(Path path, SnapshotFormat format, SnapshotIndex index, ChunkReader chunks) {
    this.path = path;
    this.format = format;
    this.index = index;
    this.chunks = chunks;
  }

  /// @throws InvalidStateException with a reason when that is no snapshot file
  static SnapshotFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, READ);
    ChunkReader chunks = null;
    try {
      SnapshotFormat format = header(file);
      StateInput input = new StateInput(index(file, format));
      SnapshotIndex.Front front = SnapshotIndex.Front.load(input);
      chunks = new ChunkReader(file, input, format.indexPosition());
      return new SnapshotFile(path, format, SnapshotIndex.load(front, input, chunks), chunks);
    } catch (IOException | RuntimeException e) {
      file.close();
      if (chunks != null) {
        chunks.close();
      }
      throw e;
    }
  }

  /// Which snapshot a file holds, without a look at more than its header.
  ///
  /// @throws InvalidStateException when that is no snapshot file
  static SnapshotId id(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, READ)) {
      return header(file).id();
    }
  }

  private static SnapshotFormat header(FileChannel file) throws IOException {
    int length = (int) Math.min(SnapshotFormat.HEADER_BYTES, file.size());
    return SnapshotFormat.parse(read(file, 0, length), file.size());
  }

  private static byte[] index(FileChannel file, SnapshotFormat format) throws IOException {
    byte[] bytes = read(file, format.indexPosition(), format.indexBytes());
    byte[] digest = Chunk.sha256(bytes, 0, bytes.length);
    if (!Arrays.equals(digest, format.id().toBytes())) {
      throw new InvalidStateException("its index is damaged");
    }
    return bytes;
  }

  private static byte[] read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      if (file.read(target, position + target.position()) < 0) {
        throw new InvalidStateException("it ends at byte %d".formatted(position));
      }
    }
    return target.array();
  }

  Path path() {
    return path;
  }

  SnapshotId id() {
    return format.id();
  }

  /// How long the file is.
  long bytes() {
    return format.indexPosition() + format.indexBytes();
  }

  /// Where the chunks end.
  long indexPosition() {
    return format.indexPosition();
  }

  /// Where in the index the identity of its parent is, if it has one.
  int parentPosition() {
    int name = index.name().getBytes(StandardCharsets.UTF_8).length;
    int note = index.note().getBytes(StandardCharsets.UTF_8).length;
    return Integer.BYTES + name + Integer.BYTES + note + 1;
  }

  SnapshotIndex index() {
    return index;
  }

  ChunkReader chunks() {
    return chunks;
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}
