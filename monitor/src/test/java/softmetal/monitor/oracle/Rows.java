package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import softmetal.isa.Decoder;
import softmetal.isa.Extension;
import softmetal.isa.Instruction;

/// The rows of the instruction table that a hart has, by what random programs do with them.
///
/// @param plain compute, and touch no memory
/// @param memory load and store
/// @param atomic read, modify and write
/// @param control branch and jump by a distance
/// @param csr read and write floating-point flags and rounding mode
/// @param ours decodes all that this project's hart executes
record Rows(
    List<Instruction> plain,
    List<Instruction> memory,
    List<Instruction> atomic,
    List<Instruction> control,
    List<Instruction> csr,
    Decoder ours) {
  private static final Set<Instruction> LOADS =
      EnumSet.of(
          Instruction.LB,
          Instruction.LH,
          Instruction.LW,
          Instruction.LD,
          Instruction.LBU,
          Instruction.LHU,
          Instruction.LWU,
          Instruction.FLW,
          Instruction.FLD);

  private static final Set<Instruction> STORES =
      EnumSet.of(
          Instruction.SB,
          Instruction.SH,
          Instruction.SW,
          Instruction.SD,
          Instruction.FSW,
          Instruction.FSD);

  private static final Set<Instruction> BRANCHES =
      EnumSet.of(
          Instruction.BEQ,
          Instruction.BNE,
          Instruction.BLT,
          Instruction.BGE,
          Instruction.BLTU,
          Instruction.BGEU,
          Instruction.JAL);

  private static final Set<Instruction> SPECIAL =
      EnumSet.of(
          Instruction.JALR,
          Instruction.ECALL,
          Instruction.LR_W,
          Instruction.LR_D,
          Instruction.SC_W,
          Instruction.SC_D,
          Instruction.CTZW);

  private static final Rows OF_32_BITS = made(HartKind.RV32);
  private static final Rows OF_64_BITS = made(HartKind.RV64);

  static Rows of(HartKind kind) {
    return kind == HartKind.RV32 ? OF_32_BITS : OF_64_BITS;
  }

  private static Rows made(HartKind kind) {
    var rows =
        new Rows(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new Decoder(kind.ours()));
    for (Instruction instruction : Instruction.values()) {
      boolean isOfInterest =
          kind.common().has(instruction)
              && !instruction.extensions().contains(Extension.PRIVILEGED)
              && !SPECIAL.contains(instruction.base());
      if (isOfInterest) {
        rows.listFor(instruction).add(instruction);
      }
    }
    return rows;
  }

  private List<Instruction> listFor(Instruction instruction) {
    if (isLoadOrStore(instruction)) {
      return memory;
    }
    if (BRANCHES.contains(instruction.base())) {
      return control;
    }
    if (instruction.isOrdered()) {
      return atomic;
    }
    return instruction.extensions().contains(Extension.ZICSR) ? csr : plain;
  }

  static boolean isLoadOrStore(Instruction instruction) {
    return LOADS.contains(instruction.base()) || isStore(instruction);
  }

  static boolean isStore(Instruction instruction) {
    return STORES.contains(instruction.base());
  }

  /// Whether it may go elsewhere, needs another instruction before it, or is left out altogether.
  static boolean isSpecial(Instruction instruction) {
    return SPECIAL.contains(instruction.base()) || BRANCHES.contains(instruction.base());
  }
}
