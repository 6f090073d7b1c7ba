package softmetal.monitor.hart;

import org.jspecify.annotations.Nullable;
import softmetal.monitor.state.Restorable;

/// A processor that is always in physical user mode.
///
/// It executes the unprivileged instructions of RV64GC, Zba, Zbb, Zbc, Zbs and Zicond over guest RAM; for all else it stops and asks. It knows no
/// CSR, no virtual mode, no page table and no device. Interpreted and translated harts behave alike.
public interface Hart extends Restorable {
  /// Goes on as `entry` says until the guest needs the monitor or `budget` more instructions have retired.
  ///
  /// @param budget at least 1; the hart never retires more than that, what its [Attendant] does included
  Exit run(Entry entry, long budget);

  /// Does what `entry` says and executes nothing beyond it, so that the registers are those in front of the next instruction.
  void settle(Entry entry);

  /// Registers and counters; valid, and to be changed, only between two runs.
  HartState state();

  /// The shadow page table to translate with, from the next run on.
  void use(Tlb tlb);

  /// Lets somebody answer frequent exits within a run; null for nobody. A hart may do without: then each ends the run.
  default void attend(@Nullable Attendant attendant) {}

  /// Forgets the reservation of a load-reserved, so that the next store-conditional fails.
  void cancelReservation();

  /// Makes a running hart stop with [Exit.Preempted] soon. The only method for other threads.
  void interrupt();
}
