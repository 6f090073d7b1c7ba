package softmetal.monitor.machine;

/// What a machine needs of the world outside: a console and, when somebody watches, the passing of real time.
///
/// Everything here but [#wake] is called on the thread that runs the machine.
public interface Host {
  /// One byte from the guest's serial port.
  void consoleOutput(int value);

  /// The next byte typed at the guest's serial port, or -1 when there is none (yet).
  ///
  /// @param nowTicks the present, in ticks of virtual time
  /// @param idle whether every hart waits for something to happen
  int consoleInput(long nowTicks, boolean idle);

  /// Called when every hart waits: returns once the machine may go on, which is when the next event is due or when
  /// there is input.
  ///
  /// @param nowTicks the present, in ticks of virtual time
  /// @param nextTicks the moment of the next event; `Long.MAX_VALUE` when there is none
  /// @return whether to go on: take the input, or jump to that moment; false when nothing can ever happen again
  boolean idle(long nowTicks, long nextTicks);

  /// Ends [#idle] soon, if the machine is in it. The only method for other threads.
  default void wake() {}
}
