package softmetal.monitor.machine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Nobody at the keyboard, or a text that is typed as fast as it is taken: keeps what the guest writes, and lets idle time pass at once.
public final class RecordingHost implements Host {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final byte[] typed;
  private int position;

  public RecordingHost() {
    this(new byte[0]);
  }

  public RecordingHost(byte[] typed) {
    this.typed = typed;
  }

  @Override
  public void consoleOutput(int value) {
    output.write(value);
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    return position < typed.length ? typed[position++] & 0xff : -1;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return nextTicks != Long.MAX_VALUE;
  }

  public String text() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }
}
