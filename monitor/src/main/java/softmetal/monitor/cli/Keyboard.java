package softmetal.monitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Standard input as the guest's keyboard. A thread of its own reads it; a byte is never lost: when the guest does not
/// take what is typed, reading stops until it does.
///
/// At a terminal, Ctrl-A is the escape key: it and the next key are for the monitor.
final class Keyboard {
  static final String HELP =
      """
      Ctrl-A h  this help
      Ctrl-A x  leave: switch the machine off, exit status 0
      Ctrl-A a  send Ctrl-A to the guest
      """;

  private static final int ESCAPE = 1;
  private static final int END = -1;

  /// Not a key: ends [#await].
  private static final int WAKE = -2;

  /// What the keys behind Ctrl-A do; called on the reading thread.
  record Escape(Runnable onLeave, Runnable onHelp) {
    /// Ctrl-A is a key like any other.
    static final Escape NONE = new Escape(() -> {}, () -> {});
  }

  private final InputStream input;
  private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(4096);
  private @Nullable Integer next;
  private boolean ended;

  Keyboard(InputStream input) {
    this.input = input;
  }

  void start(Escape escape) {
    Thread.ofPlatform().daemon().name("keyboard").start(() -> read(escape));
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

  private void read(Escape escape) {
    try {
      for (int value = input.read(); value >= 0; value = input.read()) {
        if (value == ESCAPE && !escape.equals(Escape.NONE)) {
          escaped(input.read(), escape);
        } else {
          typed.put(value);
        }
      }
      typed.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      typed.offer(END);
    }
  }

  private void escaped(int key, Escape escape) throws InterruptedException {
    switch (key) {
      case 'x', 'X' -> {
        escape.onLeave().run();
        // A machine that waits for a key would not notice.
        typed.put(END);
      }
      case 'h', 'H', '?' -> escape.onHelp().run();
      case 'a', 'A', ESCAPE -> typed.put(ESCAPE);
      default -> {}
    }
  }
}
