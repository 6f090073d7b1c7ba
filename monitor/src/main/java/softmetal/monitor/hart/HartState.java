package softmetal.monitor.hart;

import softmetal.isa.Xlen;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// What a hart has that its monitor may look at and change between two runs.
public final class HartState {
  /// Integer registers x0 to x31; `x[0]` is always zero between runs. On a hart of 32 bits each is sign-extended, and so
  /// is the program counter.
  public final long[] x = new long[32];

  /// Floating-point registers f0 to f31, raw bits; a single is NaN-boxed.
  public final long[] f = new long[32];

  /// The address of the next instruction.
  public long pc;

  /// Instructions retired since the hart was made. Never decreases.
  public long retired;

  /// Accrued exceptions: NV 16, DZ 8, OF 4, UF 2, NX 1.
  public int floatFlags;

  /// The dynamic rounding mode, 0 to 7; 5, 6 and 7 make instructions that use it illegal.
  public int roundingMode;

  /// Whether floating-point instructions are legal; while false they end in an illegal-instruction [Trap].
  public boolean floatEnabled;

  /// Set by the hart whenever it changes an `f` register or `floatFlags`; cleared by the monitor.
  public boolean floatDirty;

  void save(StateOutput output) {
    output.putLongs(x);
    output.putLongs(f);
    output.putLong(pc);
    output.putLong(retired);
    output.putInt(floatFlags);
    output.putInt(roundingMode);
    output.putBoolean(floatEnabled);
    output.putBoolean(floatDirty);
  }

  void load(StateInput input, Xlen xlen) {
    input.getLongs(x);
    input.getLongs(f);
    pc = input.getLong();
    for (long value : x) {
      if (value != xlen.extend(value)) {
        throw new InvalidStateException("a register holds %#x".formatted(value));
      }
    }
    if (x[0] != 0 || pc % 2 != 0 || pc != xlen.extend(pc)) {
      throw new InvalidStateException("x0 is %#x, the program counter %#x".formatted(x[0], pc));
    }
    retired = input.getLong("the instructions retired", 0, Long.MAX_VALUE / 2);
    floatFlags = input.getInt("the floating-point flags", 0, 0x1f);
    roundingMode = input.getInt("the rounding mode", 0, 7);
    floatEnabled = input.getBoolean();
    floatDirty = input.getBoolean();
  }
}
