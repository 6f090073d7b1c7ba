package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static softmetal.monitor.hart.FloatFormat.DOUBLE;
import static softmetal.monitor.hart.FloatFormat.SINGLE;
import static softmetal.monitor.hart.FloatingPoint.DZ;
import static softmetal.monitor.hart.FloatingPoint.NV;
import static softmetal.monitor.hart.FloatingPoint.NX;
import static softmetal.monitor.hart.FloatingPoint.OF;
import static softmetal.monitor.hart.FloatingPoint.RDN;
import static softmetal.monitor.hart.FloatingPoint.RMM;
import static softmetal.monitor.hart.FloatingPoint.RNE;
import static softmetal.monitor.hart.FloatingPoint.RTZ;
import static softmetal.monitor.hart.FloatingPoint.RUP;
import static softmetal.monitor.hart.FloatingPoint.UF;
import static softmetal.monitor.hart.IntegerFormat.LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_WORD;
import static softmetal.monitor.hart.IntegerFormat.WORD;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What can be said in a sentence; [FloatingPointExactnessTest] has the numbers.
class FloatingPointTest {

  private static final long SIGNALING_NAN = 0x7ff0_0000_0000_0001L;
  private static final long QUIET_NAN = 0xfff8_0000_0000_1234L;
  private static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;
  private static final long SINGLE_NAN = 0xffff_ffff_7fc0_0000L;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final FloatingPoint unit = new FloatingPoint();

  @Test
  void a_single_that_is_not_boxed_is_the_canonical_nan_and_raises_nothing() {
    long one = 0x3f80_0000L;

    assertEquals(SINGLE_NAN, unit.add(SINGLE, one, bits(1f), RNE));
    assertEquals(bits(1f), unit.minimum(SINGLE, one | 0x7fff_ffffL << 32, bits(1f)));
    assertEquals(SINGLE_NAN, FloatingPoint.injectSign(SINGLE, one, bits(1f)));
    assertEquals(SINGLE_NAN | 0x8000_0000L, FloatingPoint.injectSign(SINGLE, one, bits(-1f)));
    assertEquals(1 << 9, FloatingPoint.classify(SINGLE, one));
    assertEquals(0, unit.flags());
  }

  @Test
  void quiet_nans_pass_as_the_canonical_nan_and_signaling_nans_are_invalid() {
    assertEquals(CANONICAL_NAN, unit.multiply(DOUBLE, QUIET_NAN, bits(1.0), RNE));
    assertEquals(CANONICAL_NAN, unit.squareRoot(DOUBLE, QUIET_NAN, RNE));
    assertEquals(SINGLE_NAN, unit.convert(SINGLE, DOUBLE, QUIET_NAN, RNE));
    assertEquals(0, unit.flags());

    assertEquals(CANONICAL_NAN, unit.multiplyAdd(DOUBLE, bits(1.0), bits(1.0), SIGNALING_NAN, RNE));
    assertEquals(NV, unit.flags());
  }

  @Test
  void infinity_times_zero_is_invalid_even_when_a_quiet_nan_is_added() {
    assertEquals(CANONICAL_NAN, unit.multiplyAdd(DOUBLE, bits(INFINITY), 0, QUIET_NAN, RNE));
    assertEquals(NV, unit.flags());
  }

  @Test
  void fused_operations_round_once() {
    long almostOne = bits(1 - 0x1p-52);
    long productMinusOne = bits(-0x1p-51 + 0x1p-104);

    assertEquals(
        productMinusOne, unit.multiplySubtract(DOUBLE, almostOne, almostOne, bits(1.0), RNE));
    assertEquals(
        productMinusOne ^ Long.MIN_VALUE,
        unit.negatedMultiplySubtract(DOUBLE, almostOne, almostOne, bits(1.0), RNE));
    assertEquals(0, unit.flags());
    assertEquals(
        bits(-2.0 + 0x1p-51),
        unit.negatedMultiplyAdd(DOUBLE, almostOne, almostOne, bits(1.0), RUP));
    assertEquals(NX, unit.flags());
  }

  @ParameterizedTest
  @CsvSource({"0,0.0", "1,0.0", "2,-0.0", "3,0.0", "4,0.0"})
  void an_exact_difference_of_zero_is_negative_only_when_rounding_down(int rm, double zero) {
    assertEquals(bits(zero), unit.subtract(DOUBLE, bits(1.5), bits(1.5), rm));
    assertEquals(bits(zero), unit.multiplyAdd(DOUBLE, bits(2.0), bits(3.0), bits(-6.0), rm));
    assertEquals(bits(-0.0), unit.add(DOUBLE, bits(-0.0), bits(-0.0), rm));
  }

  @ParameterizedTest
  @CsvSource({"0,Infinity", "1,MAX", "2,MAX", "3,Infinity", "4,Infinity"})
  void overflow_ends_at_infinity_or_at_the_largest_number_by_the_rounding_mode(
      int rm, String expected) {
    double result = expected.equals("MAX") ? Double.MAX_VALUE : INFINITY;

    assertEquals(bits(result), unit.multiply(DOUBLE, bits(Double.MAX_VALUE), bits(2.0), rm));
    assertEquals(OF | NX, unit.flags());
  }

  @Test
  void underflow_is_judged_after_rounding_as_if_the_exponent_had_no_bound() {
    long least = bits(Double.MIN_NORMAL);

    // 2^-1022 × (1 - 2^-53): a number of 53 bits, so not rounded at all but for the bound.
    assertEquals(least, unit.multiply(DOUBLE, least, bits(1 - 0x1p-53), RNE));
    assertEquals(UF | NX, unit.flags());

    // 2^-1022 - 2^-1090: rounds to 2^-1022 in any case.
    unit.setFlags(0);
    assertEquals(least, unit.multiplyAdd(DOUBLE, bits(0x1p-545), bits(-0x1p-545), least, RNE));
    assertEquals(NX, unit.flags());

    // The same, but rounded down.
    unit.setFlags(0);
    assertEquals(least - 1, unit.multiplyAdd(DOUBLE, bits(0x1p-545), bits(-0x1p-545), least, RTZ));
    assertEquals(UF | NX, unit.flags());
  }

  @Test
  void underflow_is_not_missed_when_the_inexact_flag_is_accrued_already() {
    unit.setFlags(NX);

    unit.multiply(DOUBLE, bits(Double.MIN_NORMAL), bits(1 - 0x1p-53), RNE);

    assertEquals(UF | NX, unit.flags());
  }

  @Test
  void a_subnormal_that_is_exact_does_not_underflow() {
    assertEquals(
        bits(Double.MIN_VALUE), unit.multiply(DOUBLE, bits(0x1p-537), bits(0x1p-537), RNE));
    assertEquals(0, unit.flags());
  }

  @Test
  void only_a_number_over_zero_divides_by_zero() {
    assertEquals(bits(-INFINITY), unit.divide(DOUBLE, bits(1.0), bits(-0.0), RNE));
    assertEquals(DZ, unit.flags());
    unit.setFlags(0);
    assertEquals(bits(-INFINITY), unit.divide(DOUBLE, bits(INFINITY), bits(-0.0), RNE));
    assertEquals(0, unit.flags());
    assertEquals(CANONICAL_NAN, unit.divide(DOUBLE, 0, bits(-0.0), RNE));
    assertEquals(NV, unit.flags());
  }

  @Test
  void the_root_of_a_negative_number_is_invalid_but_that_of_minus_zero_is_minus_zero() {
    assertEquals(bits(-0.0), unit.squareRoot(DOUBLE, bits(-0.0), RNE));
    assertEquals(0, unit.flags());
    assertEquals(CANONICAL_NAN, unit.squareRoot(DOUBLE, bits(-INFINITY), RNE));
    assertEquals(NV, unit.flags());
  }

  @Test
  void minimum_and_maximum_prefer_numbers_to_nans_and_tell_zeros_apart() {
    assertEquals(bits(-0.0), unit.minimum(DOUBLE, bits(0.0), bits(-0.0)));
    assertEquals(bits(0.0), unit.maximum(DOUBLE, bits(-0.0), bits(0.0)));
    assertEquals(bits(-2.0), unit.minimum(DOUBLE, bits(-1.0), bits(-2.0)));
    assertEquals(bits(3f), unit.maximum(SINGLE, bits(3f), bits(-INFINITY)));
    assertEquals(bits(3.0), unit.maximum(DOUBLE, QUIET_NAN, bits(3.0)));
    assertEquals(CANONICAL_NAN, unit.maximum(DOUBLE, QUIET_NAN, QUIET_NAN));
    assertEquals(0, unit.flags());
    assertEquals(bits(3.0), unit.minimum(DOUBLE, bits(3.0), SIGNALING_NAN));
    assertEquals(NV, unit.flags());
  }

  @Test
  void equality_is_quiet_and_order_is_signaling() {
    assertFalse(unit.equal(DOUBLE, QUIET_NAN, QUIET_NAN));
    assertEquals(0, unit.flags());
    assertFalse(unit.equal(DOUBLE, SIGNALING_NAN, 0));
    assertEquals(NV, unit.flags());
    unit.setFlags(0);
    assertFalse(unit.less(DOUBLE, QUIET_NAN, 0));
    assertEquals(NV, unit.flags());
    unit.setFlags(0);
    assertFalse(unit.lessOrEqual(DOUBLE, 0, QUIET_NAN));
    assertEquals(NV, unit.flags());
  }

  @Test
  void zeros_are_equal_whatever_their_signs() {
    assertTrue(unit.equal(DOUBLE, bits(0.0), bits(-0.0)));
    assertFalse(unit.less(DOUBLE, bits(-0.0), bits(0.0)));
    assertTrue(unit.lessOrEqual(DOUBLE, bits(0.0), bits(-0.0)));
  }

  @Test
  void sign_injection_works_on_nans_and_keeps_their_payload() {
    assertEquals(
        SIGNALING_NAN | Long.MIN_VALUE,
        FloatingPoint.injectSign(DOUBLE, SIGNALING_NAN, bits(-0.0)));
    assertEquals(bits(-2.0), FloatingPoint.injectOppositeSign(DOUBLE, bits(2.0), bits(3.0)));
    assertEquals(bits(2f), FloatingPoint.multiplySign(SINGLE, bits(-2f), bits(-3f)));
  }

  @Test
  void classes_run_from_minus_infinity_to_the_nans() {
    double[] values = {-INFINITY, -1, -Double.MIN_VALUE, -0.0, 0.0, Double.MIN_VALUE, 1, INFINITY};
    for (int i = 0; i < values.length; i++) {
      assertEquals(
          1 << i, FloatingPoint.classify(DOUBLE, bits(values[i])), "class of " + values[i]);
    }
    assertEquals(1 << 8, FloatingPoint.classify(DOUBLE, SIGNALING_NAN));
    assertEquals(1 << 9, FloatingPoint.classify(DOUBLE, QUIET_NAN));
  }

  @Test
  void what_no_integer_can_hold_becomes_the_nearest_one_and_is_invalid_only() {
    assertEquals(Integer.MAX_VALUE, toInteger(WORD, 0x1p31));
    assertEquals(Integer.MIN_VALUE, toInteger(WORD, -1e300));
    assertEquals(-1, toInteger(UNSIGNED_WORD, INFINITY)); // 2^32-1, sign-extended
    assertEquals(0, toInteger(UNSIGNED_WORD, -1.0));
    assertEquals(Long.MAX_VALUE, toInteger(LONG, Double.NaN));
    assertEquals(Long.MIN_VALUE, toInteger(LONG, -INFINITY));
    assertEquals(-1, toInteger(UNSIGNED_LONG, 0x1p64));
  }

  private long toInteger(IntegerFormat to, double value) {
    unit.setFlags(0);
    long result = unit.toInteger(to, DOUBLE, bits(value), RTZ);
    assertEquals(NV, unit.flags());
    return result;
  }

  @Test
  void what_rounds_into_range_is_only_inexact() {
    assertEquals(0, unit.toInteger(UNSIGNED_LONG, DOUBLE, bits(-0.5), RNE));
    assertEquals(NX, unit.flags());
    assertEquals(Integer.MIN_VALUE, unit.toInteger(WORD, DOUBLE, bits(-0x1p31 - 0.5), RUP));
    assertEquals(NX, unit.flags());
    assertEquals(3, unit.toInteger(LONG, SINGLE, bits(2.5f), RMM));
    assertEquals(0, unit.toInteger(LONG, SINGLE, bits(Float.MIN_VALUE), RDN));
    assertEquals(NX, unit.flags());
    unit.toInteger(WORD, DOUBLE, bits(-0x1p31 - 0.5), RDN);
    assertEquals(NX | NV, unit.flags());
  }

  @Test
  void unsigned_words_are_read_from_the_low_half_of_the_register() {
    assertEquals(bits(4294967295.0), unit.fromInteger(DOUBLE, UNSIGNED_WORD, -1, RNE));
    assertEquals(bits(7.0), unit.fromInteger(DOUBLE, WORD, 0x5_0000_0007L, RNE));
    assertEquals(bits(0x1p64), unit.fromInteger(DOUBLE, UNSIGNED_LONG, -1, RNE));
    assertEquals(NX, unit.flags());
  }

  @ParameterizedTest
  @EnumSource
  void flags_stay_until_they_are_replaced(FloatFormat format) {
    unit.setFlags(DZ);
    unit.divide(
        format,
        unit.fromInteger(format, WORD, 1, RNE),
        unit.fromInteger(format, WORD, 3, RNE),
        RNE);
    assertEquals(DZ | NX, unit.flags());

    unit.setFlags(0xe2);
    assertEquals(UF, unit.flags());
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static long bits(float value) {
    return SINGLE.box(Float.floatToRawIntBits(value) & 0xffff_ffffL);
  }
}
