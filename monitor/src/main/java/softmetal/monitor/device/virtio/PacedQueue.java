package softmetal.monitor.device.virtio;

import org.jspecify.annotations.Nullable;
import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// Serves the requests of a queue one at a time, each at a definite moment of virtual time.
///
/// So a guest sees what it would of real hardware (it can do other work meanwhile), every run is the same, and the work of the
/// host in a span of virtual time is bounded. Until its moment a request is left alone in guest RAM: nothing is in flight
/// that a snapshot would have to know.
public final class PacedQueue {
  /// Answers one request.
  @FunctionalInterface
  public interface Server {
    /// @return for how many ticks the device is busy from now on
    long serve(Virtqueue queue, Chain chain);
  }

  private final Alarm alarm;
  private final Clock clock;
  private final long latencyTicks;
  private final Server server;

  /// The queue in which the event that is scheduled will look; null when none is.
  private @Nullable Virtqueue awaited;

  /// When the device has done with the last request.
  private long freeAtTicks;

  /// @param event the name of its event, unique in the machine
  /// @param latencyTicks from when the device is free and has been told, until it serves a request; not zero, so that no
  ///     chain of requests can be without an end at one moment
  public PacedQueue(String event, Clock clock, long latencyTicks, Server server) {
    if (latencyTicks < 1) {
      throw new IllegalArgumentException("a latency of " + latencyTicks);
    }
    this.alarm = clock.alarm(event, this::serve);
    this.clock = clock;
    this.latencyTicks = latencyTicks;
    this.server = server;
  }

  /// There may be something in the queue.
  public void notified(Virtqueue queue) {
    if (awaited == null) {
      awaited = queue;
      alarm.set(Math.max(clock.ticks(), freeAtTicks) + latencyTicks);
    }
  }

  public void reset() {
    awaited = null;
    freeAtTicks = 0;
    alarm.cancel();
  }

  private void serve() {
    Virtqueue queue = awaited;
    awaited = null;
    if (queue == null) {
      return;
    }
    queue
        .next()
        .ifPresent(chain -> {
          long now = clock.ticks();
          freeAtTicks = now + server.serve(queue, chain);
        });
    if (!queue.isEmpty()) {
      notified(queue);
    }
  }

  /// Whether it waits to serve a request, and when the device has done with the last one.
  public void save(StateOutput output) {
    output.putBoolean(awaited != null);
    output.putLong(freeAtTicks);
  }

  /// @param queue the one that it serves
  public void load(StateInput input, Virtqueue queue) {
    awaited = input.getBoolean() ? queue : null;
    freeAtTicks = input.getLong("when a device is free", 0, Long.MAX_VALUE / 2);
  }
}
