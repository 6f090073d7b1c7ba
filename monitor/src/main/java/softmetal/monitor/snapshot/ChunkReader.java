package softmetal.monitor.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;

/// Reads the chunks of a snapshot file, and believes none that is not what the index says.
final class ChunkReader implements AutoCloseable {
  private final FileChannel file;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Inflater inflater = new Inflater();
  private final byte[] stored = new byte[Chunk.MAX_BYTES];

  /// @param index at its table of chunks
  /// @param end where the chunks end in the file
  ChunkReader(FileChannel file, StateInput index, long end) {
    this.file = file;
    int most = (int) Math.min(Integer.MAX_VALUE, end);
    int count = index.getInt("the number of chunks", 0, most);
    long next = SnapshotFormat.HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      Chunk chunk = Chunk.load(index, end);
      if (chunk.position() != next) {
        throw new InvalidStateException(
            "chunk %d is at byte %d, not %d".formatted(i, chunk.position(), next));
      }
      chunks.add(chunk);
      next += chunk.stored();
    }
    if (next != end) {
      throw new InvalidStateException("chunks end at byte %d, not %d".formatted(next, end));
    }
  }

  int count() {
    return chunks.size();
  }

  /// How many bytes a chunk is when it is read.
  int length(int number) {
    return chunk(number).length();
  }

  private Chunk chunk(int number) {
    if (number < 0 || number >= chunks.size()) {
      throw new InvalidStateException("there is no chunk %d".formatted(number));
    }
    return chunks.get(number);
  }

  /// @throws InvalidStateException when the chunk is damaged
  byte[] read(int number) throws IOException {
    Chunk chunk = chunk(number);
    ByteBuffer target = ByteBuffer.wrap(stored, 0, chunk.stored());
    while (target.hasRemaining()) {
      if (file.read(target, chunk.position() + target.position()) < 0) {
        throw new InvalidStateException("it ends within chunk %d".formatted(number));
      }
    }
    if (!Arrays.equals(chunk.digest(), Chunk.sha256(stored, 0, chunk.stored()))) {
      throw new InvalidStateException(
          "chunk %d, %d bytes at byte %d, is damaged"
              .formatted(number, chunk.stored(), chunk.position()));
    }
    return chunk.isCompressed() ? inflated(number, chunk) : Arrays.copyOf(stored, chunk.stored());
  }

  private byte[] inflated(int number, Chunk chunk) {
    byte[] bytes = new byte[chunk.length()];
    inflater.reset();
    inflater.setInput(stored, 0, chunk.stored());
    try {
      int done = inflater.inflate(bytes);
      if (done == bytes.length && inflater.finished() && inflater.getRemaining() == 0) {
        return bytes;
      }
    } catch (DataFormatException e) {
      // Told below.
    }
    throw new InvalidStateException(
        "chunk %d does not hold %d bytes".formatted(number, chunk.length()));
  }

  /// What [ChunkWriter#putAll] has written.
  ///
  /// @param what it is, for messages
  byte[] readAll(String what, StateInput index, int most) throws IOException {
    int number = index.getInt("the first chunk of " + what, 0, chunks.size());
    int length = index.getInt("the length of " + what, 0, most);
    int count = (length + Chunk.MAX_BYTES - 1) / Chunk.MAX_BYTES;
    if (count > chunks.size() - number) {
      throw new InvalidStateException(
          "%s takes %d chunks, and there are not so many".formatted(what, count));
    }
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at += Chunk.MAX_BYTES) {
      byte[] part = read(number++);
      if (part.length != Math.min(Chunk.MAX_BYTES, length - at)) {
        throw new InvalidStateException("a chunk of %s has %d bytes".formatted(what, part.length));
      }
      System.arraycopy(part, 0, bytes, at, part.length);
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }
}
