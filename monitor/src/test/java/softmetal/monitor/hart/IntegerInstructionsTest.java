package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.isa.Instruction.*;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.isa.Instruction;

class IntegerInstructionsTest {
  private static final long MIN = Long.MIN_VALUE;
  private static final long MAX = Long.MAX_VALUE;
  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;

  private final HartBench bench = new HartBench();
  private final long[] x = bench.state.x;

  @AfterEach
  void close() {
    bench.close();
  }

  /// `instruction rd, left, right` gives `result`; where there is an immediate, it is `right`.
  record Case(Instruction instruction, long left, long right, long result) {}

  static List<Case> computations() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(ADD,    MAX, 1, MIN),
        new Case(SUB,    MIN, 1, MAX),
        new Case(SLL,    1, 64 + 63, MIN),
        new Case(SLT,    -1, 0, 1),
        new Case(SLT,    0, -1, 0),
        new Case(SLTU,   0, -1, 1),
        new Case(SLTU,   -1, 0, 0),
        new Case(XOR,    0b1100, 0b1010, 0b0110),
        new Case(SRL,    -1, 64 + 63, 1),
        new Case(SRA,    MIN, 64 + 62, -2),
        new Case(OR,     0b1100, 0b1010, 0b1110),
        new Case(AND,    0b1100, 0b1010, 0b1000),
        new Case(ADDI,   5, -2048, -2043),
        new Case(ADDI,   5, 0, 5),
        new Case(SLTI,   -3, -2, 1),
        new Case(SLTI,   -2, -2, 0),
        new Case(SLTIU,  5, -1, 1),
        new Case(SLTIU,  -1, -1, 0),
        new Case(XORI,   0b1100, -1, ~0b1100),
        new Case(ORI,    0x10, 0x7f, 0x7f),
        new Case(ANDI,   0xfff, -16, 0xff0),
        new Case(SLLI,   3, 63, MIN),
        new Case(SRLI,   -1, 60, 15),
        new Case(SRAI,   MIN, 63, -1),
        new Case(ADDIW,  0x7fff_ffffL, 1, 0xffff_ffff_8000_0000L),
        new Case(ADDIW,  0x1_2345_6789L, 0, 0x2345_6789),
        new Case(SLLIW,  0x1_0000_0001L, 31, 0xffff_ffff_8000_0000L),
        new Case(SRLIW,  0xffff_ffff_8000_0000L, 31, 1),
        new Case(SRLIW,  0xf_8000_0000L, 0, 0xffff_ffff_8000_0000L),
        new Case(SRAIW,  0x8000_0000L, 31, -1),
        new Case(ADDW,   0x7fff_ffffL, 1, 0xffff_ffff_8000_0000L),
        new Case(SUBW,   0x8000_0000L, 1, 0x7fff_ffff),
        new Case(SLLW,   1, 32 + 31, 0xffff_ffff_8000_0000L),
        new Case(SRLW,   0xffff_ffff_ffff_ffffL, 32 + 28, 15),
        new Case(SRAW,   0x8000_0000L, 32 + 30, -2),
        new Case(ADD_UW,    -1, 1, 0x1_0000_0000L),
        new Case(SH1ADD,    MIN | 5, 7, 17),
        new Case(SH2ADD,    5, -1, 19),
        new Case(SH3ADD,    5, 1, 41),
        new Case(SH1ADD_UW, -1, 1, 0x1_ffff_ffffL),
        new Case(SH2ADD_UW, -1, 1, 0x3_ffff_fffdL),
        new Case(SH3ADD_UW, -1, 1, 0x7_ffff_fff9L),
        new Case(SLLI_UW,   -1, 32, 0xffff_ffff_0000_0000L),
        new Case(ANDN,      0b1100, 0b1010, 0b0100),
        new Case(ORN,       0b1100, ~0b1010, 0b1110),
        new Case(XNOR,      0b1100, 0b1010, ~0b0110),
        new Case(Instruction.MIN,      -1, 1, -1),
        new Case(MINU,      -1, 1, 1),
        new Case(Instruction.MAX,      -1, 1, 1),
        new Case(MAXU,      -1, 1, -1),
        new Case(ROL,       MIN | 1, 64 + 1, 3),
        new Case(ROR,       3, 64 + 1, MIN | 1),
        new Case(RORI,      3, 1, MIN | 1),
        new Case(ROLW,      0x4000_0000L, 32 + 1, 0xffff_ffff_8000_0000L),
        new Case(RORW,      0xf_0000_0001L, 1, 0xffff_ffff_8000_0000L),
        new Case(RORIW,     0xf_0000_0003L, 1, 0xffff_ffff_8000_0001L),
        new Case(CLMUL,     0b111, 0b101, 0b11011),
        new Case(CLMULH,    MIN, MIN, 1L << 62),
        new Case(CLMULR,    MIN, MIN, MIN),
        new Case(BCLR,      -1, 64 + 63, MAX),
        new Case(BCLRI,     -1, 63, MAX),
        new Case(BEXT,      MIN, 64 + 63, 1),
        new Case(BEXTI,     MIN, 62, 0),
        new Case(BINV,      1, 64, 0),
        new Case(BINVI,     0, 63, MIN),
        new Case(BSET,      0, 64 + 63, MIN),
        new Case(BSETI,     MIN, 0, MIN | 1),
        new Case(CZERO_EQZ, 7, 0, 0),
        new Case(CZERO_EQZ, 7, MIN, 7),
        new Case(CZERO_NEZ, 7, 0, 7),
        new Case(CZERO_NEZ, 7, MIN, 0),
        new Case(MUL,    MAX, 2, -2),
        new Case(MULH,   MIN, MIN, 1L << 62),
        new Case(MULHSU, -1, -1, -1),
        new Case(MULHU,  -1, -1, -2),
        new Case(DIV,    -7, 2, -3),
        new Case(DIV,    MIN, -1, MIN),
        new Case(DIV,    7, 0, -1),
        new Case(DIVU,   -1, 2, MAX),
        new Case(DIVU,   7, 0, -1),
        new Case(REM,    -7, 2, -1),
        new Case(REM,    MIN, -1, 0),
        new Case(REM,    7, 0, 7),
        new Case(REMU,   -1, 10, 5),
        new Case(REMU,   7, 0, 7),
        new Case(MULW,   0x1_0000, 0x8000, 0xffff_ffff_8000_0000L),
        new Case(DIVW,   0x8000_0000L, -1, 0xffff_ffff_8000_0000L),
        new Case(DIVUW,  0xffff_ffffL, 1, -1),
        new Case(REMW,   -7, 0x1_0000_0002L, -1),
        new Case(REMUW,  0xffff_ffffL, 0x8000_0000L, 0x7fff_ffff));
        // spotless:on
  }

  private static int word(Case c, int rd) {
    boolean takesRegister = c.instruction.encoding().field(softmetal.isa.Field.RS2) != null;
    return HartBench.word(c.instruction, rd, A1, takesRegister ? A2 : c.right);
  }

  @ParameterizedTest
  @MethodSource("computations")
  void computes_as_the_manual_says(Case c) {
    x[A1] = c.left;
    x[A2] = c.right;

    bench.execute(word(c, A0));

    assertEquals(c.result, x[A0]);
  }

  @ParameterizedTest
  @MethodSource("computations")
  void writes_nothing_to_x0(Case c) {
    x[A1] = c.left;
    x[A2] = c.right;

    bench.execute(word(c, 0));

    assertEquals(0, x[0]);
  }

  @Test
  void lui_and_auipc_extend_the_sign_of_their_32_bits() {
    bench.execute(
        HartBench.word(LUI, A0, 0xffff_ffff_8000_0000L), HartBench.word(AUIPC, A1, -4096));

    assertEquals(0xffff_ffff_8000_0000L, x[A0]);
    assertEquals(HartBench.CODE + 4 - 4096, x[A1]);
  }

  /// `branch left, right` is taken or not.
  record Branch(Instruction instruction, long left, long right, boolean taken) {}

  static Stream<Branch> branches() {
    return Stream.of(
        // spotless:off (the columns are the documentation)
        new Branch(BEQ,  1, 1, true),  new Branch(BEQ,  1, 2, false),
        new Branch(BNE,  1, 2, true),  new Branch(BNE,  1, 1, false),
        new Branch(BLT, -1, 0, true),  new Branch(BLT,  0, 0, false),
        new Branch(BGE,  0, 0, true),  new Branch(BGE, -1, 0, false),
        new Branch(BLTU, 0, -1, true), new Branch(BLTU, 0, 0, false),
        new Branch(BGEU, 0, 0, true),  new Branch(BGEU, 0, -1, false));
        // spotless:on
  }

  @ParameterizedTest
  @MethodSource("branches")
  void branches_in_the_page_and_out_of_it(Branch branch) {
    for (int distance : new int[] {8, -8, 4094, -4096}) {
      x[A1] = branch.left;
      x[A2] = branch.right;
      bench.state.pc = HartBench.CODE + 0x2010;

      bench.execute(HartBench.word(branch.instruction, A1, A2, distance));

      long next = HartBench.CODE + 0x2010 + (branch.taken ? distance : 4);
      assertEquals(next, bench.state.pc, "by " + distance);
    }
  }

  @Test
  void jumps_link_the_address_behind_them() {
    bench.execute(HartBench.word(JAL, 1, 0x800));
    assertEquals(HartBench.CODE + 4, x[1]);
    assertEquals(HartBench.CODE + 0x800, bench.state.pc);

    x[A1] = HartBench.CODE + 0x5001;
    bench.execute(HartBench.word(JALR, A1, A1, 3));
    assertEquals(HartBench.CODE + 0x804, x[A1]);
    assertEquals(HartBench.CODE + 0x5004, bench.state.pc, "bit 0 is cleared");

    bench.execute(HartBench.word(JAL, 0, -0x10000 + 0x20000));
    assertEquals(0, x[0]);
  }

  @Test
  void compressed_instructions_do_what_they_abbreviate() {
    x[A1] = HartBench.DATA;
    x[2] = HartBench.CODE + 0x100;

    bench.execute(
        HartBench.word(C_LI, A0, -7),
        HartBench.word(C_SD, A1, A0, 8),
        HartBench.word(C_LD, A2, A1, 8),
        HartBench.word(C_ADD, A2, A0),
        HartBench.word(C_J, 0x20));

    assertEquals(-14, x[A2]);
    assertEquals(HartBench.CODE + 8 + 0x20, bench.state.pc);
  }

  @Test
  void fences_are_retired_and_do_nothing() {
    bench.execute(HartBench.word(FENCE, 0xff), HartBench.word(FENCE_I));

    assertEquals(2, bench.state.retired);
    assertEquals(HartBench.CODE + 8, bench.state.pc);
  }
}
