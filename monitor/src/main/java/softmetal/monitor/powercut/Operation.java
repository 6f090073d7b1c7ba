package softmetal.monitor.powercut;

/// What a workload did to a disk.
public sealed interface Operation {
  /// Which disk, by its slot.
  int disk();

  /// How many instructions the workload had executed.
  long executed();

  /// @param position a multiple of a sector
  /// @param contents whole sectors
  record Write(int disk, long executed, long position, byte[] contents) implements Operation {}

  /// All that was written to the disk before is on the medium.
  record Flush(int disk, long executed) implements Operation {}
}
