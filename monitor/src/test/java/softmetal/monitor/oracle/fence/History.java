package softmetal.monitor.oracle.fence;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/// The values that something in memory has had, and until when.
final class History<T> {
  private record Past<T>(T value, int end) {}

  private final List<Past<T>> past = new ArrayList<>();
  private T present;

  History(T first) {
    present = first;
  }

  T present() {
    return present;
  }

  void set(T value, int now) {
    past.add(new Past<>(present, now));
    present = value;
  }

  /// The values that a reader may still hold.
  ///
  /// @param fence when, for a value, the last fence was after which it must be read again
  Set<T> readable(ToIntFunction<T> fence) {
    Set<T> values = new LinkedHashSet<>(Set.of(present));
    for (Past<T> old : past) {
      if (old.end > fence.applyAsInt(old.value)) {
        values.add(old.value);
      }
    }
    return values;
  }
}
