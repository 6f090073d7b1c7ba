package softmetal.monitor.state;

import java.io.ByteArrayOutputStream;

/// What a component saved, for tests to look at.
public final class RecordedState implements StateOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public static byte[] of(Component component) {
    RecordedState state = new RecordedState();
    component.save(state);
    return state.bytes.toByteArray();
  }

  @Override
  public void putByte(int value) {
    bytes.write(value);
  }

  @Override
  public void putInt(int value) {
    putLittleEndian(value, 4);
  }

  @Override
  public void putLong(long value) {
    putLittleEndian(value, 8);
  }

  @Override
  public void putBytes(byte[] source, int offset, int length) {
    bytes.write(source, offset, length);
  }

  private void putLittleEndian(long value, int length) {
    for (int i = 0; i < length; i++) {
      putByte((int) (value >>> (8 * i)));
    }
  }
}
