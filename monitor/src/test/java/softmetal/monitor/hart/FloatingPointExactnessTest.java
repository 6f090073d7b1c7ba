package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static softmetal.monitor.hart.FloatFormat.DOUBLE;
import static softmetal.monitor.hart.FloatFormat.SINGLE;
import static softmetal.monitor.hart.FloatingPoint.DZ;
import static softmetal.monitor.hart.FloatingPoint.NV;
import static softmetal.monitor.hart.FloatingPoint.NX;
import static softmetal.monitor.hart.FloatingPoint.RMM;
import static softmetal.monitor.hart.FloatingPoint.RNE;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Many awkward operands through every operation that rounds, against two yardsticks: exact arithmetic on [BigInteger]s
/// for values and flags in all rounding modes, and Java's own operators for everything that is not finite.
class FloatingPointExactnessTest {

  private static final long SEED = 754_2019;
  private static final int CASES = 20_000;

  interface Operation {
    long apply(FloatingPoint unit, FloatFormat format, long a, long b, long c, int rm);
  }

  interface OnDoubles {
    double apply(double a, double b, double c);
  }

  interface OnFloats {
    float apply(float a, float b, float c);
  }

  interface OnExactNumbers {
    ExactNumber apply(ExactNumber a, ExactNumber b, ExactNumber c, int rm);
  }

  /// One operation and what it means, three times over.
  record Meaning(
      String name,
      int operands,
      Operation operation,
      OnDoubles onDoubles,
      OnFloats onFloats,
      OnExactNumbers exactly) {
    @Override
    public String toString() {
      return name;
    }
  }

  // spotless:off
  private static final List<Meaning> MEANINGS = List.of(
      new Meaning("add", 2,
          (unit, format, a, b, c, rm) -> unit.add(format, a, b, rm),
          (a, b, c) -> a + b, (a, b, c) -> a + b, (a, b, c, rm) -> a.plus(b, rm)),
      new Meaning("subtract", 2,
          (unit, format, a, b, c, rm) -> unit.subtract(format, a, b, rm),
          (a, b, c) -> a - b, (a, b, c) -> a - b, (a, b, c, rm) -> a.plus(b.negated(), rm)),
      new Meaning("multiply", 2,
          (unit, format, a, b, c, rm) -> unit.multiply(format, a, b, rm),
          (a, b, c) -> a * b, (a, b, c) -> a * b, (a, b, c, rm) -> a.times(b)),
      new Meaning("divide", 2,
          (unit, format, a, b, c, rm) -> unit.divide(format, a, b, rm),
          (a, b, c) -> a / b, (a, b, c) -> a / b, (a, b, c, rm) -> a.dividedBy(b)),
      new Meaning("square root", 1,
          (unit, format, a, b, c, rm) -> unit.squareRoot(format, a, rm),
          (a, b, c) -> Math.sqrt(a), (a, b, c) -> (float) Math.sqrt(a), (a, b, c, rm) -> a.squareRoot()),
      new Meaning("multiply-add", 3,
          (unit, format, a, b, c, rm) -> unit.multiplyAdd(format, a, b, c, rm),
          Math::fma, Math::fma, (a, b, c, rm) -> a.times(b).plus(c, rm)),
      new Meaning("negated multiply-add", 3,
          (unit, format, a, b, c, rm) -> unit.negatedMultiplyAdd(format, a, b, c, rm),
          (a, b, c) -> Math.fma(-a, b, -c), (a, b, c) -> Math.fma(-a, b, -c),
          (a, b, c, rm) -> a.times(b).negated().plus(c.negated(), rm)));
  // spotless:on

  static Stream<Arguments> meanings() {
    return MEANINGS.stream().flatMap(m -> Stream.of(SINGLE, DOUBLE).map(f -> Arguments.of(m, f)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("meanings")
  void results_and_flags_are_those_of_exact_arithmetic_rounded_once(
      Meaning meaning, FloatFormat format) {
    forManyOperands(
        meaning,
        format,
        (a, b, c) -> {
          long x = format.unbox(a);
          long y = format.unbox(b);
          long z = format.unbox(c);
          double host = onHost(meaning, format, x, y, z);
          boolean isFinite = isFinite(format, x) && isFinite(format, y) && isFinite(format, z);
          // A host's infinity from finite operands is an overflow or a division by zero.
          boolean isDividedByZero = meaning.name.equals("divide") && format.isZero(y);
          if (isFinite && !Double.isNaN(host) && !isDividedByZero) {
            for (int rm = RNE; rm <= RMM; rm++) {
              ExactNumber exact =
                  meaning.exactly.apply(
                      ExactNumber.of(format, x),
                      ExactNumber.of(format, y),
                      ExactNumber.of(format, z),
                      rm);
              ExactNumber.Rounded expected = exact.roundTo(format, rm);
              expect(meaning, format, a, b, c, rm, expected.bits(), expected.flags());
              if (rm == RNE) {
                assertEquals(fromHost(format, host), expected.bits(), "the yardsticks differ");
              }
            }
          } else {
            int flags = flagsOfSpecial(meaning, format, x, y, z, host);
            for (int rm = RNE; rm <= RMM; rm++) {
              expect(meaning, format, a, b, c, rm, fromHost(format, host), flags);
            }
          }
        });
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("meanings")
  void the_shortcut_through_the_host_agrees_with_the_plain_way(
      Meaning meaning, FloatFormat format) {
    var plain = new FloatingPoint();
    var quick = new FloatingPoint();
    forManyOperands(
        meaning,
        format,
        (a, b, c) -> {
          plain.setFlags(0);
          quick.setFlags(NX);
          long expected = meaning.operation.apply(plain, format, a, b, c, RNE);
          long actual = meaning.operation.apply(quick, format, a, b, c, RNE);
          if (expected != actual || (plain.flags() | NX) != quick.flags()) {
            fail(
                "%s: plain %x flags %x, quick %x flags %x"
                    .formatted(
                        describe(meaning, format, a, b, c, RNE),
                        expected,
                        plain.flags(),
                        actual,
                        quick.flags()));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void integers_become_the_nearest_numbers(FloatFormat format) {
    var operands = new FloatOperands(format, SEED);
    var unit = new FloatingPoint();
    for (int i = 0; i < CASES; i++) {
      long integer = operands.nextInteger();
      for (IntegerFormat from : IntegerFormat.values()) {
        ExactNumber exact = ExactNumber.of(value(from, integer));
        for (int rm = RNE; rm <= RMM; rm++) {
          ExactNumber.Rounded expected = exact.roundTo(format, rm);
          unit.setFlags(0);
          long actual = unit.fromInteger(format, from, integer, rm);
          if (actual != format.box(expected.bits()) || unit.flags() != expected.flags()) {
            fail(
                "%s %x to %s, rm %d: %x flags %x, expected %s"
                    .formatted(from, integer, format, rm, actual, unit.flags(), expected));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbers_become_the_nearest_integers_in_range(FloatFormat format) {
    var operands = new FloatOperands(format, SEED);
    var unit = new FloatingPoint();
    for (int i = 0; i < CASES; i++) {
      long operand = operands.next();
      long bits = format.unbox(operand);
      if (!isFinite(format, bits)) {
        continue;
      }
      ExactNumber exact = ExactNumber.of(format, bits);
      for (int rm = RNE; rm <= RMM; rm++) {
        BigInteger rounded = exact.toInteger(rm);
        for (IntegerFormat to : IntegerFormat.values()) {
          BigInteger inRange = rounded.max(least(to)).min(greatest(to));
          int flags = !inRange.equals(rounded) ? NV : exact.isInteger() ? 0 : NX;
          long expected = value(to, inRange.longValue()).longValue();
          expected = to == IntegerFormat.UNSIGNED_WORD ? (int) expected : expected;
          unit.setFlags(0);
          long actual = unit.toInteger(to, format, operand, rm);
          if (actual != expected || unit.flags() != flags) {
            fail(
                "%s %x to %s, rm %d: %x flags %x, expected %x flags %x"
                    .formatted(format, operand, to, rm, actual, unit.flags(), expected, flags));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void conversions_between_formats_round_like_everything_else(FloatFormat from) {
    FloatFormat to = from == SINGLE ? DOUBLE : SINGLE;
    var operands = new FloatOperands(from, SEED);
    var unit = new FloatingPoint();
    for (int i = 0; i < CASES; i++) {
      long operand = operands.next();
      long bits = from.unbox(operand);
      if (!isFinite(from, bits)) {
        continue;
      }
      ExactNumber exact = ExactNumber.of(from, bits);
      for (int rm = RNE; rm <= RMM; rm++) {
        ExactNumber.Rounded expected = exact.roundTo(to, rm);
        for (int accrued = 0; accrued <= NX; accrued++) {
          unit.setFlags(accrued);
          long actual = unit.convert(to, from, operand, rm);
          if (actual != to.box(expected.bits()) || unit.flags() != (expected.flags() | accrued)) {
            fail(
                "%s %x to %s, rm %d: %x flags %x, expected %s"
                    .formatted(from, operand, to, rm, actual, unit.flags(), expected));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void comparisons_agree_with_java(FloatFormat format) {
    var operands = new FloatOperands(format, SEED);
    var unit = new FloatingPoint();
    for (int i = 0; i < 4 * CASES; i++) {
      long a = operands.next();
      long b = operands.next();
      double x = toHost(format, format.unbox(a));
      double y = toHost(format, format.unbox(b));
      String pair = format + " " + Long.toHexString(a) + " " + Long.toHexString(b);
      assertEquals(x == y, unit.equal(format, a, b), () -> "equal " + pair);
      assertEquals(x < y, unit.less(format, a, b), () -> "less " + pair);
      assertEquals(x <= y, unit.lessOrEqual(format, a, b), () -> "less or equal " + pair);
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        long min = fromHost(format, Math.min(x, y));
        long max = fromHost(format, Math.max(x, y));
        assertEquals(format.box(min), unit.minimum(format, a, b), () -> "minimum " + pair);
        assertEquals(format.box(max), unit.maximum(format, a, b), () -> "maximum " + pair);
      }
    }
  }

  private interface OperandCheck {
    void check(long a, long b, long c);
  }

  private static void forManyOperands(Meaning meaning, FloatFormat format, OperandCheck check) {
    var operands = new FloatOperands(format, SEED + meaning.name.hashCode());
    for (int i = 0; i < CASES; i++) {
      long a = operands.next();
      long b = meaning.operands < 2 ? format.box(0) : operands.next();
      long c = meaning.operands < 3 ? format.box(0) : operands.next();
      check.check(a, b, c);
    }
  }

  private static void expect(
      Meaning meaning, FloatFormat format, long a, long b, long c, int rm, long bits, int flags) {
    var unit = new FloatingPoint();
    long actual = meaning.operation.apply(unit, format, a, b, c, rm);
    if (actual != format.box(bits) || unit.flags() != flags) {
      fail(
          "%s: %x flags %x, expected %x flags %x"
              .formatted(
                  describe(meaning, format, a, b, c, rm),
                  actual,
                  unit.flags(),
                  format.box(bits),
                  flags));
    }
  }

  private static String describe(
      Meaning meaning, FloatFormat format, long a, long b, long c, int rm) {
    return "%s %s of %x %x %x, rm %d".formatted(format, meaning.name, a, b, c, rm);
  }

  private static int flagsOfSpecial(
      Meaning meaning, FloatFormat format, long a, long b, long c, double host) {
    boolean signaling =
        format.isSignalingNan(a) || format.isSignalingNan(b) || format.isSignalingNan(c);
    boolean anyNan = format.isNan(a) || format.isNan(b) || format.isNan(c);
    boolean infinityTimesZero =
        meaning.operands == 3
            && ((format.isInfinite(a) && format.isZero(b))
                || (format.isZero(a) && format.isInfinite(b)));
    if (signaling || infinityTimesZero || (Double.isNaN(host) && !anyNan)) {
      return NV;
    }
    boolean dividesByZero =
        meaning.name.equals("divide") && format.isZero(b) && isFinite(format, a) && !anyNan;
    return dividesByZero ? DZ : 0;
  }

  private static double onHost(Meaning meaning, FloatFormat format, long a, long b, long c) {
    return format == DOUBLE
        ? meaning.onDoubles.apply(toHost(DOUBLE, a), toHost(DOUBLE, b), toHost(DOUBLE, c))
        : meaning.onFloats.apply(
            Float.intBitsToFloat((int) a),
            Float.intBitsToFloat((int) b),
            Float.intBitsToFloat((int) c));
  }

  private static double toHost(FloatFormat format, long bits) {
    return format == DOUBLE ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
  }

  /// The bits of a host's number; these methods make all NaNs canonical.
  private static long fromHost(FloatFormat format, double value) {
    return format == DOUBLE
        ? Double.doubleToLongBits(value)
        : Float.floatToIntBits((float) value) & 0xffff_ffffL;
  }

  private static boolean isFinite(FloatFormat format, long bits) {
    return !format.isNan(bits) && !format.isInfinite(bits);
  }

  private static BigInteger least(IntegerFormat format) {
    return switch (format) {
      case WORD -> BigInteger.valueOf(Integer.MIN_VALUE);
      case LONG -> BigInteger.valueOf(Long.MIN_VALUE);
      case UNSIGNED_WORD, UNSIGNED_LONG -> BigInteger.ZERO;
    };
  }

  private static BigInteger greatest(IntegerFormat format) {
    return switch (format) {
      case WORD -> BigInteger.valueOf(Integer.MAX_VALUE);
      case LONG -> BigInteger.valueOf(Long.MAX_VALUE);
      case UNSIGNED_WORD -> BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
      case UNSIGNED_LONG -> BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    };
  }

  private static BigInteger value(IntegerFormat format, long register) {
    return switch (format) {
      case WORD -> BigInteger.valueOf(register << 32 >> 32);
      case LONG -> BigInteger.valueOf(register);
      case UNSIGNED_WORD -> BigInteger.valueOf(register & 0xffff_ffffL);
      case UNSIGNED_LONG -> BigInteger.valueOf(register).mod(BigInteger.ONE.shiftLeft(64));
    };
  }
}
