package softmetal.monitor.machine;

/// A trace that can be interrupted.
public interface Tracing {
  boolean isOn();

  /// Begins or ends it here, whatever the places are where it is to begin and to end.
  void set(boolean on);
}
