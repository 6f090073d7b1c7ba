package softmetal.monitor.machine;

import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;

/// Sees every exit of a machine and its answer, and must change nothing.
public interface Observer {
  /// Called before the monitor answers.
  void exiting(int hart, Exit exit);

  /// Called when the answer is known; the virtual CPU is already as the answer leaves it.
  void entering(int hart, Exit exit, Entry entry);
}
