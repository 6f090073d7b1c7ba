package softmetal.monitor.gdb;

/// Why the machine stopped, and at which hart.
sealed interface Stop {
  int hart();

  /// In front of an instruction.
  record AtBreakpoint(int hart, boolean hardware) implements Stop {}

  /// Behind the instruction that accessed what is watched.
  ///
  /// @param address as gdb gave it
  record AtWatchpoint(int hart, Watchpoint.Kind kind, long address) implements Stop {}

  /// What was recorded has ended; or, backwards, it began here.
  record AtEnd(int hart, boolean beginning) implements Stop {}

  record Stepped(int hart) implements Stop {}

  /// By Ctrl-C, by a new connection, or because nothing can happen any more.
  record Interrupted(int hart) implements Stop {}
}
