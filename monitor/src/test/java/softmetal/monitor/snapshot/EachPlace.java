package softmetal.monitor.snapshot;

import java.util.List;
import java.util.Set;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.WatchedRange;
import softmetal.monitor.machine.Machine;

/// Finds each instruction at some addresses, and each access to some bytes, by its program counter; the last ones when there are many.
final class EachPlace extends Seeker<Long> {
  private final Machine machine;
  private final Set<Long> places;
  private final List<WatchedRange> ranges;

  EachPlace(Machine machine, Set<Long> places, List<WatchedRange> ranges) {
    this.machine = machine;
    this.places = places;
    this.ranges = ranges;
  }

  @Override
  public boolean before(int hart) {
    return foundInFront(machine.executed(), machine.pc(hart));
  }

  @Override
  public boolean after(int hart, Exit exit, Entry entry) {
    return true;
  }

  @Override
  public Set<Long> places() {
    return places;
  }

  @Override
  public List<WatchedRange> ranges() {
    return ranges;
  }
}
