package softmetal.monitor.cli;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The keyboard of one guest: what has been typed, and not been taken yet. A byte is never lost: when the guest does not take
/// what is typed, [#type] waits until it does.
///
/// One thread types, another one takes.
final class Keyboard {
  private static final int END = -1;

  /// Not a key: ends [#await].
  private static final int WAKE = -2;

  private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(4096);
  private @Nullable Integer next;
  private boolean ended;

  /// @param value a byte, 0 to 255
  void type(int value) throws InterruptedException {
    typed.put(value);
  }

  /// The same; the key is lost when the guest has not taken some thousand others.
  void typeIfThereIsRoom(int value) {
    typed.offer(value);
  }

  /// Says that nobody will type any more.
  void end() throws InterruptedException {
    typed.put(END);
  }

  /// The next byte for the guest, or -1 when nothing is there now.
  int take() {
    Integer value = next != null ? next : typed.poll();
    next = null;
    if (value == null || value == WAKE) {
      return -1;
    }
    ended |= value == END;
    return value;
  }

  /// Waits until something is typed, the input ends, or the time is over.
  ///
  /// @return false when the input has ended and there is nothing left of it
  boolean await(long nanos) {
    if (ended) {
      return false;
    }
    if (next == null) {
      try {
        next = typed.poll(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (next != null && next == END) {
      ended = true;
      next = null;
      return false;
    }
    return true;
  }

  /// Makes [#await] return soon; for any thread.
  void wake() {
    typed.offer(WAKE);
  }

  boolean ended() {
    return ended;
  }
}
