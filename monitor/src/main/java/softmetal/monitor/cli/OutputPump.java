package softmetal.monitor.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Writes to a stream on a thread of its own, so that a slow reader does not hold up whoever has something to say.
///
/// It holds back at most [#MAX_PIECES] pieces. When the reader is further behind than that, [#write] waits for it: nothing is ever
/// lost, unless the stream is broken or nobody cares any more.
final class OutputPump {
  static final int MAX_PIECES = 64;

  /// How long a reader may take nothing at all before it is given up, once nobody cares.
  private static final long PATIENCE_MILLIS = 1_000;

  private static final long LOOK_MILLIS = 10;
  private static final byte[] END = {};

  private final PrintStream output;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(MAX_PIECES);
  private volatile Runnable whenBroken = () -> {};
  private volatile boolean broken;
  private volatile boolean abandoned;
  private volatile long written;
  private @Nullable Thread thread;

  OutputPump(PrintStream output) {
    this.output = output;
  }

  /// What to do when nothing can be written any more; it is called on the thread that writes.
  void whenBroken(Runnable action) {
    whenBroken = action;
  }

  /// Has the first `count` of these bytes written; they may be used for something else on return.
  void write(byte[] bytes, int count) {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("output").start(this::pump);
    }
    put(Arrays.copyOf(bytes, count));
  }

  /// Returns when all is written, or never will be.
  void finish() {
    Thread pumping = thread;
    if (pumping == null) {
      return;
    }
    thread = null;
    put(END);
    long before = written;
    try {
      while (!pumping.join(Duration.ofMillis(PATIENCE_MILLIS))) {
        if (abandoned && before == written) {
          return;
        }
        before = written;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says that the user has left: a reader that takes nothing is not waited for any longer. For any thread.
  void abandon() {
    abandoned = true;
  }

  private void put(byte[] piece) {
    try {
      while (!pieces.offer(piece, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (broken || abandoned) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings({
    "NonAtomicVolatileUpdate",
    "ReferenceEquality"
  }) // one thread writes; END is told apart by being it
  private void pump() {
    try {
      for (byte[] piece = pieces.take(); piece != END; piece = pieces.take()) {
        output.write(piece, 0, piece.length);
        written += piece.length;
        if (output.checkError()) {
          broken = true;
          whenBroken.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
