package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static softmetal.isa.Instruction.*;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.monitor.hart.Trap.Cause;

/// That each instruction reaches its meaning with the right operands; [FloatingPointTest] tests the meanings.
class FloatInstructionsTest {
  private static final int DYN = 7;

  private final HartBench bench = new HartBench();
  private final HartState state = bench.state;

  FloatInstructionsTest() {
    state.floatEnabled = true;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static long s(float value) {
    return Float.floatToRawIntBits(value) | 0xffff_ffff_0000_0000L;
  }

  private static long d(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /// `instruction a, b, c` gives `result`; in which registers they are, the instruction says.
  record Case(Instruction instruction, long a, long b, long c, long result) {
    Case(Instruction instruction, long a, long b, long result) {
      this(instruction, a, b, 0, result);
    }

    Case(Instruction instruction, long a, long result) {
      this(instruction, a, 0, 0, result);
    }
  }

  static List<Case> instructions() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(FADD_S,    s(1), s(2), s(3)),          new Case(FADD_D,    d(1), d(2), d(3)),
        new Case(FSUB_S,    s(1), s(2), s(-1)),         new Case(FSUB_D,    d(1), d(2), d(-1)),
        new Case(FMUL_S,    s(3), s(2), s(6)),          new Case(FMUL_D,    d(3), d(2), d(6)),
        new Case(FDIV_S,    s(1), s(2), s(.5f)),        new Case(FDIV_D,    d(1), d(2), d(.5)),
        new Case(FSQRT_S,   s(4), s(2)),                new Case(FSQRT_D,   d(4), d(2)),
        new Case(FMADD_S,   s(2), s(3), s(4), s(10)),   new Case(FMADD_D,   d(2), d(3), d(4), d(10)),
        new Case(FMSUB_S,   s(2), s(3), s(4), s(2)),    new Case(FMSUB_D,   d(2), d(3), d(4), d(2)),
        new Case(FNMSUB_S,  s(2), s(3), s(4), s(-2)),   new Case(FNMSUB_D,  d(2), d(3), d(4), d(-2)),
        new Case(FNMADD_S,  s(2), s(3), s(4), s(-10)),  new Case(FNMADD_D,  d(2), d(3), d(4), d(-10)),
        new Case(FSGNJ_S,   s(2), s(-3), s(-2)),        new Case(FSGNJ_D,   d(2), d(-3), d(-2)),
        new Case(FSGNJN_S,  s(2), s(-3), s(2)),         new Case(FSGNJN_D,  d(2), d(-3), d(2)),
        new Case(FSGNJX_S,  s(-2), s(-3), s(2)),        new Case(FSGNJX_D,  d(-2), d(-3), d(2)),
        new Case(FMIN_S,    s(2), s(3), s(2)),          new Case(FMIN_D,    d(2), d(3), d(2)),
        new Case(FMAX_S,    s(2), s(3), s(3)),          new Case(FMAX_D,    d(2), d(3), d(3)),
        new Case(FEQ_S,     s(2), s(2), 1),             new Case(FEQ_D,     d(2), d(2), 1),
        new Case(FLT_S,     s(2), s(3), 1),             new Case(FLT_D,     d(2), d(3), 1),
        new Case(FLE_S,     s(2), s(2), 1),             new Case(FLE_D,     d(3), d(2), 0),
        new Case(FCLASS_S,  s(-1), 1 << 1),             new Case(FCLASS_D,  d(0), 1 << 4),
        new Case(FCVT_S_D,  d(1.5), s(1.5f)),           new Case(FCVT_D_S,  s(1.5f), d(1.5)),
        new Case(FCVT_W_S,  s(-2), -2),                 new Case(FCVT_W_D,  d(-2), -2),
        new Case(FCVT_WU_S, s(0x1p31f), -1L << 31),     new Case(FCVT_WU_D, d(0x1p31), -1L << 31),
        new Case(FCVT_L_S,  s(0x1p40f), 1L << 40),      new Case(FCVT_L_D,  d(0x1p40), 1L << 40),
        new Case(FCVT_LU_S, s(0x1p63f), 1L << 63),      new Case(FCVT_LU_D, d(0x1p63), 1L << 63),
        new Case(FCVT_S_W,  -1, s(-1)),                 new Case(FCVT_D_W,  -1, d(-1)),
        new Case(FCVT_S_WU, 1L << 31, s(0x1p31f)),      new Case(FCVT_D_WU, -1, d(0xffff_ffffL)),
        new Case(FCVT_S_L,  1L << 40, s(0x1p40f)),      new Case(FCVT_D_L,  -1L << 40, d(-0x1p40)),
        new Case(FCVT_S_LU, 1L << 63, s(0x1p63f)),      new Case(FCVT_D_LU, 1L << 63, d(0x1p63)),
        new Case(FMV_X_W,   d(2) | 0x8000_0000L, -1L << 31), new Case(FMV_X_D, 5, 5),
        new Case(FMV_W_X,   5, 0xffff_ffff_0000_0005L), new Case(FMV_D_X,   -5, -5));
        // spotless:on
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void takes_its_operands_and_writes_its_result(Case c) {
    String name = c.instruction.name();
    boolean fromInteger = name.matches("FCVT_._(W|L|WU|LU)|FMV_._X");
    boolean toInteger = name.matches("FCVT_(W|L|WU|LU)_.|FMV_X_.|FEQ_.|FLT_.|FLE_.|FCLASS_.");
    (fromInteger ? state.x : state.f)[11] = c.a;
    state.f[12] = c.b;
    state.f[13] = c.c;

    bench.execute(word(c.instruction, 10, FloatingPoint.RNE));

    assertEquals(c.result, (toInteger ? state.x : state.f)[10]);
    assertEquals(!toInteger, state.floatDirty);
    assertEquals(0, state.floatFlags);
  }

  private static int word(Instruction instruction, int rd, int roundingMode) {
    long[] fields = new long[5];
    int count = 0;
    for (Field field : Field.values()) {
      if (instruction.encoding().field(field) != null) {
        fields[count++] =
            switch (field) {
              case RD -> rd;
              case RS1 -> 11;
              case RS2 -> 12;
              case RS3 -> 13;
              case ROUNDING_MODE -> roundingMode;
              case IMMEDIATE -> 0;
            };
      }
    }
    return HartBench.word(instruction, java.util.Arrays.copyOf(fields, count));
  }

  @Test
  void flags_accrue_and_make_the_unit_dirty() {
    state.f[11] = d(1);
    state.f[12] = d(0);
    bench.execute(word(FDIV_D, 10, 0));
    assertEquals(FloatingPoint.DZ, state.floatFlags);

    state.floatDirty = false;
    state.f[11] = d(Double.NaN);
    bench.execute(word(FLT_D, 10, 0));
    assertEquals(FloatingPoint.DZ | FloatingPoint.NV, state.floatFlags);
    assertTrue(state.floatDirty);

    state.floatDirty = false;
    bench.execute(word(FLT_D, 10, 0));
    assertFalse(state.floatDirty);
  }

  @Test
  void a_result_for_x0_is_not_written() {
    state.f[11] = d(1);

    bench.execute(word(FMV_X_D, 0, 0));

    assertEquals(0, state.x[0]);
  }

  @Test
  void rounds_as_the_instruction_or_the_dynamic_mode_says() {
    state.f[11] = d(1.5);
    state.roundingMode = FloatingPoint.RDN;

    bench.execute(word(FCVT_W_D, 10, FloatingPoint.RUP), word(FCVT_W_D, 14, DYN));

    assertEquals(2, state.x[10]);
    assertEquals(1, state.x[14]);
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void is_illegal_while_the_unit_is_off(Case c) {
    state.floatEnabled = false;

    assertIllegal(word(c.instruction, 10, 0));
  }

  @Test
  void loads_and_stores_are_illegal_while_the_unit_is_off() {
    state.floatEnabled = false;
    state.x[11] = HartBench.DATA;
    bench.tlb.fillRam(Access.LOAD, HartBench.DATA, HartBench.DATA);
    bench.tlb.fillRam(Access.STORE, HartBench.DATA, HartBench.DATA);

    for (Instruction instruction : List.of(FLW, FLD, FSW, FSD)) {
      assertIllegal(HartBench.word(instruction, 11, 11, 0));
    }
    assertIllegal(HartBench.word(C_FLD, 10, 11, 0));
  }

  @Test
  void a_reserved_dynamic_mode_is_illegal_where_it_is_used() {
    state.roundingMode = 5;

    assertIllegal(word(FADD_D, 10, DYN));
    bench.execute(word(FADD_D, 10, 0), word(FSGNJ_D, 10, 0));
  }

  private void assertIllegal(int word) {
    bench.put(state.pc, word);
    Trap trap = new Trap(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
    assertEquals(new Exit.Trapped(trap), bench.run(1));
    assertFalse(state.floatDirty);
  }
}
