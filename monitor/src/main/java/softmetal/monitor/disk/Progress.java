package softmetal.monitor.disk;

/// Is told how far a long piece of work has come.
public interface Progress {
  /// Tells nobody.
  Progress NONE = (_, _) -> {};

  /// @param done of `total` bytes
  void at(long done, long total);
}
