package softmetal.monitor.gdb;

/// What comes from gdb.
sealed interface Input {
  /// @param text its bytes, one a character, without frame and escapes
  record Packet(String text) implements Input {}

  /// Ctrl-C.
  record Break() implements Input {}

  /// A packet with a wrong checksum, or too long.
  record Damaged() implements Input {}

  /// The last answer did not arrive well.
  record Repeat() implements Input {}

  record Connected() implements Input {}

  record Closed() implements Input {}
}
