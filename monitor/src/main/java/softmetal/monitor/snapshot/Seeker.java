package softmetal.monitor.snapshot;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.hart.TouchedPages;
import softmetal.monitor.machine.Probe;

/// Looks on while a machine does again what it did, and keeps the last thing that it finds.
///
/// @param <T> what it finds
public abstract class Seeker<T> implements Probe {
  /// So much is looked at before the search rather goes on nearer to the end.
  private static final int ENOUGH = 2_000;

  private @Nullable Found<T> last;
  private int count;

  /// @param executed instructions, when the machine stood where it is found
  /// @param behind whether that is just behind the last of these instructions; otherwise it is in front of the next one
  record Found<T>(long executed, boolean behind, T what) {}

  /// To be called for each thing that is in front of an instruction.
  ///
  /// @param executed instructions, when the machine stood there
  /// @return what [#before] or [#after] is to answer
  protected final boolean foundInFront(long executed, T what) {
    last = new Found<>(executed, false, what);
    return ++count < ENOUGH;
  }

  /// To be called for each thing that is just behind an instruction.
  protected final boolean foundBehind(long executed, T what) {
    last = new Found<>(executed, true, what);
    return ++count < ENOUGH;
  }

  /// What is found where the last instruction before the present has just been executed, when time has passed since or an interrupt
  /// has come; null for nothing.
  protected @Nullable T here() {
    return null;
  }

  /// Whether it may be found where these pages were touched, and no others.
  final boolean mayBeAmong(TouchedPages touched) {
    Set<Long> places = places();
    return places == null
        || places.stream().anyMatch(touched::mayHaveExecuted)
        || ranges().stream().anyMatch(touched::mayHaveAccessed);
  }

  /// The last thing found since [#begin].
  final @Nullable Found<T> last() {
    return last;
  }

  /// Whether it has stopped because there is so much.
  final boolean hasEnough() {
    return count >= ENOUGH;
  }

  final void begin() {
    last = null;
    count = 0;
  }
}
