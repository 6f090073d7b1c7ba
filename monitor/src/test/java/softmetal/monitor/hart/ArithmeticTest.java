package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

class ArithmeticTest {

  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    -7,
    10,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L
  };

  @Test
  void high_products_are_the_high_half_of_the_exact_product() {
    forManyPairs((a, b) -> {
      BigInteger signed = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
      BigInteger mixed = BigInteger.valueOf(a).multiply(unsigned(b, 64));
      BigInteger unsigned = unsigned(a, 64).multiply(unsigned(b, 64));
      assertEquals(signed.shiftRight(64).longValue(), Arithmetic.mulh(a, b));
      assertEquals(mixed.shiftRight(64).longValue(), Arithmetic.mulhsu(a, b));
      assertEquals(unsigned.shiftRight(64).longValue(), Arithmetic.mulhu(a, b));
    });
  }

  @Test
  void quotients_and_remainders_are_exact_for_every_divisor_but_zero() {
    forManyPairs((a, b) -> {
      if (b != 0) {
        check(a, b, 64, false, Arithmetic::div, Arithmetic::rem);
        check(a, b, 64, true, Arithmetic::divu, Arithmetic::remu);
      }
      if ((int) b != 0) {
        check(a, b, 32, false, Arithmetic::divw, Arithmetic::remw);
        check(a, b, 32, true, Arithmetic::divuw, Arithmetic::remuw);
      }
    });
  }

  @Test
  void dividing_by_zero_gives_all_ones_and_leaves_the_dividend_as_remainder() {
    assertEquals(-1, Arithmetic.div(-7, 0));
    assertEquals(-1, Arithmetic.divu(7, 0));
    assertEquals(-7, Arithmetic.rem(-7, 0));
    assertEquals(-7, Arithmetic.remu(-7, 0));
  }

  @Test
  void words_ignore_the_high_halves_of_their_operands() {
    assertEquals(-1, Arithmetic.divw(7, 0x5_0000_0000L));
    assertEquals(-1, Arithmetic.divuw(7, 0x5_0000_0000L));
    assertEquals(0xffff_ffff_8000_0000L, Arithmetic.remw(0x1_8000_0000L, 0x5_0000_0000L));
    assertEquals(0xffff_ffff_8000_0000L, Arithmetic.remuw(0x1_8000_0000L, 0x5_0000_0000L));
    assertEquals(-3, Arithmetic.divw(0x7_ffff_fff9L, 0x9_0000_0002L));
  }

  @Test
  void signed_overflow_wraps_and_leaves_no_remainder() {
    assertEquals(Long.MIN_VALUE, Arithmetic.div(Long.MIN_VALUE, -1));
    assertEquals(0, Arithmetic.rem(Long.MIN_VALUE, -1));
    assertEquals(Integer.MIN_VALUE, Arithmetic.divw(Integer.MIN_VALUE, -1));
    assertEquals(0, Arithmetic.remw(Integer.MIN_VALUE, -1));
  }

  private static void check(
      long a, long b, int bits, boolean unsigned, LongBinaryOperator div, LongBinaryOperator rem) {
    BigInteger dividend = unsigned ? unsigned(a, bits) : signed(a, bits);
    BigInteger divisor = unsigned ? unsigned(b, bits) : signed(b, bits);
    BigInteger[] expected = dividend.divideAndRemainder(divisor);
    assertEquals(signed(expected[0].longValue(), bits).longValue(), div.applyAsLong(a, b));
    assertEquals(signed(expected[1].longValue(), bits).longValue(), rem.applyAsLong(a, b));
  }

  private static BigInteger signed(long value, int bits) {
    return BigInteger.valueOf(bits == 32 ? (int) value : value);
  }

  private static BigInteger unsigned(long value, int bits) {
    return BigInteger.valueOf(value).mod(BigInteger.ONE.shiftLeft(bits));
  }

  private interface PairCheck {
    void check(long a, long b);
  }

  private static void forManyPairs(PairCheck check) {
    for (long a : EDGES) {
      for (long b : EDGES) {
        check.check(a, b);
      }
    }
    var random = new SplittableRandom(20_26);
    for (int i = 0; i < 20_000; i++) {
      // Operands of every size, so that quotients are not nearly all zero.
      check.check(random.nextLong() >> random.nextInt(64), random.nextLong() >> random.nextInt(64));
    }
  }
}
