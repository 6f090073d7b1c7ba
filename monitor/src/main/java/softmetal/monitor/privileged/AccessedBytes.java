package softmetal.monitor.privileged;

import java.util.function.LongToIntFunction;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.HartState;

/// Finds out how many bytes of a page the instruction at the program counter accesses.
///
/// A hart asks for pages, which is enough but for physical memory protection that ends within one.
final class AccessedBytes {
  private static final long PAGE_MASK = 0xfff;

  private final HartState state;
  private final LongToIntFunction code;
  private final Decoder decoder = InstructionSet.ALL.decoder();

  /// @param code the word of code at a virtual address
  AccessedBytes(HartState state, LongToIntFunction code) {
    this.state = state;
    this.code = code;
  }

  /// @param virtualAddress of the first byte of the access in its page
  /// @return how many bytes from there on in the same page belong to it, at least 1
  int count(Access access, long virtualAddress) {
    long end = access == Access.FETCH ? endOfInstruction() : endOfData();
    long endOfPage = (virtualAddress | PAGE_MASK) + 1;
    long bytes = Math.min(end - virtualAddress, endOfPage - virtualAddress);
    return (int) Math.max(bytes, 1);
  }

  private long endOfInstruction() {
    return state.pc + ((code.applyAsInt(state.pc) & 3) == 3 ? 4 : 2);
  }

  private long endOfData() {
    Decoded decoded = decoder.decode(code.applyAsInt(state.pc));
    if (decoded == null) {
      return 0;
    }
    Decoded base = decoded.expanded();
    long address = state.x[base.rs1()];
    return isAtomic(base.instruction())
        ? address + width(base.instruction())
        : address + base.immediate() + width(base.instruction());
  }

  private static boolean isAtomic(Instruction instruction) {
    return instruction.isOrdered();
  }

  private static int width(Instruction instruction) {
    return switch (instruction) {
      case LB, LBU, SB -> 1;
      case LH, LHU, SH -> 2;
      case LD, SD, FLD, FSD -> 8;
      default -> instruction.name().endsWith("_D") ? 8 : 4;
    };
  }
}
