package softmetal.monitor.hart;

/// The monitor's answer to an [Exit]: how the hart goes on.
public sealed interface Entry {
  /// Execute from the program counter on: the instruction that stopped is tried again.
  record Resume() implements Entry {}

  /// The instruction that stopped has been done by the monitor: it is retired, the next one follows.
  record Completed() implements Entry {}

  /// As [Completed], with a value for its destination register: the raw bits that a device or CSR gave; a load
  /// extends them as it would those of memory.
  record Loaded(long value) implements Entry {}

  /// The instruction that stopped was a jump (`mret`, `sret`): it is retired, the program goes on at `target`.
  record Jump(long target) implements Entry {}

  /// A trap: the instruction that stopped is not retired, the program goes on at the handler.
  record Deliver(long handler) implements Entry {}
}
