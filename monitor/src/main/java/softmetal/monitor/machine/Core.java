package softmetal.monitor.machine;

import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Hart;
import softmetal.monitor.privileged.VirtualCpu;

/// A hart, the virtual CPU around it, and the answer that the hart has not been given yet.
final class Core {
  private final int number;
  private final Hart hart;
  private final VirtualCpu cpu;
  private Entry next = new Entry.Resume();
  private long accounted;
  private long trapsAccounted;

  Core(int number, Hart hart, VirtualCpu cpu) {
    this.number = number;
    this.hart = hart;
    this.cpu = cpu;
  }

  int number() {
    return number;
  }

  Hart hart() {
    return hart;
  }

  VirtualCpu cpu() {
    return cpu;
  }

  boolean isWaiting() {
    return next instanceof Entry.Resume && cpu.isWaiting();
  }

  Entry next() {
    return next;
  }

  void next(Entry entry) {
    next = entry;
  }

  /// Gives the hart its answer without running it.
  void settle() {
    hart.settle(next);
    next = new Entry.Resume();
  }

  /// How many instructions have retired since the last call.
  long newlyRetired() {
    long retired = hart.state().retired;
    long fresh = retired - accounted;
    accounted = retired;
    return fresh;
  }

  /// How many have trapped since the last call, of those that its attendant has answered.
  long newlyTrapped() {
    long trapped = cpu.quickAnswers().trapped();
    long fresh = trapped - trapsAccounted;
    trapsAccounted = trapped;
    return fresh;
  }
}
