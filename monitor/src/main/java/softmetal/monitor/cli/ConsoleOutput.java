package softmetal.monitor.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import softmetal.monitor.machine.Host;

/// The half of a console that every one shares: what the guest writes goes to a stream, in large pieces.
abstract class ConsoleOutput implements Host {
  private final OutputStream output;
  private final byte[] pending = new byte[4096];
  private int count;

  ConsoleOutput(OutputStream output) {
    this.output = output;
  }

  @Override
  public void consoleOutput(int value) {
    if (count == pending.length) {
      flush();
    }
    pending[count++] = (byte) value;
  }

  /// Gives the user what the guest has written so far.
  void flush() {
    if (count > 0) {
      int length = count;
      count = 0;
      try {
        output.write(pending, 0, length);
        output.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
