package softmetal.monitor.powercut;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import softmetal.monitor.machine.Host;

/// Types a text, a key each time the guest waits for something or a tenth of a virtual second has passed, and keeps what it sees.
final class Typist implements Host {
  private static final long PATIENCE_TICKS = 10_000_000;
  private static final int MAX_SHOWN = 1 << 20;
  private static final int MAX_WAITS_IN_SILENCE = 20_000;

  private final byte[] keys;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private int position;
  private long lastTicks;
  private int waitsInSilence;

  Typist(byte[] keys) {
    this.keys = keys;
  }

  @Override
  public void consoleOutput(int value) {
    waitsInSilence = 0;
    if (shown.size() < MAX_SHOWN) {
      shown.write(value);
    }
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    if (position == keys.length || !(idle || nowTicks - lastTicks >= PATIENCE_TICKS)) {
      return -1;
    }
    lastTicks = nowTicks;
    return keys[position++] & 0xff;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    waitsInSilence++;
    return nextTicks != Long.MAX_VALUE && waitsInSilence < MAX_WAITS_IN_SILENCE;
  }

  String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
