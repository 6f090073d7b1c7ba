package softmetal.monitor.clock;

/// The virtual time of one machine and its queue of future events.
///
/// Time is counted in *ticks*, one per retired instruction of a hart's slice; it also passes while the machine is idle.
/// `mtime` advances by one every [#TICKS_PER_MTIME] ticks. Events due at the same tick happen in the order in which their alarms
/// were set.
public interface Clock {
  /// The machine runs 100 million instructions a virtual second; `mtime` counts at 10 MHz.
  int TICKS_PER_MTIME = 10;

  long ticks();

  default long mtime() {
    return ticks() / TICKS_PER_MTIME;
  }

  /// Something that can be made to happen at a moment; it is not set yet.
  ///
  /// @param name unique in the machine, and the same in every run: by it a saved machine finds its alarms again
  Alarm alarm(String name, Event event);

  /// The tick of the earliest event, or Long.MAX_VALUE.
  long nextEventTicks();

  /// Moves time forward, event by event, so that each sees its own moment as the present.
  void advanceTo(long ticks);
}
