package softmetal.monitor.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import softmetal.monitor.state.ByteArrayOutput;

/// Appends the chunks of a snapshot to its file, compressed where that pays.
final class ChunkWriter implements AutoCloseable {
  private final FileChannel file;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final byte[] compressed = new byte[Chunk.MAX_BYTES];
  private long position = SnapshotFormat.HEADER_BYTES;

  ChunkWriter(FileChannel file) {
    this.file = file;
  }

  /// @param length 1 to [Chunk#MAX_BYTES]
  /// @return the number of the chunk
  int put(byte[] bytes, int offset, int length) throws IOException {
    deflater.reset();
    deflater.setInput(bytes, offset, length);
    deflater.finish();
    int stored = deflater.deflate(compressed, 0, length - 1);
    if (deflater.finished()) {
      append(compressed, 0, stored, length);
    } else {
      append(bytes, offset, length, length);
    }
    return chunks.size() - 1;
  }

  private void append(byte[] bytes, int offset, int stored, int length) throws IOException {
    chunks.add(new Chunk(position, stored, length, Chunk.sha256(bytes, offset, stored)));
    write(ByteBuffer.wrap(bytes, offset, stored), position);
    position += stored;
  }

  /// As many chunks as it takes; the index then holds the number of the first one and the length.
  void putAll(byte[] bytes, ByteArrayOutput index) throws IOException {
    index.putInt(chunks.size());
    index.putInt(bytes.length);
    for (int at = 0; at < bytes.length; at += Chunk.MAX_BYTES) {
      put(bytes, at, Math.min(Chunk.MAX_BYTES, bytes.length - at));
    }
  }

  /// Where the next chunk would be.
  long position() {
    return position;
  }

  void saveTable(ByteArrayOutput index) {
    index.putInt(chunks.size());
    chunks.forEach(chunk -> chunk.save(index));
  }

  void write(ByteBuffer bytes, long at) throws IOException {
    for (long next = at; bytes.hasRemaining(); ) {
      next += file.write(bytes, next);
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
