package softmetal.monitor.cli;

import java.io.PrintStream;
import softmetal.monitor.machine.Host;

/// The half of a console that every one shares: what the guest writes goes to a stream, in large pieces.
abstract class ConsoleOutput implements Host {
  private final PrintStream output;
  private final byte[] pending = new byte[4096];
  private int count;
  private Runnable whenBroken = () -> {};

  ConsoleOutput(PrintStream output) {
    this.output = output;
  }

  /// What to do when nothing can be written any more: nobody would see the guest going on.
  void whenBroken(Runnable action) {
    whenBroken = action;
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
      output.write(pending, 0, count);
      count = 0;
      if (output.checkError()) {
        whenBroken.run();
      }
    }
  }
}
