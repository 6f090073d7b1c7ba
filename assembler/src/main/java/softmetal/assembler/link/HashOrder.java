package softmetal.assembler.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which GNU ld walks its table of global symbols, and so allocates common symbols.
final class HashOrder {
  // The table grows when it is three quarters full; its sizes are primes.
  private static final int[] SIZES = {4051, 8191, 16381, 32749, 65521, 131071, 262139, 524287};

  private HashOrder() {}

  /// @param names in the order in which they were first seen
  static List<String> sorted(List<String> names) {
    int size = SIZES[SIZES.length - 1];
    for (int i = SIZES.length - 1; i >= 0 && names.size() <= SIZES[i] * 3L / 4; i--) {
      size = SIZES[i];
    }
    int buckets = size;
    // Within a bucket the newest comes first; sorting is stable.
    record Placed(String name, long bucket) {}
    List<Placed> newestFirst = new ArrayList<>(names.size());
    for (String name : names.reversed()) {
      newestFirst.add(new Placed(name, Long.remainderUnsigned(hash(name), buckets)));
    }
    newestFirst.sort(Comparator.comparingLong(Placed::bucket));
    return newestFirst.stream().map(Placed::name).toList();
  }

  static long hash(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    long hash = 0;
    for (byte b : bytes) {
      long c = b & 0xff;
      hash += c + (c << 17);
      hash ^= hash >>> 2;
    }
    hash += bytes.length + ((long) bytes.length << 17);
    return hash ^ hash >>> 2;
  }
}
