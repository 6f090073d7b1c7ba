package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file of a store, read and written at positions.
interface StoreFile extends AutoCloseable {
  /// Fills all of `target`.
  ///
  /// @throws java.io.EOFException when the file ends before
  void read(long position, ByteBuffer target) throws IOException;

  /// Writes all of `source`. It is on the medium after the next [#force]; until then a loss of power leaves any of its
  /// sectors of 512 bytes written and the others not.
  void write(long position, ByteBuffer source) throws IOException;

  /// On return all that was written is on the medium. After it has failed once nothing is known of what was written before.
  void force() throws IOException;

  long size() throws IOException;

  @Override
  void close() throws IOException;
}
