package softmetal.monitor.hart;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import softmetal.isa.Decoded;
import softmetal.isa.Instruction;
import softmetal.isa.Xlen;

/// What one slot of a [CodePage] makes the interpreter do, packed into a `long`.
///
/// | bits | field |
/// |---|---|
/// | 63..32 | the immediate, signed; of branches and `jal` in slots (half of the bytes), from the next instruction on; of [#FLOAT] and its like see there |
/// | 31..29 | length in slots: 1 or 2 |
/// | 28..24 | rs2 |
/// | 20..16 | rs1 |
/// | 12..8 | rd |
/// | 7..0 | the operation: a number from below, so that the interpreter switches over a dense range |
///
/// Operations that write an integer register never have `rd` = x0: an instruction that only computes becomes [#NOP], a
/// jump one that links nothing, a load is left to the [#SLOW] path.
///
/// A hart of 32 bits has the same operations. Its registers are kept sign-extended, so that most instructions do what they
/// do on RV64, and most others what RV64 calls their word form ([#WORD_FORMS]); the few that remain are [#NARROW].
final class Operation {
  /// The slot has not been decoded since it was last written; zero, as in a fresh array.
  static final int UNDECODED = 0;

  /// Anything that the fast loop leaves to [InterpretedHart]: other exits, atomics, loads to x0.
  static final int SLOW = 1;

  /// Not an instruction: the slots behind the last one of a page.
  static final int LEAVE = 2;

  /// The last slot of a page, with an instruction that goes on in the next virtual page. It depends on the mapping,
  /// so it is put together anew each time.
  static final int CROSSING = 3;

  static final int NOP = 4;

  /// `lui`, and `addi` from x0.
  static final int LOAD_IMMEDIATE = 5;

  /// `addi rd, rs1, 0`
  static final int MOVE = 6;

  static final int AUIPC = 7;
  static final int JUMP = 8;
  static final int JUMP_AND_LINK = 9;
  static final int JUMP_REGISTER = 10;
  static final int JUMP_AND_LINK_REGISTER = 11;
  static final int BEQ = 12;
  static final int BNE = 13;
  static final int BLT = 14;
  static final int BGE = 15;
  static final int BLTU = 16;
  static final int BGEU = 17;
  static final int LB = 18;
  static final int LH = 19;
  static final int LW = 20;
  static final int LD = 21;
  static final int LBU = 22;
  static final int LHU = 23;
  static final int LWU = 24;
  static final int SB = 25;
  static final int SH = 26;
  static final int SW = 27;
  static final int SD = 28;
  static final int ADDI = 29;
  static final int SLTI = 30;
  static final int SLTIU = 31;
  static final int XORI = 32;
  static final int ORI = 33;
  static final int ANDI = 34;
  static final int SLLI = 35;
  static final int SRLI = 36;
  static final int SRAI = 37;
  static final int ADD = 38;
  static final int SUB = 39;
  static final int SLL = 40;
  static final int SLT = 41;
  static final int SLTU = 42;
  static final int XOR = 43;
  static final int SRL = 44;
  static final int SRA = 45;
  static final int OR = 46;
  static final int AND = 47;
  static final int ADDIW = 48;
  static final int SLLIW = 49;
  static final int SRLIW = 50;
  static final int SRAIW = 51;
  static final int ADDW = 52;
  static final int SUBW = 53;
  static final int SLLW = 54;
  static final int SRLW = 55;
  static final int SRAW = 56;
  static final int MUL = 57;
  static final int MULH = 58;
  static final int MULHSU = 59;
  static final int MULHU = 60;
  static final int DIV = 61;
  static final int DIVU = 62;
  static final int REM = 63;
  static final int REMU = 64;
  static final int MULW = 65;
  static final int DIVW = 66;
  static final int DIVUW = 67;
  static final int REMW = 68;
  static final int REMUW = 69;
  static final int FLW = 70;
  static final int FLD = 71;
  static final int FSW = 72;
  static final int FSD = 73;

  /// Computation with `f` registers, done by [FloatInstructions]. The immediate holds the place of the instruction in
  /// [#FLOATS] (bits 31..16), rs3 (12..8) and the rounding mode (2..0).
  static final int FLOAT = 74;

  /// The same, with a result for an `x` register; the place is that in [#FLOATS_TO_INTEGERS].
  static final int FLOAT_TO_INTEGER = 75;

  /// An instruction of Zba, Zbb, Zbc, Zbs or Zicond, done by [BitInstructions]. The immediate holds the place of the
  /// instruction in [#BITS] (bits 31..16) and the shift amount (5..0).
  static final int BIT = 76;

  /// `auipc` on a hart of 32 bits.
  static final int AUIPC_WORD = 77;

  /// An instruction of a hart of 32 bits, done by [NarrowInstructions]. The immediate holds the place of the instruction in
  /// [#NARROWS] (bits 31..16) and the shift amount (4..0).
  static final int NARROW = 78;

  /// An instruction for the monitor: [Exit.Privileged] or [Exit.EnvironmentCall]. The immediate holds its word.
  static final int PRIVILEGED = 79;

  /// `csrrs rd, number, x0`, as [#PRIVILEGED]: the loop does it where [LentWords] allow it.
  static final int READ_WORD = 80;

  /// `csrrw`, likewise.
  static final int SWAP_WORD = 81;

  /// An `sd`, and those that follow: registers one after the other go to doublewords one behind the other. Of the
  /// immediate, bits 31..16 are that of the first, 15..8 the number of slots and 7..0 that of registers.
  static final int SD_ROW = 82;

  /// The same of `ld`; none of the registers is the base, unless the last.
  static final int LD_ROW = 83;

  /// An instruction of any kind, in front of which somebody may want to stop; see [CodeCache#stopAt].
  static final int STOP = 84;

  /// An [#ADDI] in front of a conditional branch, as at the end of most loops: the loop looks at what follows, and does both.
  static final int ADDI_AND_BRANCH = 85;

  /// The same of an [#ADD].
  static final int ADD_AND_BRANCH = 86;

  /// A shorter row is not worth an operation of its own; a longer one does not fit.
  static final int ROW_MIN = 4;

  static final List<Instruction> BITS =
      List.of(
          Instruction.ADD_UW,
          Instruction.SH1ADD,
          Instruction.SH2ADD,
          Instruction.SH3ADD,
          Instruction.SH1ADD_UW,
          Instruction.SH2ADD_UW,
          Instruction.SH3ADD_UW,
          Instruction.SLLI_UW,
          Instruction.ANDN,
          Instruction.ORN,
          Instruction.XNOR,
          Instruction.CLZ,
          Instruction.CTZ,
          Instruction.CPOP,
          Instruction.CLZW,
          Instruction.CTZW,
          Instruction.CPOPW,
          Instruction.MIN,
          Instruction.MINU,
          Instruction.MAX,
          Instruction.MAXU,
          Instruction.SEXT_B,
          Instruction.SEXT_H,
          Instruction.ZEXT_H,
          Instruction.ROL,
          Instruction.ROR,
          Instruction.RORI,
          Instruction.ROLW,
          Instruction.RORW,
          Instruction.RORIW,
          Instruction.ORC_B,
          Instruction.REV8,
          Instruction.CLMUL,
          Instruction.CLMULR,
          Instruction.CLMULH,
          Instruction.BCLR,
          Instruction.BCLRI,
          Instruction.BEXT,
          Instruction.BEXTI,
          Instruction.BINV,
          Instruction.BINVI,
          Instruction.BSET,
          Instruction.BSETI,
          Instruction.CZERO_EQZ,
          Instruction.CZERO_NEZ);

  static final List<Instruction> FLOATS =
      List.of(
          Instruction.FADD_S,
          Instruction.FADD_D,
          Instruction.FSUB_S,
          Instruction.FSUB_D,
          Instruction.FMUL_S,
          Instruction.FMUL_D,
          Instruction.FDIV_S,
          Instruction.FDIV_D,
          Instruction.FSQRT_S,
          Instruction.FSQRT_D,
          Instruction.FMADD_S,
          Instruction.FMADD_D,
          Instruction.FMSUB_S,
          Instruction.FMSUB_D,
          Instruction.FNMSUB_S,
          Instruction.FNMSUB_D,
          Instruction.FNMADD_S,
          Instruction.FNMADD_D,
          Instruction.FSGNJ_S,
          Instruction.FSGNJ_D,
          Instruction.FSGNJN_S,
          Instruction.FSGNJN_D,
          Instruction.FSGNJX_S,
          Instruction.FSGNJX_D,
          Instruction.FMIN_S,
          Instruction.FMIN_D,
          Instruction.FMAX_S,
          Instruction.FMAX_D,
          Instruction.FCVT_S_D,
          Instruction.FCVT_D_S,
          Instruction.FCVT_S_W,
          Instruction.FCVT_D_W,
          Instruction.FCVT_S_WU,
          Instruction.FCVT_D_WU,
          Instruction.FCVT_S_L,
          Instruction.FCVT_D_L,
          Instruction.FCVT_S_LU,
          Instruction.FCVT_D_LU,
          Instruction.FMV_W_X,
          Instruction.FMV_D_X);

  static final List<Instruction> FLOATS_TO_INTEGERS =
      List.of(
          Instruction.FEQ_S,
          Instruction.FEQ_D,
          Instruction.FLT_S,
          Instruction.FLT_D,
          Instruction.FLE_S,
          Instruction.FLE_D,
          Instruction.FCLASS_S,
          Instruction.FCLASS_D,
          Instruction.FCVT_W_S,
          Instruction.FCVT_W_D,
          Instruction.FCVT_WU_S,
          Instruction.FCVT_WU_D,
          Instruction.FCVT_L_S,
          Instruction.FCVT_L_D,
          Instruction.FCVT_LU_S,
          Instruction.FCVT_LU_D,
          Instruction.FMV_X_W,
          Instruction.FMV_X_D);

  static final List<Instruction> NARROWS =
      List.of(
          Instruction.MULH,
          Instruction.MULHSU,
          Instruction.MULHU,
          Instruction.SH1ADD,
          Instruction.SH2ADD,
          Instruction.SH3ADD,
          Instruction.ORC_B,
          Instruction.REV8_RV32,
          Instruction.CLMUL,
          Instruction.CLMULR,
          Instruction.CLMULH,
          Instruction.BCLR,
          Instruction.BCLRI,
          Instruction.BEXT,
          Instruction.BEXTI,
          Instruction.BINV,
          Instruction.BINVI,
          Instruction.BSET,
          Instruction.BSETI);

  /// What an instruction of RV32 is called on RV64.
  private static final Map<Instruction, Instruction> WORD_FORMS =
      Map.ofEntries(
          Map.entry(Instruction.SLLI, Instruction.SLLIW),
          Map.entry(Instruction.SRLI, Instruction.SRLIW),
          Map.entry(Instruction.SRAI, Instruction.SRAIW),
          Map.entry(Instruction.ADD, Instruction.ADDW),
          Map.entry(Instruction.SUB, Instruction.SUBW),
          Map.entry(Instruction.SLL, Instruction.SLLW),
          Map.entry(Instruction.SRL, Instruction.SRLW),
          Map.entry(Instruction.SRA, Instruction.SRAW),
          Map.entry(Instruction.MUL, Instruction.MULW),
          Map.entry(Instruction.DIV, Instruction.DIVW),
          Map.entry(Instruction.DIVU, Instruction.DIVUW),
          Map.entry(Instruction.REM, Instruction.REMW),
          Map.entry(Instruction.REMU, Instruction.REMUW),
          Map.entry(Instruction.CLZ, Instruction.CLZW),
          Map.entry(Instruction.CTZ, Instruction.CTZW),
          Map.entry(Instruction.CPOP, Instruction.CPOPW),
          Map.entry(Instruction.ROL, Instruction.ROLW),
          Map.entry(Instruction.ROR, Instruction.RORW),
          Map.entry(Instruction.RORI, Instruction.RORIW),
          Map.entry(Instruction.ZEXT_H_RV32, Instruction.ZEXT_H));

  private static final Map<Instruction, Integer> NUMBERS = numbers();

  private Operation() {}

  /// @param decoded a base instruction, not a compressed one
  static long pack(Decoded decoded, Xlen xlen) {
    boolean narrow = xlen == Xlen.RV32;
    int rd = decoded.rd();
    long immediate = decoded.immediate();
    if (narrow && NARROWS.contains(decoded.instruction())) {
      return rd == 0
          ? pack(NOP, decoded, 0)
          : packListed(NARROW, NARROWS, decoded.instruction(), decoded);
    }
    Instruction instruction =
        narrow
            ? WORD_FORMS.getOrDefault(decoded.instruction(), decoded.instruction())
            : decoded.instruction();
    Integer number = NUMBERS.getOrDefault(instruction, SLOW);
    return switch (number) {
      case BEQ, BNE, BLT, BGE, BLTU, BGEU -> pack(number, decoded, slotsFromNext(decoded));
      case JUMP_AND_LINK -> pack(rd == 0 ? JUMP : JUMP_AND_LINK, decoded, slotsFromNext(decoded));
      case JUMP_AND_LINK_REGISTER ->
          pack(rd == 0 ? JUMP_REGISTER : JUMP_AND_LINK_REGISTER, decoded, immediate);
      case SLOW, SB, SH, SW, SD, FSW, FSD, FLW, FLD -> pack(number, decoded, immediate);
      case PRIVILEGED -> pack(privileged(decoded), decoded, decoded.word());
      case FLOAT -> packFloat(FLOAT, FLOATS, decoded);
      case FLOAT_TO_INTEGER -> packFloat(FLOAT_TO_INTEGER, FLOATS_TO_INTEGERS, decoded);
      case BIT -> rd == 0 ? pack(NOP, decoded, 0) : packListed(BIT, BITS, instruction, decoded);
      case AUIPC -> pack(rd == 0 ? NOP : narrow ? AUIPC_WORD : AUIPC, decoded, immediate);
      case LB, LH, LW, LD, LBU, LHU, LWU -> pack(rd == 0 ? SLOW : number, decoded, immediate);
      case ADDI ->
          pack(
              rd == 0
                  ? NOP
                  : decoded.rs1() == 0
                      ? LOAD_IMMEDIATE
                      : immediate == 0 ? MOVE : narrow ? ADDIW : ADDI,
              decoded,
              immediate);
      default -> pack(rd == 0 ? NOP : number, decoded, immediate);
    };
  }

  private static long slotsFromNext(Decoded decoded) {
    return decoded.immediate() - decoded.length() >> 1;
  }

  /// An operation with nothing but a length, in slots.
  static long stop(int slots) {
    return (long) slots << 29 | STOP;
  }

  private static int privileged(Decoded decoded) {
    return switch (decoded.instruction()) {
      case CSRRW -> SWAP_WORD;
      case CSRRS -> decoded.rs1() == 0 && decoded.rd() != 0 ? READ_WORD : PRIVILEGED;
      default -> PRIVILEGED;
    };
  }

  /// Whether an attendant may be asked: its immediate is the word of the instruction.
  static boolean isPrivileged(long operation) {
    int number = number(operation);
    return number == PRIVILEGED || number == READ_WORD || number == SWAP_WORD;
  }

  /// Whether a row of so many registers can go on with an operation.
  static boolean continues(long first, int registers, long next) {
    int number = number(first);
    boolean loads = number == LD;
    int register = loads ? rd(first) : rs2(first);
    return (loads || number == SD)
        && number(next) == number
        && rs1(next) == rs1(first)
        && (loads ? rd(next) : rs2(next)) == register + registers
        && immediate(next) == immediate(first) + (long) Long.BYTES * registers
        && !(loads && register + registers - 1 == rs1(first));
  }

  /// The operation of a row that begins with this one.
  ///
  /// @param first [#SD] or [#LD]
  static long row(long first, int slots, int registers) {
    int number = number(first) == SD ? SD_ROW : LD_ROW;
    long immediate = immediate(first) << 16 | slots << 8 | registers;
    return immediate << 32 | first & 0xffff_ff00L | number;
  }

  /// What an operation becomes that stands in front of another one.
  static long before(long operation, long next) {
    int number = number(next);
    if (number < BEQ || number > BGEU) {
      return operation;
    }
    return switch (number(operation)) {
      case ADDI -> operation & ~0xffL | ADDI_AND_BRANCH;
      case ADD -> operation & ~0xffL | ADD_AND_BRANCH;
      default -> operation;
    };
  }

  static boolean isRow(long operation) {
    int number = number(operation);
    return number == SD_ROW || number == LD_ROW;
  }

  /// How many slots a row takes, or any other operation.
  static int extent(long operation) {
    return isRow(operation) ? (int) (operation >>> 40) & 0xff : slots(operation);
  }

  private static long packFloat(int number, List<Instruction> list, Decoded decoded) {
    long immediate =
        (long) list.indexOf(decoded.instruction()) << 16
            | (long) decoded.rs3() << 8
            | decoded.roundingMode().code();
    return pack(number, decoded, immediate);
  }

  private static long packListed(
      int number, List<Instruction> list, Instruction instruction, Decoded decoded) {
    long place = list.indexOf(instruction);
    return pack(number, decoded, place << 16 | decoded.immediate());
  }

  private static long pack(int number, Decoded decoded, long immediate) {
    return immediate << 32
        | (long) (decoded.length() / 2) << 29
        | (long) decoded.rs2() << 24
        | (long) decoded.rs1() << 16
        | (long) decoded.rd() << 8
        | number;
  }

  /// Whether it is a jump whose return address is in the next page, when it is in this slot.
  static boolean linksAcross(long operation, int slot) {
    int number = number(operation);
    return (number == JUMP_AND_LINK || number == JUMP_AND_LINK_REGISTER)
        && slot + slots(operation) >= CodePage.SLOTS;
  }

  static int number(long operation) {
    return (int) operation & 0xff;
  }

  static int rd(long operation) {
    return (int) operation >>> 8 & 31;
  }

  static int rs1(long operation) {
    return (int) operation >>> 16 & 31;
  }

  static int rs2(long operation) {
    return (int) operation >>> 24 & 31;
  }

  static int slots(long operation) {
    return (int) operation >>> 29;
  }

  static long immediate(long operation) {
    return operation >> 32;
  }

  private static Map<Instruction, Integer> numbers() {
    Map<Instruction, Integer> map = new EnumMap<>(Instruction.class);
    // spotless:off (the columns are the documentation)
    map.put(Instruction.LUI,    LOAD_IMMEDIATE);
    map.put(Instruction.AUIPC,  AUIPC);
    map.put(Instruction.JAL,    JUMP_AND_LINK);
    map.put(Instruction.JALR,   JUMP_AND_LINK_REGISTER);
    map.put(Instruction.BEQ,    BEQ);
    map.put(Instruction.BNE,    BNE);
    map.put(Instruction.BLT,    BLT);
    map.put(Instruction.BGE,    BGE);
    map.put(Instruction.BLTU,   BLTU);
    map.put(Instruction.BGEU,   BGEU);
    map.put(Instruction.LB,     LB);
    map.put(Instruction.LH,     LH);
    map.put(Instruction.LW,     LW);
    map.put(Instruction.LD,     LD);
    map.put(Instruction.LBU,    LBU);
    map.put(Instruction.LHU,    LHU);
    map.put(Instruction.LWU,    LWU);
    map.put(Instruction.SB,     SB);
    map.put(Instruction.SH,     SH);
    map.put(Instruction.SW,     SW);
    map.put(Instruction.SD,     SD);
    map.put(Instruction.ADDI,   ADDI);
    map.put(Instruction.SLTI,   SLTI);
    map.put(Instruction.SLTIU,  SLTIU);
    map.put(Instruction.XORI,   XORI);
    map.put(Instruction.ORI,    ORI);
    map.put(Instruction.ANDI,   ANDI);
    map.put(Instruction.SLLI,   SLLI);
    map.put(Instruction.SRLI,   SRLI);
    map.put(Instruction.SRAI,   SRAI);
    map.put(Instruction.ADD,    ADD);
    map.put(Instruction.SUB,    SUB);
    map.put(Instruction.SLL,    SLL);
    map.put(Instruction.SLT,    SLT);
    map.put(Instruction.SLTU,   SLTU);
    map.put(Instruction.XOR,    XOR);
    map.put(Instruction.SRL,    SRL);
    map.put(Instruction.SRA,    SRA);
    map.put(Instruction.OR,     OR);
    map.put(Instruction.AND,    AND);
    map.put(Instruction.ADDIW,  ADDIW);
    map.put(Instruction.SLLIW,  SLLIW);
    map.put(Instruction.SRLIW,  SRLIW);
    map.put(Instruction.SRAIW,  SRAIW);
    map.put(Instruction.ADDW,   ADDW);
    map.put(Instruction.SUBW,   SUBW);
    map.put(Instruction.SLLW,   SLLW);
    map.put(Instruction.SRLW,   SRLW);
    map.put(Instruction.SRAW,   SRAW);
    map.put(Instruction.MUL,    MUL);
    map.put(Instruction.MULH,   MULH);
    map.put(Instruction.MULHSU, MULHSU);
    map.put(Instruction.MULHU,  MULHU);
    map.put(Instruction.DIV,    DIV);
    map.put(Instruction.DIVU,   DIVU);
    map.put(Instruction.REM,    REM);
    map.put(Instruction.REMU,   REMU);
    map.put(Instruction.MULW,   MULW);
    map.put(Instruction.DIVW,   DIVW);
    map.put(Instruction.DIVUW,  DIVUW);
    map.put(Instruction.REMW,   REMW);
    map.put(Instruction.REMUW,  REMUW);
    map.put(Instruction.FLW,    FLW);
    map.put(Instruction.FLD,    FLD);
    map.put(Instruction.FSW,    FSW);
    map.put(Instruction.FSD,    FSD);
    map.put(Instruction.ECALL,  PRIVILEGED);
    map.put(Instruction.CSRRW,  PRIVILEGED);
    map.put(Instruction.CSRRS,  PRIVILEGED);
    map.put(Instruction.CSRRC,  PRIVILEGED);
    map.put(Instruction.CSRRWI, PRIVILEGED);
    map.put(Instruction.CSRRSI, PRIVILEGED);
    map.put(Instruction.CSRRCI, PRIVILEGED);
    map.put(Instruction.MRET,   PRIVILEGED);
    map.put(Instruction.SRET,   PRIVILEGED);
    map.put(Instruction.SFENCE_VMA, PRIVILEGED);
    // What memory holds is what is executed, always; and one hart runs at a time.
    map.put(Instruction.FENCE,  NOP);
    map.put(Instruction.FENCE_I, NOP);
    // spotless:on
    for (Instruction instruction : BITS) {
      map.put(instruction, BIT);
    }
    for (Instruction instruction : FLOATS) {
      map.put(instruction, FLOAT);
    }
    for (Instruction instruction : FLOATS_TO_INTEGERS) {
      map.put(instruction, FLOAT_TO_INTEGER);
    }
    return map;
  }
}
