package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignificandTest {

  private static final int CASES = 100_000;

  private final SplittableRandom random = new SplittableRandom(754);

  @Test
  void shifts_keep_a_trace_of_the_bits_that_they_drop() {
    for (int i = 0; i < CASES; i++) {
      long high = someBits();
      long low = someBits();
      int distance = random.nextInt(200);
      BigInteger narrow = unsigned(high);
      BigInteger wide = narrow.shiftLeft(64).add(unsigned(low));
      assertEquals(sticky(narrow, distance), Significand.shiftRight(high, distance));
      assertEquals(sticky(wide, distance), Significand.shiftRightLow(high, low, distance));
    }
  }

  @Test
  void quotients_have_64_bits_and_a_trace_of_the_remainder() {
    for (int i = 0; i < CASES; i++) {
      long divisor = someBits() | Long.MIN_VALUE;
      long dividend = divisor - 1 - (someBits() >>> (1 + random.nextInt(63)));
      BigInteger[] exact = unsigned(dividend).shiftLeft(64).divideAndRemainder(unsigned(divisor));
      long expected = exact[0].longValue() | exact[1].signum();
      assertEquals(expected, Significand.quotient(dividend, divisor));
    }
  }

  @Test
  void roots_have_54_bits_and_a_trace_of_the_rest() {
    for (int i = 0; i < CASES; i++) {
      long square = (someBits() | Long.MIN_VALUE) >>> random.nextInt(2);
      // The root of 2^64 × square has 64 bits; ten fewer are those of a square 2^20 times smaller.
      BigInteger[] exact = unsigned(square).shiftLeft(44).sqrtAndRemainder();
      long expected = exact[0].longValue() << 10 | exact[1].signum();
      assertEquals(expected, Significand.root(square));
    }
  }

  /// Bits with runs of zeros and ones at either end.
  private long someBits() {
    long bits = random.nextLong();
    return switch (random.nextInt(4)) {
      case 0 -> bits << random.nextInt(64);
      case 1 -> bits | (-1L << random.nextInt(64));
      case 2 -> bits | (-1L >>> random.nextInt(64));
      default -> bits;
    };
  }

  private static BigInteger unsigned(long value) {
    return BigInteger.valueOf(value).mod(BigInteger.ONE.shiftLeft(64));
  }

  /// The low 64 bits of the shifted value.
  private static long sticky(BigInteger value, int distance) {
    BigInteger kept = value.shiftRight(distance);
    return kept.longValue() | (kept.shiftLeft(distance).equals(value) ? 0 : 1);
  }
}
