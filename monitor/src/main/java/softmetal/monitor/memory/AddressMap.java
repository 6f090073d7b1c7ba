package softmetal.monitor.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What lies where in physical address space. Ranges never overlap; most addresses belong to none.
public final class AddressMap<T> {

  /// `size` bytes from `start` on.
  public record Range<T>(long start, long size, T value) {
    public Range {
      if (start < 0 || size <= 0 || start + size < 0) {
        throw new IllegalArgumentException("range of %#x bytes at %#x".formatted(size, start));
      }
    }

    /// Whether `length` bytes from an address on lie inside.
    public boolean contains(long address, long length) {
      long offset = address - start;
      return offset >= 0 && offset <= size && length >= 0 && length <= size - offset;
    }

    public boolean overlaps(Range<?> other) {
      return start < other.start + other.size && other.start < start + size;
    }
  }

  /// In ascending order of addresses.
  private final List<Range<T>> ranges = new ArrayList<>();

  /// @throws IllegalArgumentException when some of it is taken already
  public void add(long start, long size, T value) {
    Range<T> added = new Range<>(start, size, value);
    int index = 0;
    for (Range<T> range : ranges) {
      if (range.overlaps(added)) {
        throw new IllegalArgumentException("%s overlaps %s".formatted(added, range));
      }
      if (range.start < start) {
        index++;
      }
    }
    ranges.add(index, added);
  }

  /// The range that an address belongs to, or null. Any 64-bit value may be asked for.
  public @Nullable Range<T> find(long address) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range<T> range = ranges.get(middle);
      if (address < range.start) {
        high = middle - 1;
      } else if (address - range.start >= range.size) {
        low = middle + 1;
      } else {
        return range;
      }
    }
    return null;
  }

  /// In ascending order of addresses.
  public List<Range<T>> ranges() {
    return Collections.unmodifiableList(ranges);
  }
}
