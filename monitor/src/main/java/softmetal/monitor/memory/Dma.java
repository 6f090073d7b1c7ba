package softmetal.monitor.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// How everything but a hart reaches RAM: by physical address, checked, and seen by [WriteObserver]s.
///
/// Addresses and lengths come from guests and may be anything: what is not wholly inside RAM is refused by a `false`.
/// Numbers are little-endian and need no alignment; only the caller knows that they are inside, so a number outside is a
/// mistake of the caller ([IllegalArgumentException]): ask [#contains] first.
public final class Dma {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Ram ram;
  private final long base;
  private final long size;
  private final MemorySegment segment;
  private final List<WriteObserver> observers = new ArrayList<>();

  public Dma(Ram ram) {
    this.ram = ram;
    base = ram.base();
    size = ram.size();
    segment = ram.segment();
  }

  /// Tells `observer` of every write from now on.
  public void observe(WriteObserver observer) {
    observers.add(observer);
  }

  /// Whether `length` bytes from an address on are all RAM. Both are unsigned; no sum of them overflows.
  public boolean contains(long address, long length) {
    long offset = address - base;
    return Long.compareUnsigned(offset, size) <= 0
        && Long.compareUnsigned(length, size - offset) <= 0;
  }

  /// @return whether the range is RAM; otherwise nothing was read
  public boolean read(long address, byte[] target, int offset, int length) {
    if (!contains(address, length)) {
      return false;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, address - base, target, offset, length);
    return true;
  }

  /// @return whether the range is RAM; otherwise nothing was written
  public boolean write(long address, byte[] source, int offset, int length) {
    if (!contains(address, length)) {
      return false;
    }
    writing(address, length);
    MemorySegment.copy(source, offset, segment, ValueLayout.JAVA_BYTE, address - base, length);
    written(address, length);
    return true;
  }

  public short getShort(long address) {
    return segment.get(SHORT, offset(address, 2));
  }

  public int getInt(long address) {
    return segment.get(INT, offset(address, 4));
  }

  public long getLong(long address) {
    return segment.get(LONG, offset(address, 8));
  }

  public void putByte(long address, byte value) {
    long offset = offset(address, 1);
    writing(address, 1);
    segment.set(ValueLayout.JAVA_BYTE, offset, value);
    written(address, 1);
  }

  public void putShort(long address, short value) {
    long offset = offset(address, 2);
    writing(address, 2);
    segment.set(SHORT, offset, value);
    written(address, 2);
  }

  public void putInt(long address, int value) {
    long offset = offset(address, 4);
    writing(address, 4);
    segment.set(INT, offset, value);
    written(address, 4);
  }

  public void putLong(long address, long value) {
    long offset = offset(address, 8);
    writing(address, 8);
    segment.set(LONG, offset, value);
    written(address, 8);
  }

  private long offset(long address, int length) {
    if (!contains(address, length)) {
      throw new IllegalArgumentException("%d bytes at %#x are not RAM".formatted(length, address));
    }
    return address - base;
  }

  private void writing(long address, long length) {
    long end = address - base + length;
    for (long page = (address - base) & -Ram.PAGE_BYTES; page < end; page += Ram.PAGE_BYTES) {
      ram.written(page);
    }
  }

  private void written(long address, long length) {
    if (length > 0) {
      for (WriteObserver observer : observers) {
        observer.written(address, length);
      }
    }
  }
}
