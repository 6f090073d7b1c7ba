package softmetal.monitor.debug;

import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.HartState;

/// What an instruction is about to do to memory.
///
/// @param virtualAddress of its first byte
/// @param bytes 1 to 8
public record MemoryAccess(long virtualAddress, int bytes, boolean loads, boolean stores) {
  /// @param instruction expanded, at the program counter of these registers
  /// @return null when it does not access memory
  public static @Nullable MemoryAccess of(Decoded instruction, HartState state, Xlen xlen) {
    return switch (instruction.instruction()) {
      case LB, LBU -> load(instruction, state, xlen, 1);
      case LH, LHU -> load(instruction, state, xlen, 2);
      case LW, LWU, FLW -> load(instruction, state, xlen, 4);
      case LD, FLD -> load(instruction, state, xlen, 8);
      case SB -> store(instruction, state, xlen, 1);
      case SH -> store(instruction, state, xlen, 2);
      case SW, FSW -> store(instruction, state, xlen, 4);
      case SD, FSD -> store(instruction, state, xlen, 8);
      case LR_W -> new MemoryAccess(state.x[instruction.rs1()], 4, true, false);
      case LR_D -> new MemoryAccess(state.x[instruction.rs1()], 8, true, false);
      case SC_W -> new MemoryAccess(state.x[instruction.rs1()], 4, false, true);
      case SC_D -> new MemoryAccess(state.x[instruction.rs1()], 8, false, true);
      case AMOSWAP_W,
          AMOADD_W,
          AMOXOR_W,
          AMOAND_W,
          AMOOR_W,
          AMOMIN_W,
          AMOMAX_W,
          AMOMINU_W,
          AMOMAXU_W ->
          new MemoryAccess(state.x[instruction.rs1()], 4, true, true);
      case AMOSWAP_D,
          AMOADD_D,
          AMOXOR_D,
          AMOAND_D,
          AMOOR_D,
          AMOMIN_D,
          AMOMAX_D,
          AMOMINU_D,
          AMOMAXU_D ->
          new MemoryAccess(state.x[instruction.rs1()], 8, true, true);
      default -> null;
    };
  }

  private static MemoryAccess load(Decoded instruction, HartState state, Xlen xlen, int bytes) {
    return new MemoryAccess(address(instruction, state, xlen), bytes, true, false);
  }

  private static MemoryAccess store(Decoded instruction, HartState state, Xlen xlen, int bytes) {
    return new MemoryAccess(address(instruction, state, xlen), bytes, false, true);
  }

  private static long address(Decoded instruction, HartState state, Xlen xlen) {
    return xlen.extend(state.x[instruction.rs1()] + instruction.immediate());
  }

  /// Whether some byte of it is among others.
  ///
  /// @param length at least 1
  public boolean touches(long address, long length) {
    return Long.compareUnsigned(address - virtualAddress, bytes) < 0
        || Long.compareUnsigned(virtualAddress - address, length) < 0;
  }
}
