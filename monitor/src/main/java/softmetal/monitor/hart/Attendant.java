package softmetal.monitor.hart;

import softmetal.isa.Decoded;

/// The monitor at the elbow of a hart: answers frequent exits at once, so that no run has to end for them.
///
/// An answer leaves the hart as the one to the [Exit] would: its registers are those in front of the next instruction, and
/// one of its budget is used up, whether the instruction has retired or trapped. What an attendant does not answer becomes
/// the [Exit] that it always was, with nothing changed.
public interface Attendant {
  /// As [Exit.Privileged].
  ///
  /// @return whether it was answered
  boolean answers(Decoded instruction);

  /// What the hart need not even ask for: the same object each time.
  LentWords lent();

  /// As [Exit.EnvironmentCall].
  ///
  /// @return whether it was answered
  boolean answersCall();
}
