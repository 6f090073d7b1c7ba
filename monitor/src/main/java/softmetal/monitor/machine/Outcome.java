package softmetal.monitor.machine;

/// Why a machine stopped running.
public sealed interface Outcome {
  /// The guest switched the machine off through the test finisher.
  ///
  /// @param status 0 for success; what the guest chose otherwise, 16 bits
  record PoweredOff(int status) implements Outcome {}

  /// The instructions that [Machine#run] was given are used up; it can be run again.
  record LimitReached() implements Outcome {}

  /// Somebody called [Machine#pause]; it can be run again.
  record Paused() implements Outcome {}

  /// All harts wait for an interrupt, and nothing is left that could send one.
  record WaitingForEver() implements Outcome {}

  /// The monitor itself failed. The machine is as it was, but cannot go on.
  record Failed(Throwable reason) implements Outcome {}
}
