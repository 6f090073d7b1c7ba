package softmetal.monitor.project;

/// Whether it is remembered which bytes came from which line of the sources.
public enum Listings {
  NONE,
  KEPT
}
