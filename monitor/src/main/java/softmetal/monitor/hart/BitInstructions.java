package softmetal.monitor.hart;

import softmetal.isa.Instruction;

/// Executes the instructions packed as [Operation#BIT]: Zba, Zbb, Zbc, Zbs and Zicond.
///
/// Meanings that are more than one Java operator are in [BitManipulation].
final class BitInstructions {
  private BitInstructions() {}

  /// The result of one instruction.
  ///
  /// @param a the value of rs1
  /// @param b the value of rs2, where the instruction has one
  static long execute(long operation, long a, long b) {
    int immediate = (int) Operation.immediate(operation);
    return execute(Operation.BITS.get(immediate >>> 16), a, b, immediate & 63);
  }

  private static long execute(Instruction instruction, long a, long b, int shamt) {
    return switch (instruction) {
      // spotless:off (a line per instruction)
      case ADD_UW    -> BitManipulation.lowWord(a) + b;
      case SH1ADD    -> (a << 1) + b;
      case SH2ADD    -> (a << 2) + b;
      case SH3ADD    -> (a << 3) + b;
      case SH1ADD_UW -> (BitManipulation.lowWord(a) << 1) + b;
      case SH2ADD_UW -> (BitManipulation.lowWord(a) << 2) + b;
      case SH3ADD_UW -> (BitManipulation.lowWord(a) << 3) + b;
      case SLLI_UW   -> BitManipulation.lowWord(a) << shamt;
      case ANDN      -> a & ~b;
      case ORN       -> a | ~b;
      case XNOR      -> ~(a ^ b);
      case CLZ       -> Long.numberOfLeadingZeros(a);
      case CTZ       -> Long.numberOfTrailingZeros(a);
      case CPOP      -> Long.bitCount(a);
      case CLZW      -> Integer.numberOfLeadingZeros((int) a);
      case CTZW      -> Integer.numberOfTrailingZeros((int) a);
      case CPOPW     -> Integer.bitCount((int) a);
      case MIN       -> Math.min(a, b);
      case MINU      -> BitManipulation.minu(a, b);
      case MAX       -> Math.max(a, b);
      case MAXU      -> BitManipulation.maxu(a, b);
      case SEXT_B    -> (byte) a;
      case SEXT_H    -> (short) a;
      case ZEXT_H    -> a & 0xffff;
      case ROL       -> Long.rotateLeft(a, (int) b);
      case ROR       -> Long.rotateRight(a, (int) b);
      case RORI      -> Long.rotateRight(a, shamt);
      case ROLW      -> Integer.rotateLeft((int) a, (int) b);
      case RORW      -> Integer.rotateRight((int) a, (int) b);
      case RORIW     -> Integer.rotateRight((int) a, shamt);
      case ORC_B     -> BitManipulation.orcb(a);
      case REV8      -> Long.reverseBytes(a);
      case CLMUL     -> BitManipulation.clmul(a, b);
      case CLMULR    -> BitManipulation.clmulr(a, b);
      case CLMULH    -> BitManipulation.clmulh(a, b);
      case BCLR      -> a & ~(1L << b);
      case BCLRI     -> a & ~(1L << shamt);
      case BEXT      -> a >>> b & 1;
      case BEXTI     -> a >>> shamt & 1;
      case BINV      -> a ^ 1L << b;
      case BINVI     -> a ^ 1L << shamt;
      case BSET      -> a | 1L << b;
      case BSETI     -> a | 1L << shamt;
      case CZERO_EQZ -> b == 0 ? 0 : a;
      case CZERO_NEZ -> b != 0 ? 0 : a;
      // spotless:on
      default -> throw new IllegalStateException(instruction + " is not about bits");
    };
  }
}
