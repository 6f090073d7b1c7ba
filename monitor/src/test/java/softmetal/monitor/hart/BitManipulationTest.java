package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.isa.Instruction.*;

import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.isa.Instruction;

class BitManipulationTest {
  private static final int A0 = 10;
  private static final int A1 = 11;

  private final HartBench bench = new HartBench();

  @AfterEach
  void close() {
    bench.close();
  }

  /// `instruction rd, operand` gives `result`.
  record Case(Instruction instruction, long operand, long result) {}

  static List<Case> unary() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(CLZ,    0, 64),
        new Case(CLZ,    1, 63),
        new Case(CTZ,    0, 64),
        new Case(CTZ,    Long.MIN_VALUE, 63),
        new Case(CPOP,   -1, 64),
        new Case(CLZW,   0xf_0000_0000L, 32),
        new Case(CLZW,   0xf_0000_8000L, 16),
        new Case(CTZW,   0xf_0000_0000L, 32),
        new Case(CPOPW,  -1, 32),
        new Case(SEXT_B, 0x1280, -128),
        new Case(SEXT_H, 0x1_8000, -32768),
        new Case(ZEXT_H, -1, 0xffff),
        new Case(ORC_B,  0x0100_8000_0010_0000L, 0xff00_ff00_00ff_0000L),
        new Case(ORC_B,  0x0000_0000_0000_0040L, 0xff),
        new Case(REV8,   0x0102_0304_0506_0708L, 0x0807_0605_0403_0201L));
        // spotless:on
  }

  @ParameterizedTest
  @MethodSource("unary")
  void a_hart_computes(Case example) {
    bench.state.x[A1] = example.operand();

    bench.execute(HartBench.word(example.instruction(), A0, A1));

    assertEquals(example.result(), bench.state.x[A0]);
  }

  @Test
  void products_without_carries_are_the_sums_of_the_shifted_operand() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 2000; i++) {
      long left = random.nextLong() >>> random.nextInt(64);
      long right = random.nextLong() >> random.nextInt(64);
      BigInteger product = BigInteger.ZERO;
      BigInteger operand = new BigInteger(Long.toUnsignedString(left));
      for (int bit = 0; bit < 64; bit++) {
        if ((right >>> bit & 1) != 0) {
          product = product.xor(operand.shiftLeft(bit));
        }
      }
      assertEquals(product.longValue(), BitManipulation.clmul(left, right));
      assertEquals(product.shiftRight(63).longValue(), BitManipulation.clmulr(left, right));
      assertEquals(product.shiftRight(64).longValue(), BitManipulation.clmulh(left, right));
    }
  }
}
