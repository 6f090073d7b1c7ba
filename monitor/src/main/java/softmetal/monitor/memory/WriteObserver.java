package softmetal.monitor.memory;

/// Is told of every write to RAM that no hart made, so that whoever caches what RAM held can forget it.
@FunctionalInterface
public interface WriteObserver {
  /// @param length in bytes, at least 1; the whole range is RAM
  void written(long physicalAddress, long length);
}
