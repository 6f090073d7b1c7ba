package softmetal.monitor.privileged;

/// The time of the machine, as its virtual CPUs see it.
public interface Timebase {
  /// What `rdtime` reads: 10 MHz since the machine started.
  long mtime();

  /// The virtual CPU will have an interrupt for itself when [#mtime] reaches this value: its hart must not run past
  /// that moment, nor sleep longer. Replaces what the same CPU asked for before.
  ///
  /// @param mtime Long.MAX_VALUE for never; may be in the past
  void wakeAt(long mtime);
}
