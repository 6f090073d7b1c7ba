package softmetal.monitor.cli;

import java.io.PrintStream;
import softmetal.monitor.clock.Clock;

/// The guest's console on standard input and output.
///
/// At a terminal, or behind a pipe whose other end is open, idle virtual time passes as slowly as real time. Once the input has
/// ended, nobody waits, and it passes at once.
final class ConsoleHost extends ConsoleOutput {
  private static final long NANOS_PER_TICK = 1_000_000_000L / (10_000_000L * Clock.TICKS_PER_MTIME);

  /// When virtual time is further behind than this, the host stops trying to catch up.
  private static final long PATIENCE_NANOS = 50_000_000;

  private final Keyboard keyboard;

  /// When its virtual time began, as if it had always run at this pace; set when it first waits.
  private long epochNanos;

  private boolean hasWaited;

  ConsoleHost(Keyboard keyboard, PrintStream output) {
    super(output);
    this.keyboard = keyboard;
  }

  Keyboard keyboard() {
    return keyboard;
  }

  @Override
  boolean inputMayCome() {
    return !keyboard.ended();
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    flush();
    return keyboard.take();
  }

  @Override
  public void wake() {
    keyboard.wake();
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    flush();
    if (keyboard.ended()) {
      return waitsWithoutKeys(nextTicks);
    }
    if (nextTicks == Long.MAX_VALUE) {
      return keyboard.await(Long.MAX_VALUE);
    }
    if (!hasWaited) {
      hasWaited = true;
      epochNanos = System.nanoTime() - nowTicks * NANOS_PER_TICK;
    }
    long late = System.nanoTime() - epochNanos - nowTicks * NANOS_PER_TICK;
    if (late > PATIENCE_NANOS) {
      epochNanos += late;
      late = 0;
    }
    long nanos = (nextTicks - nowTicks) * NANOS_PER_TICK - late;
    if (nanos > 0) {
      keyboard.await(nanos);
    }
    return true;
  }
}
