package softmetal.monitor.hart;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Loads and stores that touch nothing that is watched, but lie in a page with something that is: [FastLoop] stops in front of them.
///
/// They may be a good part of all instructions, so this does at once the ordinary ones that are naturally aligned. A third of the
/// time that the slow way takes: `.ci/reverse-speed` measures it.
final class NeighbourAccess {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong DOUBLE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long NONE = -1;

  private final CodeCache codeCache;
  private final MemorySegment ram;
  private final HartState state;

  NeighbourAccess(CodeCache codeCache, HartState state) {
    this.codeCache = codeCache;
    this.ram = codeCache.ram();
    this.state = state;
  }

  /// Executes the operation at the program counter if it is one of these.
  ///
  /// @return whether it was; otherwise nothing has happened
  boolean execute(long operation, SoftwareTlb tlb) {
    boolean done =
        switch (Operation.number(operation)) {
          case Operation.SB -> store(operation, tlb, operation >> 32, 1);
          case Operation.SH -> store(operation, tlb, operation >> 32, 2);
          case Operation.SW -> store(operation, tlb, operation >> 32, 4);
          case Operation.SD -> store(operation, tlb, operation >> 32, 8);
          case Operation.SD_ROW -> store(operation, tlb, operation >> 48, 8);
          case Operation.LB,
              Operation.LBU,
              Operation.LH,
              Operation.LHU,
              Operation.LW,
              Operation.LWU,
              Operation.LD ->
              load(operation, tlb, operation >> 32);
          case Operation.LD_ROW -> load(operation, tlb, operation >> 48);
          default -> false;
        };
    if (done) {
      state.pc += 2L * Operation.slots(operation);
      state.retired++;
    }
    return done;
  }

  private boolean store(long operation, SoftwareTlb tlb, long displacement, int bytes) {
    long offset =
        offset(
            tlb.stores, Access.STORE, state.x[(int) operation >>> 16 & 31] + displacement, bytes);
    if (offset == NONE) {
      return false;
    }
    long value = state.x[(int) operation >>> 24 & 31];
    switch (bytes) {
      case 1 -> ram.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case 2 -> ram.set(HALF, offset, (short) value);
      case 4 -> ram.set(WORD, offset, (int) value);
      default -> ram.set(DOUBLE, offset, value);
    }
    return true;
  }

  private boolean load(long operation, SoftwareTlb tlb, long displacement) {
    int number = Operation.number(operation);
    int bytes =
        switch (number) {
          case Operation.LB, Operation.LBU -> 1;
          case Operation.LH, Operation.LHU -> 2;
          case Operation.LW, Operation.LWU -> 4;
          default -> 8;
        };
    long address = state.x[(int) operation >>> 16 & 31] + displacement;
    long offset = offset(tlb.loads, Access.LOAD, address, bytes);
    if (offset == NONE) {
      return false;
    }
    state.x[(int) operation >>> 8 & 31] =
        switch (number) {
          case Operation.LB -> ram.get(ValueLayout.JAVA_BYTE, offset);
          case Operation.LBU -> ram.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
          case Operation.LH -> ram.get(HALF, offset);
          case Operation.LHU -> ram.get(HALF, offset) & 0xffff;
          case Operation.LW -> ram.get(WORD, offset);
          case Operation.LWU -> ram.get(WORD, offset) & 0xffff_ffffL;
          default -> ram.get(DOUBLE, offset);
        };
    return true;
  }

  /// Where in RAM it is, if it is an aligned access to a page of which nothing but a watch is to be said.
  private long offset(long[] entries, Access access, long address, int bytes) {
    int index = SoftwareTlb.index(address);
    boolean isBeside =
        entries[index] == (address & (SoftwareTlb.PAGE | bytes - 1) | SoftwareTlb.WATCHED)
            && !codeCache.stopsBefore(access, address, bytes);
    return isBeside ? address + entries[index + 1] : NONE;
  }
}
