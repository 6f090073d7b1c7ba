package softmetal.isa;

import org.jspecify.annotations.Nullable;

/// Which addresses code forms in two steps: remembers what `lui` and `auipc` left in registers, and adds what the next
/// instruction with that register adds. As GNU objdump does, each upper half counts once.
///
/// Meant for code in the order of its addresses; used by one thread.
public final class UpperHalves {
  private static final int GP = 3;
  private static final int TP = 4;

  private final @Nullable Long[] upper = new Long[32];
  private final @Nullable Long globalPointer;

  /// @param globalPointer what `gp` holds, if that is known
  public UpperHalves(@Nullable Long globalPointer) {
    this.globalPointer = globalPointer;
  }

  /// The address that an instruction completes, or null.
  public @Nullable Long step(Decoded decoded, long pc) {
    long immediate = decoded.immediate();
    return switch (decoded.instruction()) {
      case AUIPC -> remember(decoded.rd(), pc + immediate);
      case LUI, C_LUI -> remember(decoded.rd(), immediate);
      case ADDI -> decoded.rs1() == 0 ? null : completed(decoded.rs1(), immediate);
      case ADDIW -> decoded.rs1() == 0 ? null : narrow(completed(decoded.rs1(), immediate));
      case C_ADDI -> decoded.rd() == 0 ? null : completed(decoded.rd(), immediate);
      case C_ADDIW -> narrow(completed(decoded.rd(), immediate));
      case JALR, LB, LH, LW, LD, LBU, LHU, LWU, FLW, FLD, SB, SH, SW, SD, FSW, FSD ->
          completed(decoded.rs1(), immediate);
      default -> null;
    };
  }

  private @Nullable Long remember(int register, long value) {
    upper[register] = value;
    return null;
  }

  private @Nullable Long completed(int register, long offset) {
    Long half = upper[register];
    if (half != null) {
      upper[register] = null;
      return (register == 0 ? 0 : half) + offset;
    }
    if (register == GP && globalPointer != null) {
      return globalPointer + offset;
    }
    return register == TP || register == 0 ? offset : null;
  }

  private static @Nullable Long narrow(@Nullable Long address) {
    return address == null ? null : (long) address.intValue();
  }
}
