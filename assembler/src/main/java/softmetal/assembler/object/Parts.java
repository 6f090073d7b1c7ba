package softmetal.assembler.object;

import java.util.ArrayList;
import java.util.List;

/// The bytes of a file, as the arrays that it is put together from: each is copied once, at the end.
final class Parts {
  private final List<byte[]> all = new ArrayList<>();
  private int size;

  /// @param part not copied yet, and so not to be written to any more
  void add(byte[] part) {
    size = Math.addExact(size, part.length);
    all.add(part);
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    byte[] bytes = new byte[size];
    int at = 0;
    for (byte[] part : all) {
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    return bytes;
  }
}
