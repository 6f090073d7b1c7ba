package softmetal.assembler.expand;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.StatementParser;

/// Finds and reads the statements of a long text on a thread of its own, before the [Expander] comes by. The fast path.
///
/// What stands at an offset of a text depends on nothing but the text: this is a guess that cannot be wrong, only of no
/// use. The expander asks for the statement at its own offset, and does the work itself where nothing was found, where
/// only the grammar can read it, or where there is something to report. The threads share nothing else, and the other one
/// has ended when [#close()] returns.
///
/// Why it exists: see `docs/decisions/0010-fast-paths.md`. Used by one thread, besides its own.
final class ReadAhead implements AutoCloseable {
  /// For shorter texts a thread costs more than it gives.
  private static final int LONG_TEXT = 100_000;

  /// How many characters are handed over at once.
  private static final int PORTION = 8_192;

  private static final int MAX_STATEMENTS = 1_024;
  private static final int MAX_WAITING = 3;

  /// How long to wait before looking whether the other thread is still there, in milliseconds.
  private static final int PATIENCE = 50;

  /// Longer statements are left to the expander, so that what waits for it stays small.
  private static final int LONG_STATEMENT = 2_048;

  /// Makes one that takes no part in the assembly: what it reports is found again by the expander.
  private final Supplier<StatementScanner> scanners;

  private final ArrayBlockingQueue<Portion> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;
  private Portion current = new Portion();
  private int next;

  /// Where the expander is, if it has come there alone.
  private volatile int overtaken;

  private volatile boolean closed;

  /// Why the other thread has ended before its time.
  private volatile @Nullable Throwable failure;

  /// What is handed over at once.
  private static final class Portion {
    private final StatementScanner.@Nullable Found[] all =
        new StatementScanner.Found[MAX_STATEMENTS];
    private int count;
    private boolean last;
  }

  private ReadAhead(SourceSpan text, Supplier<StatementScanner> scanners) {
    this.scanners = scanners;
    overtaken = text.start();
    thread = Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::run);
  }

  /// One at work, or null where it is not worth it.
  static @Nullable ReadAhead of(SourceSpan text) {
    if (text.end() - text.start() < LONG_TEXT || Runtime.getRuntime().availableProcessors() < 2) {
      return null;
    }
    try {
      return start(text);
    } catch (OutOfMemoryError _) {
      return null; // the system gives no thread: it goes without
    }
  }

  static ReadAhead start(SourceSpan text) {
    return start(text, () -> new StatementScanner(text, new Diagnostics()));
  }

  /// @param scanners makes the one of the other thread, there
  static ReadAhead start(SourceSpan text, Supplier<StatementScanner> scanners) {
    ReadAhead ahead = new ReadAhead(text, scanners);
    ahead.thread.start();
    return ahead;
  }

  /// The first statement behind an offset, and behind empty ones; null if the caller has to look for itself.
  StatementScanner.@Nullable Found at(int offset) {
    while (true) {
      while (next < current.count) {
        StatementScanner.Found found = current.all[next];
        if (found == null || found.from() > offset) {
          return null;
        }
        next++;
        if (found.from() == offset) {
          return found;
        }
      }
      if (current.last) {
        return null;
      }
      overtaken = offset;
      current = take();
      next = 0;
    }
  }

  private Portion take() {
    try {
      while (true) {
        boolean alive = thread.isAlive();
        Portion portion = waiting.poll(alive ? PATIENCE : 0, TimeUnit.MILLISECONDS);
        if (portion != null) {
          return portion;
        }
        if (!alive) {
          rethrow();
          return none();
        }
      }
    } catch (InterruptedException _) {
      // Whoever interrupts an assembly does not mean this: it goes on alone.
      Thread.currentThread().interrupt();
      return none();
    }
  }

  private static Portion none() {
    Portion none = new Portion();
    none.last = true;
    return none;
  }

  private void rethrow() {
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the other thread

  @SuppressWarnings("InterruptedExceptionSwallowed") // the thread ends
  private void run() {
    try {
      read();
    } catch (InterruptedException _) {
      // Closed.
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void read() throws InterruptedException {
    StatementParser parser = new StatementParser(new Diagnostics());
    StatementScanner scanner = scanners.get();
    boolean more = true;
    while (more && !closed) {
      Portion portion = new Portion();
      scanner.skipTo(overtaken);
      int end = scanner.position() + PORTION;
      while (more && portion.count < MAX_STATEMENTS && scanner.position() < end) {
        StatementScanner.Found found = scanner.find(parser, LONG_STATEMENT);
        if (found == null) {
          more = false;
        } else {
          portion.all[portion.count++] = found;
        }
      }
      portion.last = !more;
      waiting.put(portion);
    }
  }
}
