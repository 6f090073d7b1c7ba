package softmetal.monitor.machine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.WatchedRange;

/// Someone who looks at every instruction: a debugger, a trace. While there is one, a machine executes its instructions one by one,
/// in the same order and at the same virtual times as without.
public interface Probe {
  /// A hart stands in front of an instruction; its registers are up to date. May be told twice of the same one, when the
  /// first attempt only filled a TLB.
  ///
  /// @return false to stop the machine here
  boolean before(int hart);

  /// The hart has executed it, or trapped, or only filled a TLB: then neither the program counter nor the count has moved. Not
  /// told of an instruction that ends the machine.
  ///
  /// @return false to stop the machine here
  boolean after(int hart, Exit exit, Entry entry);

  /// Whether a hart may run. One that may not lets its turns pass.
  default boolean mayRun(int hart) {
    return true;
  }

  /// The virtual addresses at which it wants to look, and nowhere else; null when it looks at every instruction. The machine
  /// then runs on its own from one of them to the next, and asks [#before] and [#after] there.
  default @Nullable Set<Long> places() {
    return null;
  }

  /// The bytes at whose accesses it wants to look, too, when it looks at places.
  default List<WatchedRange> ranges() {
    return List.of();
  }
}
