package softmetal.monitor.hart;

import softmetal.isa.Instruction;

/// What the atomic memory operations compute.
///
/// Source: RISC-V Unprivileged ISA, "Atomic Memory Operations".
final class AtomicInstructions {
  private AtomicInstructions() {}

  /// The new value of memory. Words come in sign-extended, which keeps their order, unsigned too.
  static long result(Instruction instruction, long memory, long operand) {
    return switch (instruction) {
      // spotless:off (a line per instruction)
      case AMOSWAP_W, AMOSWAP_D -> operand;
      case AMOADD_W,  AMOADD_D  -> memory + operand;
      case AMOXOR_W,  AMOXOR_D  -> memory ^ operand;
      case AMOAND_W,  AMOAND_D  -> memory & operand;
      case AMOOR_W,   AMOOR_D   -> memory | operand;
      case AMOMIN_W,  AMOMIN_D  -> Math.min(memory, operand);
      case AMOMAX_W,  AMOMAX_D  -> Math.max(memory, operand);
      case AMOMINU_W, AMOMINU_D -> Long.compareUnsigned(memory, operand) < 0 ? memory : operand;
      case AMOMAXU_W, AMOMAXU_D -> Long.compareUnsigned(memory, operand) > 0 ? memory : operand;
      // spotless:on
      default -> throw new IllegalArgumentException(instruction + " is no atomic operation");
    };
  }
}
