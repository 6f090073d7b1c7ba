package softmetal.monitor.privileged;

/// `mcycle` or `minstret`: counts with a source that nobody can set, from the value that was last written.
final class Counter {
  /// While counting: what to add to the source. While inhibited: the value.
  private long base;

  private boolean inhibited;

  long read(long source) {
    return inhibited ? base : base + source;
  }

  /// The instruction that writes is not counted: the next one reads what was written.
  void write(long value, long source) {
    base = inhibited ? value : value - (source + 1);
  }

  void inhibit(boolean wanted, long source) {
    if (wanted == inhibited) {
      return;
    }
    base = wanted ? base + source + 1 : base - (source + 1);
    inhibited = wanted;
  }

  void load(long newBase, boolean isInhibited) {
    base = newBase;
    inhibited = isInhibited;
  }

  /// For the state of the machine; [#inhibit]ed is known from `mcountinhibit`.
  long base() {
    return base;
  }
}
