package softmetal.monitor.gdb;

/// What is to follow from a packet.
sealed interface Action {
  /// An answer, possibly empty: gdb takes that for "not supported".
  record Answer(String text) implements Action {}

  /// The machine goes on as [StopPoints] says; the answer is why it stops.
  record Go() implements Action {}

  /// gdb leaves, the machine goes on.
  record Detach() implements Action {}

  /// The machine is to be switched off.
  ///
  /// @param answers whether gdb waits for an answer
  record Kill(boolean answers) implements Action {}
}
