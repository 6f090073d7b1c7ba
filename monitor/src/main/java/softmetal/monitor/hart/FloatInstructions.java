package softmetal.monitor.hart;

import static softmetal.monitor.hart.FloatFormat.DOUBLE;
import static softmetal.monitor.hart.FloatFormat.SINGLE;
import static softmetal.monitor.hart.IntegerFormat.LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_WORD;
import static softmetal.monitor.hart.IntegerFormat.WORD;

import softmetal.isa.Decoded;
import softmetal.isa.Instruction;
import softmetal.isa.Xlen;

/// Executes the F and D instructions that compute, those packed as [Operation#FLOAT] and
/// [Operation#FLOAT_TO_INTEGER]; loads and stores are the interpreter's own.
final class FloatInstructions {
  private static final int DYNAMIC = 7;

  private final HartState state;
  private final FloatingPoint unit = new FloatingPoint();

  FloatInstructions(HartState state) {
    this.state = state;
  }

  /// Executes one instruction, except for its step to the next.
  ///
  /// @return false, and nothing has changed, if it is illegal: the unit is off, or the rounding mode reserved
  boolean execute(long operation) {
    if (!isLegal(operation)) {
      return false;
    }
    int rm = roundingMode(operation);
    int place = (int) Operation.immediate(operation) >>> 16;
    int rd = Operation.rd(operation);
    unit.setFlags(state.floatFlags);
    if (Operation.number(operation) == Operation.FLOAT_TO_INTEGER) {
      long result = integer(Operation.FLOATS_TO_INTEGERS.get(place), operation, rm);
      if (rd != 0) {
        state.x[rd] = result;
      }
    } else {
      state.f[rd] = number(Operation.FLOATS.get(place), operation, rm);
      state.floatDirty = true;
    }
    if (unit.flags() != state.floatFlags) {
      state.floatFlags = unit.flags();
      state.floatDirty = true;
    }
    return true;
  }

  private boolean isLegal(long operation) {
    return state.floatEnabled && roundingMode(operation) <= FloatingPoint.RMM;
  }

  private int roundingMode(long operation) {
    int mode = (int) Operation.immediate(operation) & 7;
    return mode == DYNAMIC ? state.roundingMode : mode;
  }

  /// Whether this is a floating-point instruction that cannot be executed as things are.
  boolean isIllegal(Decoded instruction) {
    long operation = Operation.pack(instruction, Xlen.RV64);
    int number = Operation.number(operation);
    return (number == Operation.FLOAT || number == Operation.FLOAT_TO_INTEGER)
        && !isLegal(operation);
  }

  private long number(Instruction instruction, long operation, int rm) {
    long a = state.f[Operation.rs1(operation)];
    long b = state.f[Operation.rs2(operation)];
    long c = state.f[(int) Operation.immediate(operation) >>> 8 & 31];
    long x = state.x[Operation.rs1(operation)];
    return switch (instruction) {
      // spotless:off (a line per instruction)
      case FADD_S    -> unit.add(SINGLE, a, b, rm);
      case FADD_D    -> unit.add(DOUBLE, a, b, rm);
      case FSUB_S    -> unit.subtract(SINGLE, a, b, rm);
      case FSUB_D    -> unit.subtract(DOUBLE, a, b, rm);
      case FMUL_S    -> unit.multiply(SINGLE, a, b, rm);
      case FMUL_D    -> unit.multiply(DOUBLE, a, b, rm);
      case FDIV_S    -> unit.divide(SINGLE, a, b, rm);
      case FDIV_D    -> unit.divide(DOUBLE, a, b, rm);
      case FSQRT_S   -> unit.squareRoot(SINGLE, a, rm);
      case FSQRT_D   -> unit.squareRoot(DOUBLE, a, rm);
      case FMADD_S   -> unit.multiplyAdd(SINGLE, a, b, c, rm);
      case FMADD_D   -> unit.multiplyAdd(DOUBLE, a, b, c, rm);
      case FMSUB_S   -> unit.multiplySubtract(SINGLE, a, b, c, rm);
      case FMSUB_D   -> unit.multiplySubtract(DOUBLE, a, b, c, rm);
      case FNMSUB_S  -> unit.negatedMultiplySubtract(SINGLE, a, b, c, rm);
      case FNMSUB_D  -> unit.negatedMultiplySubtract(DOUBLE, a, b, c, rm);
      case FNMADD_S  -> unit.negatedMultiplyAdd(SINGLE, a, b, c, rm);
      case FNMADD_D  -> unit.negatedMultiplyAdd(DOUBLE, a, b, c, rm);
      case FSGNJ_S   -> FloatingPoint.injectSign(SINGLE, a, b);
      case FSGNJ_D   -> FloatingPoint.injectSign(DOUBLE, a, b);
      case FSGNJN_S  -> FloatingPoint.injectOppositeSign(SINGLE, a, b);
      case FSGNJN_D  -> FloatingPoint.injectOppositeSign(DOUBLE, a, b);
      case FSGNJX_S  -> FloatingPoint.multiplySign(SINGLE, a, b);
      case FSGNJX_D  -> FloatingPoint.multiplySign(DOUBLE, a, b);
      case FMIN_S    -> unit.minimum(SINGLE, a, b);
      case FMIN_D    -> unit.minimum(DOUBLE, a, b);
      case FMAX_S    -> unit.maximum(SINGLE, a, b);
      case FMAX_D    -> unit.maximum(DOUBLE, a, b);
      case FCVT_S_D  -> unit.convert(SINGLE, DOUBLE, a, rm);
      case FCVT_D_S  -> unit.convert(DOUBLE, SINGLE, a, rm);
      case FCVT_S_W  -> unit.fromInteger(SINGLE, WORD, x, rm);
      case FCVT_D_W  -> unit.fromInteger(DOUBLE, WORD, x, rm);
      case FCVT_S_WU -> unit.fromInteger(SINGLE, UNSIGNED_WORD, x, rm);
      case FCVT_D_WU -> unit.fromInteger(DOUBLE, UNSIGNED_WORD, x, rm);
      case FCVT_S_L  -> unit.fromInteger(SINGLE, LONG, x, rm);
      case FCVT_D_L  -> unit.fromInteger(DOUBLE, LONG, x, rm);
      case FCVT_S_LU -> unit.fromInteger(SINGLE, UNSIGNED_LONG, x, rm);
      case FCVT_D_LU -> unit.fromInteger(DOUBLE, UNSIGNED_LONG, x, rm);
      case FMV_W_X   -> SINGLE.box(x & 0xffff_ffffL);
      case FMV_D_X   -> x;
      // spotless:on
      default -> throw new IllegalStateException(instruction + " writes no f register");
    };
  }

  private long integer(Instruction instruction, long operation, int rm) {
    long a = state.f[Operation.rs1(operation)];
    long b = state.f[Operation.rs2(operation)];
    return switch (instruction) {
      // spotless:off (a line per instruction)
      case FEQ_S     -> unit.equal(SINGLE, a, b) ? 1 : 0;
      case FEQ_D     -> unit.equal(DOUBLE, a, b) ? 1 : 0;
      case FLT_S     -> unit.less(SINGLE, a, b) ? 1 : 0;
      case FLT_D     -> unit.less(DOUBLE, a, b) ? 1 : 0;
      case FLE_S     -> unit.lessOrEqual(SINGLE, a, b) ? 1 : 0;
      case FLE_D     -> unit.lessOrEqual(DOUBLE, a, b) ? 1 : 0;
      case FCLASS_S  -> FloatingPoint.classify(SINGLE, a);
      case FCLASS_D  -> FloatingPoint.classify(DOUBLE, a);
      case FCVT_W_S  -> unit.toInteger(WORD, SINGLE, a, rm);
      case FCVT_W_D  -> unit.toInteger(WORD, DOUBLE, a, rm);
      case FCVT_WU_S -> unit.toInteger(UNSIGNED_WORD, SINGLE, a, rm);
      case FCVT_WU_D -> unit.toInteger(UNSIGNED_WORD, DOUBLE, a, rm);
      case FCVT_L_S  -> unit.toInteger(LONG, SINGLE, a, rm);
      case FCVT_L_D  -> unit.toInteger(LONG, DOUBLE, a, rm);
      case FCVT_LU_S -> unit.toInteger(UNSIGNED_LONG, SINGLE, a, rm);
      case FCVT_LU_D -> unit.toInteger(UNSIGNED_LONG, DOUBLE, a, rm);
      case FMV_X_W   -> (int) a;
      case FMV_X_D   -> a;
      // spotless:on
      default -> throw new IllegalStateException(instruction + " writes no x register");
    };
  }
}
