package softmetal.monitor.hart;

import softmetal.isa.Instruction;

/// Executes the instructions packed as [Operation#NARROW]: those that mean something else on a hart of 32 bits, and that
/// no instruction of RV64 can stand for.
///
/// Operands and results are 32-bit numbers, sign-extended.
final class NarrowInstructions {
  private NarrowInstructions() {}

  /// The result of one instruction.
  ///
  /// @param a the value of rs1
  /// @param b the value of rs2, where the instruction has one
  static long execute(long operation, long a, long b) {
    int immediate = (int) Operation.immediate(operation);
    return execute(Operation.NARROWS.get(immediate >>> 16), (int) a, (int) b, immediate & 31);
  }

  private static int execute(Instruction instruction, int a, int b, int shamt) {
    return switch (instruction) {
      // spotless:off (a line per instruction)
      case MULH      -> high((long) a * b);
      case MULHSU    -> high(a * unsigned(b));
      case MULHU     -> high(unsigned(a) * unsigned(b));
      case SH1ADD    -> (a << 1) + b;
      case SH2ADD    -> (a << 2) + b;
      case SH3ADD    -> (a << 3) + b;
      case ORC_B     -> (int) BitManipulation.orcb(a);
      case REV8_RV32 -> Integer.reverseBytes(a);
      case CLMUL     -> (int) BitManipulation.clmul(unsigned(a), unsigned(b));
      case CLMULR    -> (int) (BitManipulation.clmul(unsigned(a), unsigned(b)) >>> 31);
      case CLMULH    -> high(BitManipulation.clmul(unsigned(a), unsigned(b)));
      case BCLR      -> a & ~(1 << b);
      case BCLRI     -> a & ~(1 << shamt);
      case BEXT      -> a >>> b & 1;
      case BEXTI     -> a >>> shamt & 1;
      case BINV      -> a ^ 1 << b;
      case BINVI     -> a ^ 1 << shamt;
      case BSET      -> a | 1 << b;
      case BSETI     -> a | 1 << shamt;
      // spotless:on
      default -> throw new IllegalStateException(instruction + " is the same on every hart");
    };
  }

  private static int high(long product) {
    return (int) (product >>> 32);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
