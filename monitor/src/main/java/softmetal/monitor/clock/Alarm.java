package softmetal.monitor.clock;

/// Has one [Event] happen at a moment that can be set, moved and called off. Made by [Clock#alarm].
public interface Alarm {
  /// Has the event happen at a tick, or as soon as possible when that has passed; no longer when it was set for before.
  void set(long atTicks);

  /// Has it not happen.
  void cancel();
}
