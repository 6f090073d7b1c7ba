package softmetal.monitor.machine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Nobody at the keyboard: keeps what the guest writes, and lets idle time pass at once.
public final class RecordingHost implements Host {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Override
  public void consoleOutput(int value) {
    output.write(value);
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    return -1;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return nextTicks != Long.MAX_VALUE;
  }

  public String text() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }
}
