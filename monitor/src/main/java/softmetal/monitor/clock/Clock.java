package softmetal.monitor.clock;

/// The virtual time of one machine and its queue of future events.
///
/// Time is counted in *ticks*, one per retired instruction of a hart's slice; it also passes while the machine is idle.
/// `mtime` advances by one every [#TICKS_PER_MTIME] ticks. Events due at the same tick happen in the order in which they were
/// scheduled.
public interface Clock {
  /// The machine runs 100 million instructions a virtual second; `mtime` counts at 10 MHz.
  int TICKS_PER_MTIME = 10;

  long ticks();

  default long mtime() {
    return ticks() / TICKS_PER_MTIME;
  }

  /// Has `event` happen at a tick, or as soon as possible when that has passed. Replaces what was scheduled under the same name.
  void schedule(String name, long atTicks, Event event);

  void cancel(String name);

  /// The tick of the earliest event, or Long.MAX_VALUE.
  long nextEventTicks();

  /// Moves time forward, event by event, so that each sees its own moment as the present.
  void advanceTo(long ticks);
}
