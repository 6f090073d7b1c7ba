package softmetal.monitor.oracle;

import java.util.OptionalInt;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.Instruction;
import softmetal.monitor.hart.Trap.Cause;

/// Where QEMU 7.2 does not do what the specification asks, or does something else that it permits: `docs/qemu-differences.md`.
final class QemuDifferences {
  private QemuDifferences() {}

  /// What QEMU would have left behind without these differences.
  static FinalState corrected(FinalState state, ProgramBatch batch, int slot) {
    long[] record = state.record().clone();
    for (int trap = 0; trap < state.loggedTraps(); trap++) {
      int at = (Harness.TRAP_LOG + trap * Harness.TRAP_BYTES) / 8;
      long cause = record[at];
      long pc = record[at + 1];
      if (cause == Cause.BREAKPOINT.code()) {
        record[at + 2] = pc;
      } else if (isReadModifyWrite(batch.kind().decoder(), batch.wordAt(slot, pc))) {
        record[at] = causeOfStore(cause);
      }
    }
    return new FinalState(state.kind(), record, state.scratch(), state.leaves());
  }

  /// An atomic operation that fails on reading fails as a store would.
  private static long causeOfStore(long cause) {
    if (cause == Cause.LOAD_MISALIGNED.code()) {
      return Cause.STORE_MISALIGNED.code();
    }
    if (cause == Cause.LOAD_ACCESS_FAULT.code()) {
      return Cause.STORE_ACCESS_FAULT.code();
    }
    if (cause == Cause.LOAD_PAGE_FAULT.code()) {
      return Cause.STORE_PAGE_FAULT.code();
    }
    return cause;
  }

  private static boolean isReadModifyWrite(Decoder decoder, OptionalInt word) {
    if (word.isEmpty()) {
      return false;
    }
    Decoded decoded = decoder.decode(word.getAsInt());
    if (decoded == null) {
      return false;
    }
    Instruction instruction = decoded.instruction();
    return instruction.isOrdered()
        && instruction != Instruction.LR_W
        && instruction != Instruction.LR_D;
  }
}
