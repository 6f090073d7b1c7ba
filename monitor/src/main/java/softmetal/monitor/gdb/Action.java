package softmetal.monitor.gdb;

/// What is to follow from a packet.
sealed interface Action {
  /// An answer, possibly empty: gdb takes that for "not supported".
  record Answer(String text) implements Action {}

  /// The machine goes on as [StopPoints] says; the answer is why it stops.
  record Go() implements Action {}

  /// The machine goes back, to the last breakpoint or watchpoint.
  record GoBack() implements Action {}

  /// It goes back to the last instruction of a hart.
  record StepBack(int hart) implements Action {}

  /// gdb leaves, the machine goes on.
  record Detach() implements Action {}

  /// The machine is to be switched off.
  ///
  /// @param answers whether gdb waits for an answer
  record Kill(boolean answers) implements Action {}
}
