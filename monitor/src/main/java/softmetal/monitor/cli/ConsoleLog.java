package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// All that a guest wrote to its consoles, in a file; at most [#MAX_BYTES], since a guest must not fill the disk of the host.
final class ConsoleLog implements AutoCloseable {
  static final long MAX_BYTES = 1L << 30;

  private static final byte[] FULL = "\n[softmetal: the log is full]\n".getBytes(US_ASCII);

  private final OutputStream file;
  private final long maxBytes;
  private long written;
  private @Nullable IOException failure;

  ConsoleLog(OutputStream file) {
    this(file, MAX_BYTES);
  }

  ConsoleLog(OutputStream file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  void write(byte[] bytes, int count) {
    if (failure != null || written == maxBytes) {
      return;
    }
    int part = (int) Math.min(count, maxBytes - written);
    try {
      file.write(bytes, 0, part);
      written += part;
      if (written == maxBytes) {
        file.write(FULL);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /// @throws IOException when not everything could be written
  @Override
  public void close() throws IOException {
    file.close();
    if (failure != null) {
      throw failure;
    }
  }
}
