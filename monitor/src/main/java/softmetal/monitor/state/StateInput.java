package softmetal.monitor.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/// Reads what a [Component] has saved, in the same order; the twin of [StateOutput].
///
/// Whatever the bytes are, every method returns a value in its range or throws [InvalidStateException].
public final class StateInput {
  private final ByteBuffer bytes;

  public StateInput(byte[] saved) {
    bytes = ByteBuffer.wrap(saved).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// 0 to 255.
  public int getByte() {
    return get(ByteBuffer::get) & 0xff;
  }

  public int getInt() {
    return get(ByteBuffer::getInt);
  }

  public long getLong() {
    return get(ByteBuffer::getLong);
  }

  public boolean getBoolean() {
    return getByte("a truth value", 0, 1) == 1;
  }

  /// @param what the value is, for the message
  public int getByte(String what, int least, int most) {
    return (int) checked(what, getByte(), least, most);
  }

  public int getInt(String what, int least, int most) {
    return (int) checked(what, getInt(), least, most);
  }

  public long getLong(String what, long least, long most) {
    return checked(what, getLong(), least, most);
  }

  /// Fills an array.
  public void getLongs(long[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = getLong();
    }
  }

  /// Fills an array.
  public void getInts(int[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = getInt();
    }
  }

  /// The next bytes.
  ///
  /// @param length any number; too many are never allocated
  public byte[] getBytes(int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new InvalidStateException(
          "%d bytes announced, %d there".formatted(length, bytes.remaining()));
    }
    byte[] target = new byte[length];
    bytes.get(target);
    return target;
  }

  /// A length and so many bytes.
  ///
  /// @param what the bytes are, for the message
  public byte[] getBlock(String what, int most) {
    return getBytes(getInt("the length of " + what, 0, most));
  }

  /// @throws InvalidStateException when something is left
  public void end() {
    if (bytes.hasRemaining()) {
      throw new InvalidStateException("%d bytes too many".formatted(bytes.remaining()));
    }
  }

  private <T> T get(Function<ByteBuffer, T> value) {
    try {
      return value.apply(bytes);
    } catch (BufferUnderflowException e) {
      throw new InvalidStateException("it ends too early");
    }
  }

  private static long checked(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new InvalidStateException(
          "%s is %d, not from %d to %d".formatted(what, value, least, most));
    }
    return value;
  }
}
