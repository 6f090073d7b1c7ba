package softmetal.monitor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output, which remembers why it failed: a full disk must not look like success.
final class StandardOutput extends OutputStream {
  private final OutputStream stream = new FileOutputStream(FileDescriptor.out);
  private volatile @Nullable IOException failure;

  /// Why something could not be written, or empty if all went well.
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /// Whether the reader is gone, as in `softmetal dump kernel.elf | head`: nobody wants to hear of that.
  boolean readerIsGone() {
    IOException reason = failure;
    return reason != null
        && String.valueOf(reason.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int start, int count) throws IOException {
    try {
      stream.write(bytes, start, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
