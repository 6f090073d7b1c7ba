package softmetal.monitor.cli;

import java.io.PrintStream;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.disk.Progress;
import softmetal.monitor.project.ByteSize;

/// Says on standard error how far a piece of work has come, once it takes longer than two seconds.
final class ProgressLine implements Progress, AutoCloseable {
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final String what;
  private final PrintStream out;
  private final boolean terminal;
  private long nextNanos = System.nanoTime() + PATIENCE_NANOS;
  private boolean shown;

  ProgressLine(String what, Surroundings surroundings) {
    this.what = what;
    this.out = surroundings.err();
    this.terminal = surroundings.colour();
  }

  @Override
  public void at(long done, long total) {
    long now = System.nanoTime();
    if (now - nextNanos < 0 || total <= 0) {
      return;
    }
    nextNanos = now + (terminal ? PATIENCE_NANOS / 8 : PATIENCE_NANOS);
    String line =
        "%s: %d %% of %s".formatted(what, (long) (100.0 * done / total), ByteSize.print(total));
    out.print(terminal ? "\r" + line : line + "\n");
    out.flush();
    shown = true;
  }

  /// Leaves no half line behind.
  @Override
  public void close() {
    if (shown && terminal) {
      out.print("\r\u001b[K");
      out.flush();
      shown = false;
    }
  }
}
