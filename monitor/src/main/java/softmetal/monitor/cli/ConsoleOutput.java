package softmetal.monitor.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.machine.Host;

/// The half of a console that every one shares: what the guest writes goes to a stream, in large pieces, on a thread of its own.
abstract class ConsoleOutput implements Host {
  /// With the timer of most kernels, half an hour of virtual time; a few seconds of the host's.
  private static final int MAX_WAITS_IN_SILENCE = 200_000;

  private final OutputPump output;
  private final byte[] pending = new byte[4096];
  private int count;
  private long bytes;
  private int waitsInSilence;
  private @Nullable ConsoleLog log;

  ConsoleOutput(PrintStream output) {
    this.output = new OutputPump(output);
  }

  /// What to do when nothing can be written any more: nobody would see the guest going on.
  void whenBroken(Runnable action) {
    output.whenBroken(action);
  }

  /// Keeps a copy of all that follows.
  void copyTo(ConsoleLog copy) {
    log = copy;
  }

  @Override
  public void consoleOutput(int value) {
    if (count == pending.length) {
      flush();
    }
    pending[count++] = (byte) value;
    waitsInSilence = 0;
    bytes++;
  }

  /// How much the guest has written.
  final long bytes() {
    return bytes;
  }

  /// Whether somebody might still type.
  abstract boolean inputMayCome();

  /// Whether a guest to which nobody will ever type again should wait for its next event. One that has only waited for
  /// very long, and written nothing, waits for keys: its timer alone would keep it, and the host, busy for ever.
  final boolean waitsWithoutKeys(long nextTicks) {
    waitsInSilence++;
    return nextTicks != Long.MAX_VALUE && waitsInSilence < MAX_WAITS_IN_SILENCE;
  }

  /// Gives the user what the guest has written so far.
  void flush() {
    if (count > 0) {
      ConsoleLog copy = log;
      if (copy != null) {
        copy.write(pending, count);
      }
      output.write(pending, count);
      count = 0;
    }
  }

  /// Returns when the user has all that the guest has written, or can have no more.
  void finish() {
    flush();
    output.finish();
  }

  /// Says that the user has left. For any thread.
  void abandon() {
    output.abandon();
  }
}
