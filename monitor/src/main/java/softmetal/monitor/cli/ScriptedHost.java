package softmetal.monitor.cli;

import java.io.PrintStream;

/// Input from a file: typed as a patient person would, when the guest waits for something, or at the latest a tenth of a
/// virtual second after the key before. So every run of the same file goes the same way.
final class ScriptedHost extends ConsoleOutput {
  private static final long PATIENCE_TICKS = 10_000_000;

  private final byte[] script;
  private int position;
  private long lastTicks;

  ScriptedHost(byte[] script, PrintStream output) {
    super(output);
    this.script = script;
  }

  @Override
  boolean inputMayCome() {
    return position < script.length;
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    if (position == script.length || !(idle || nowTicks - lastTicks >= PATIENCE_TICKS)) {
      return -1;
    }
    lastTicks = nowTicks;
    return script[position++] & 0xff;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    flush();
    return waitsWithoutKeys(nextTicks);
  }
}
