package softmetal.monitor.debug;

import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.privileged.Observer;
import softmetal.monitor.privileged.VirtualCpu;

/// Someone who looks on while the exits of one hart are answered. Changes nothing.
///
/// For each exit: [#exiting], then what the virtual CPU tells as an [Observer], then [#entering]. Interrupts are told outside of that.
public interface Witness extends Observer {
  /// The exit is about to be answered.
  void exiting(Exit exit);

  /// The answer is known; the hart has not been told yet.
  void entering(Exit exit, Entry entry);

  /// Makes a witness for each hart of a machine, and again after a reset.
  @FunctionalInterface
  interface Source {
    Witness watch(int hart, VirtualCpu cpu);
  }
}
