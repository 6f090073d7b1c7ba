package softmetal.monitor.powercut;

import java.util.List;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;

/// What a system must be able to do after a power cut: it boots, gets keys, shows something, and switches the machine off.
///
/// @param keys what is typed
/// @param expected texts that its console must show
/// @param rejected texts that it must not
/// @param maxInstructions how long it may take
public record Check(
    byte[] keys, List<String> expected, List<String> rejected, long maxInstructions) {
  /// @param reason why the check fails; empty when it does not
  /// @param console all that the guest wrote
  public record Verdict(String reason, String console) {
    public boolean passes() {
      return reason.isEmpty();
    }
  }

  /// @param typist the host of this machine, which has not run yet
  Verdict judge(Machine machine, Typist typist) {
    Outcome outcome = machine.run(maxInstructions);
    return new Verdict(reason(outcome, typist.shown()), typist.shown());
  }

  private String reason(Outcome outcome, String console) {
    String ended = describe(outcome);
    if (!ended.isEmpty()) {
      return ended;
    }
    for (String text : expected) {
      if (!console.contains(text)) {
        return "the console does not show `%s`".formatted(text);
      }
    }
    for (String text : rejected) {
      if (console.contains(text)) {
        return "the console shows `%s`".formatted(text);
      }
    }
    return "";
  }

  private String describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.PoweredOff(int status) ->
          status == 0 ? "" : "the guest switched the machine off with status " + status;
      case Outcome.LimitReached(), Outcome.Paused() ->
          "the guest was not done after %,d instructions".formatted(maxInstructions);
      case Outcome.WaitingForEver() ->
          "the guest waits, and nothing is to come that it could wait for";
      case Outcome.Failed(Throwable failure) ->
          "an error of the monitor's own stopped the machine: " + failure;
    };
  }
}
