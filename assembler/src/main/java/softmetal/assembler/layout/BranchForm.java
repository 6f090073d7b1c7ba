package softmetal.assembler.layout;

import softmetal.assembler.encode.Piece;
import softmetal.assembler.object.RelocationType;
import softmetal.isa.BitField;
import softmetal.isa.Field;
import softmetal.isa.Instruction;

/// A branch or jump at one of its four sizes: its bytes, and what is left to the linker.
///
/// | size | bytes |
/// |---|---|
/// | 2 | the compressed form |
/// | 4 | the plain form |
/// | 6 | the inverted compressed branch over a jump |
/// | 8 | the inverted plain branch over a jump |
///
/// @param bytes with the displacement filled in as far as it is known: a linker replaces it
/// @param relocationOffset of the relocation, in the bytes
record BranchForm(byte[] bytes, int relocationOffset, RelocationType relocation) {

  /// How far each form reaches, both ways: half of it, in GNU as, so that later growth does no harm.
  private static final long COMPRESSED_JUMP = 2048;

  private static final long COMPRESSED_BRANCH = 256;
  private static final long PLAIN = 4096;

  /// The bit that makes a condition its opposite.
  private static final int INVERSION = 1 << 12;

  /// The size that a distance asks for.
  ///
  /// @param near whether the target is in this section, and cannot be replaced by another object's
  static int size(Piece.Branch branch, boolean near, long distance) {
    return size(
        branch.instruction() == Instruction.JAL, branch.compressed() != null, near, distance);
  }

  static int size(boolean jump, boolean compressed, boolean near, long distance) {
    if (near && compressed && within(distance, jump ? COMPRESSED_JUMP : COMPRESSED_BRANCH)) {
      return 2;
    }
    if (jump || (near && within(distance, PLAIN))) {
      return 4;
    }
    return near && compressed ? 6 : 8;
  }

  private static boolean within(long distance, long reach) {
    return distance >= -reach && distance < reach;
  }

  /// @param distance from the first byte of the branch to the target, for the tentative displacement
  /// @param known whether there is a place to go to; for a number the displacement is 0
  static BranchForm of(Piece.Branch branch, int size, boolean known, long distance) {
    boolean jump = branch.instruction() == Instruction.JAL;
    byte[] bytes = new byte[size];
    return switch (size) {
      case 2 -> {
        Bytes.put(bytes, 0, compact(branch, compressed(branch), distance), 2);
        yield new BranchForm(
            bytes, 0, jump ? RelocationType.R_RISCV_RVC_JUMP : RelocationType.R_RISCV_RVC_BRANCH);
      }
      case 4 -> {
        Bytes.put(bytes, 0, plain(branch, branch.instruction(), distance), 4);
        yield new BranchForm(
            bytes, 0, jump ? RelocationType.R_RISCV_JAL : RelocationType.R_RISCV_BRANCH);
      }
      case 6 -> {
        Bytes.put(bytes, 0, compact(branch, inverted(compressed(branch)), 6), 2);
        Bytes.put(bytes, 2, jump(known ? distance - 2 : 0), 4);
        yield new BranchForm(bytes, 2, RelocationType.R_RISCV_JAL);
      }
      case 8 -> {
        Bytes.put(bytes, 0, plain(branch, inverted(branch.instruction()), 8), 4);
        Bytes.put(bytes, 4, jump(known ? distance - 4 : 0), 4);
        yield new BranchForm(bytes, 4, RelocationType.R_RISCV_JAL);
      }
      default -> throw new IllegalArgumentException("a branch of " + size + " bytes");
    };
  }

  private static Instruction compressed(Piece.Branch branch) {
    Instruction form = branch.compressed();
    if (form == null) {
      throw new IllegalArgumentException(branch.instruction() + " has no compressed form here");
    }
    return form;
  }

  private static int compact(Piece.Branch branch, Instruction form, long distance) {
    BitField register = form.encoding().field(Field.RS1);
    int bits = register == null ? 0 : register.scatter(branch.rs1());
    return form.encoding().match() | bits | field(form, distance);
  }

  private static int plain(Piece.Branch branch, Instruction form, long distance) {
    if (branch.raw() != 0) {
      boolean inverted = form != branch.instruction();
      return (inverted ? branch.raw() ^ INVERSION : branch.raw()) | field(form, distance);
    }
    int registers =
        form == Instruction.JAL
            ? register(form, Field.RD, branch.rs1())
            : register(form, Field.RS1, branch.rs1()) | register(form, Field.RS2, branch.rs2());
    return form.encoding().match() | registers | field(form, distance);
  }

  private static int register(Instruction form, Field where, int number) {
    BitField field = form.encoding().field(where);
    if (field == null) {
      throw new IllegalArgumentException(form + " has no " + where);
    }
    return field.scatter(number);
  }

  private static int jump(long distance) {
    return Instruction.JAL.encoding().match() | field(Instruction.JAL, distance);
  }

  /// The bits of an immediate, cut to the width of its field: the linker says so when it does not fit.
  static int field(Instruction form, long value) {
    BitField field = form.encoding().field(Field.IMMEDIATE);
    if (field == null) {
      throw new IllegalArgumentException(form + " has no immediate");
    }
    int unused = Long.numberOfLeadingZeros(field.max()) - 1;
    return field.scatter((value << unused >> unused) & -field.step());
  }

  private static Instruction inverted(Instruction branch) {
    return switch (branch) {
      case BEQ -> Instruction.BNE;
      case BNE -> Instruction.BEQ;
      case BLT -> Instruction.BGE;
      case BGE -> Instruction.BLT;
      case BLTU -> Instruction.BGEU;
      case BGEU -> Instruction.BLTU;
      case C_BEQZ -> Instruction.C_BNEZ;
      case C_BNEZ -> Instruction.C_BEQZ;
      default -> throw new IllegalArgumentException(branch + " is no conditional branch");
    };
  }
}
