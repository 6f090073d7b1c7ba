package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;

/// A search in stretches of the past that need nothing of each other: each happens again in a copy of the machine, several at a time.
///
/// @param <T> what is looked for
final class StretchSearch<T> {
  /// Each copy holds what its stretch writes.
  private static final int MOST_COPIES = 8;

  private static final int LOOK_MILLIS = 10;

  private final Function<Machine, Seeker<T>> search;
  private final Drives drives;
  private final BooleanSupplier cancelled;
  private final int copies;

  /// @param drives those that the disks of the machine are on
  /// @param cancelled whether somebody wants the search to end
  StretchSearch(Function<Machine, Seeker<T>> search, Drives drives, BooleanSupplier cancelled) {
    this.search = search;
    this.drives = drives;
    this.cancelled = cancelled;
    this.copies = Math.min(MOST_COPIES, Runtime.getRuntime().availableProcessors());
  }

  /// @param begin a moment of the machine
  /// @param inputs a host of a copy, which is at that moment
  /// @param end in instructions that all harts have executed
  record Stretch(Snapshot begin, Rewindable inputs, long end) {}

  /// What was found in a stretch.
  ///
  /// @param isAll whether there is nothing more behind it; otherwise the search in this stretch was given up, for there is so much
  record Hit<T>(Stretch stretch, Seeker.Found<T> found, boolean isAll) {}

  /// Whether several stretches at a time are quicker than one after the other.
  boolean isWorthwhile() {
    return copies > 1;
  }

  /// A stretch that is happening again.
  private final class Copy {
    final Stretch stretch;
    final Fork fork;
    final Seeker<T> seeker;
    private volatile boolean stopped;

    Copy(Stretch stretch) throws IOException {
      this.stretch = stretch;
      fork = stretch.begin().fork(drives, stretch.inputs());
      seeker = search.apply(fork.machine());
    }

    @Nullable Hit<T> run() throws IOException {
      Machine machine = fork.machine();
      try (fork) {
        seeker.begin();
        machine.probe(seeker);
        boolean goesOn = true;
        while (goesOn && !stopped && machine.executed() < stretch.end()) {
          goesOn = goesOn(machine.run(stretch.end() - machine.executed())) && !seeker.hasEnough();
        }
      }
      Seeker.Found<T> found = seeker.last();
      return found == null ? null : new Hit<>(stretch, found, !seeker.hasEnough());
    }

    void stop() {
      stopped = true;
      fork.machine().pause();
    }
  }

  /// Whether a machine that happens again is to go on.
  static boolean goesOn(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Paused(), Outcome.LimitReached() -> true;
      case Outcome.PoweredOff _, Outcome.WaitingForEver() -> false;
      case Outcome.Failed(Throwable reason) ->
          throw new IllegalStateException("what has happened cannot happen again", reason);
    };
  }

  private record Running<T>(StretchSearch<T>.Copy copy, Future<@Nullable Hit<T>> result) {}

  /// @param stretches the last one first
  /// @return the last thing in the first of them that has one; null when none has, or somebody wants the search to end
  @Nullable Hit<T> last(List<Stretch> stretches) throws IOException {
    Deque<Stretch> waiting = new ArrayDeque<>(stretches);
    Deque<Running<T>> running = new ArrayDeque<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(copies)) {
      try {
        while (true) {
          while (running.size() < copies && !waiting.isEmpty()) {
            Copy copy = new Copy(waiting.remove());
            running.add(new Running<>(copy, threads.submit(copy::run)));
          }
          Running<T> latest = running.poll();
          if (latest == null) {
            return null;
          }
          Hit<T> hit = result(latest);
          if (hit != null || cancelled.getAsBoolean()) {
            return hit;
          }
        }
      } finally {
        running.forEach(other -> other.copy().stop());
      }
    }
  }

  private @Nullable Hit<T> result(Running<T> running) throws IOException {
    while (true) {
      try {
        return running.result().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (cancelled.getAsBoolean()) {
          running.copy().stop();
        }
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException failure -> throw failure;
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw new IllegalStateException(e);
        }
      } catch (InterruptedException e) {
        running.copy().stop();
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }
}
