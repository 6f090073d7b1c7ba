package softmetal.monitor.device.uart;

import java.util.Arrays;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// Bytes, first in, first out; grows as needed.
final class ByteQueue {
  private byte[] bytes = new byte[16];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(byte value) {
    if (head + size == bytes.length) {
      byte[] target = size > bytes.length / 2 ? new byte[2 * bytes.length] : bytes;
      System.arraycopy(bytes, head, target, 0, size);
      bytes = target;
      head = 0;
    }
    bytes[head + size++] = value;
  }

  /// @throws IllegalStateException when there is none
  byte remove() {
    if (size == 0) {
      throw new IllegalStateException("the queue is empty");
    }
    size--;
    return bytes[head++];
  }

  void clear() {
    head = 0;
    size = 0;
  }

  /// @param most how many there can be
  void load(StateInput input, int most) {
    byte[] saved = input.getBlock("a queue of bytes", most);
    bytes = Arrays.copyOf(saved, Math.max(16, saved.length));
    head = 0;
    size = saved.length;
  }

  void save(StateOutput output) {
    output.putBlock(Arrays.copyOfRange(bytes, head, head + size));
  }
}
