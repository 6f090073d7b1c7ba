package softmetal.monitor.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Collects what components save in an array.
public final class ByteArrayOutput implements StateOutput {
  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void putByte(int value) {
    room(1).put((byte) value);
  }

  @Override
  public void putInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  @Override
  public void putLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  @Override
  public void putBytes(byte[] source, int offset, int length) {
    room(length).put(source, offset, length);
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int wanted = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more));
      bytes = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    return bytes;
  }

  public byte[] toByteArray() {
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    return all;
  }
}
