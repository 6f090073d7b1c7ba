package softmetal.monitor.snapshot;

import java.util.ArrayList;
import java.util.List;
import softmetal.monitor.state.ByteArrayOutput;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;

/// Consecutive blocks of one size, of RAM or of a disk, and the chunk that holds them.
///
/// @param first the number of the first one
/// @param chunk [#ZEROS] when all of them are zeros
record Run(int first, int count, int chunk) {
  static final int ZEROS = -1;

  /// In the index.
  static final int INDEX_BYTES = 3 * Integer.BYTES;

  int end() {
    return first + count;
  }

  static void save(List<Run> runs, ByteArrayOutput index) {
    index.putInt(runs.size());
    for (Run run : runs) {
      index.putInt(run.first);
      index.putInt(run.count);
      index.putInt(run.chunk);
    }
  }

  /// @param what has the blocks, for messages
  /// @param size of it, in bytes; the last block may be shorter
  static List<Run> load(
      String what, long size, int blockBytes, StateInput index, ChunkReader chunks) {
    int blocks = (int) ((size + blockBytes - 1) / blockBytes);
    int number = index.getInt("the number of pieces of " + what, 0, blocks);
    List<Run> runs = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < number; i++) {
      int first = index.getInt("a piece of " + what, next, blocks - 1);
      int count = index.getInt("the length of a piece of " + what, 1, blocks - first);
      int chunk = index.getInt("the chunk of a piece of " + what, ZEROS, chunks.count() - 1);
      Run run = new Run(first, count, chunk);
      long bytes = Math.min((long) count * blockBytes, size - (long) first * blockBytes);
      if (chunk != ZEROS && chunks.length(chunk) != bytes) {
        throw new InvalidStateException(
            "a piece of %s has %d bytes, and its chunk %d"
                .formatted(what, bytes, chunks.length(chunk)));
      }
      runs.add(run);
      next = run.end();
    }
    return runs;
  }
}
