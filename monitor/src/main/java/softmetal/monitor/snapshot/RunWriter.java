package softmetal.monitor.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts blocks that come one by one, by ascending number, into as few chunks as possible.
final class RunWriter {
  private final ChunkWriter chunks;
  private final int blockBytes;
  private final List<Run> runs = new ArrayList<>();
  private final ByteBuffer pending = ByteBuffer.allocate(Chunk.MAX_BYTES);
  private int first;
  private int count;
  private boolean zeros;

  /// @param blockBytes of which [Chunk#MAX_BYTES] is a multiple
  RunWriter(ChunkWriter chunks, int blockBytes) {
    this.chunks = chunks;
    this.blockBytes = blockBytes;
  }

  /// @param contents null for zeros; fewer bytes than a block only for the last one of all
  void add(int number, @Nullable ByteBuffer contents) throws IOException {
    boolean continues = count > 0 && number == first + count && zeros == (contents == null);
    if (!continues || pending.remaining() < blockBytes) {
      flush();
      first = number;
      zeros = contents == null;
    }
    if (contents != null) {
      pending.put(contents);
    }
    count++;
  }

  private void flush() throws IOException {
    if (count > 0) {
      int chunk = zeros ? Run.ZEROS : chunks.put(pending.array(), 0, pending.position());
      runs.add(new Run(first, count, chunk));
    }
    count = 0;
    pending.clear();
  }

  /// All that were added.
  List<Run> finish() throws IOException {
    flush();
    return runs;
  }
}
