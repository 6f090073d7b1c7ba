package softmetal.monitor.device.virtio;

import java.util.Arrays;
import softmetal.monitor.memory.Dma;

/// Pieces of guest memory, to be read or written from front to back as if they were one.
///
/// Addresses may lie outside RAM; such a piece can be passed over but moves no bytes.
public final class Buffers {
  private final Dma dma;
  private long[] addresses = new long[4];
  private long[] lengths = new long[4];
  private int count;
  private int current;
  private long offset;
  private long total;
  private long passed;

  Buffers(Dma dma) {
    this.dma = dma;
  }

  void add(long address, long length) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    addresses[count] = address;
    lengths[count++] = length;
    total += length;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Of all pieces together, in bytes.
  public long total() {
    return total;
  }

  /// Bytes not yet read, written or skipped.
  public long remaining() {
    return total - passed;
  }

  /// Moves the next bytes out of guest memory.
  ///
  /// @param length at most [#remaining]
  /// @return whether all of them are RAM
  public boolean read(byte[] target, int at, int length) {
    return pass(length, (address, done, part) -> dma.read(address, target, at + done, part));
  }

  /// Moves the next bytes into guest memory.
  ///
  /// @param length at most [#remaining]
  /// @return whether all of them are RAM
  public boolean write(byte[] source, int at, int length) {
    return pass(length, (address, done, part) -> dma.write(address, source, at + done, part));
  }

  public void skip(long length) {
    pass(length, (address, done, part) -> true);
  }

  @FunctionalInterface
  private interface Move {
    boolean move(long address, int done, int part);
  }

  private boolean pass(long length, Move move) {
    if (length < 0 || length > remaining()) {
      throw new IllegalArgumentException("%d of %d bytes".formatted(length, remaining()));
    }
    boolean good = true;
    long left = length;
    while (left > 0) {
      long part = Math.min(left, lengths[current] - offset);
      good &= move.move(addresses[current] + offset, (int) (length - left), (int) part);
      left -= part;
      offset += part;
      passed += part;
      if (offset == lengths[current]) {
        current++;
        offset = 0;
      }
    }
    return good;
  }
}
