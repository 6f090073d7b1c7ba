package softmetal.monitor.hart;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// A real number worked out without any rounding, and what it must round to: the yardstick for [FloatingPoint].
///
/// The value is `±units × 2^exponent`, or a little further from zero if there is `more`: less than one unit.
record ExactNumber(boolean negative, BigInteger units, int exponent, boolean more) {

  /// More bits than any format's significand, so that `more` never hides a tie.
  private static final int SPARE_BITS = 200;

  record Rounded(long bits, int flags) {}

  /// The finite number with these bits of a format.
  static ExactNumber of(FloatFormat format, long bits) {
    double value =
        format == FloatFormat.DOUBLE
            ? Double.longBitsToDouble(bits)
            : Float.intBitsToFloat((int) bits);
    long raw = Double.doubleToRawLongBits(value);
    int field = (int) (raw >>> 52) & 0x7ff;
    long fraction = raw & 0xf_ffff_ffff_ffffL;
    BigInteger units = BigInteger.valueOf(field == 0 ? fraction : fraction | 1L << 52);
    return new ExactNumber(raw < 0, units, Math.max(field, 1) - 1075, false);
  }

  static ExactNumber of(BigInteger integer) {
    return new ExactNumber(integer.signum() < 0, integer.abs(), 0, false);
  }

  boolean isZero() {
    return units.signum() == 0 && !more;
  }

  ExactNumber negated() {
    return new ExactNumber(!negative, units, exponent, more);
  }

  /// The exact sum; where it is zero, its sign depends on the rounding mode.
  ExactNumber plus(ExactNumber other, int rm) {
    int common = Math.min(exponent, other.exponent);
    BigInteger sum = signedUnits(common).add(other.signedUnits(common));
    boolean sumIsNegative =
        sum.signum() != 0
            ? sum.signum() < 0
            : negative == other.negative ? negative : rm == FloatingPoint.RDN;
    return new ExactNumber(sumIsNegative, sum.abs(), common, false);
  }

  ExactNumber times(ExactNumber other) {
    return new ExactNumber(
        negative != other.negative, units.multiply(other.units), exponent + other.exponent, false);
  }

  ExactNumber dividedBy(ExactNumber other) {
    BigInteger[] parts = units.shiftLeft(SPARE_BITS).divideAndRemainder(other.units);
    return new ExactNumber(
        negative != other.negative,
        parts[0],
        exponent - other.exponent - SPARE_BITS,
        parts[1].signum() != 0);
  }

  ExactNumber squareRoot() {
    int shift = SPARE_BITS + (exponent & 1);
    BigInteger[] parts = units.shiftLeft(shift).sqrtAndRemainder();
    return new ExactNumber(negative, parts[0], (exponent - shift) / 2, parts[1].signum() != 0);
  }

  /// The nearest integer in the direction of the rounding mode, and whether there is none nearer.
  BigInteger toInteger(int rm) {
    return roundToMultipleOf(0, rm);
  }

  boolean isInteger() {
    return !more && (exponent >= 0 || units.getLowestSetBit() >= -exponent || isZero());
  }

  /// The bits and flags that this number gives in a format.
  Rounded roundTo(FloatFormat format, int rm) {
    boolean isDouble = format == FloatFormat.DOUBLE;
    int precision = isDouble ? 53 : 24;
    int minExponent = isDouble ? Double.MIN_EXPONENT : Float.MIN_EXPONENT;
    int maxExponent = isDouble ? Double.MAX_EXPONENT : Float.MAX_EXPONENT;
    long sign = negative ? 1L << (isDouble ? 63 : 31) : 0;
    if (isZero()) {
      return new Rounded(sign, 0);
    }
    int unbounded = units.bitLength() + exponent - precision;
    BigInteger freely = roundToMultipleOf(unbounded, rm).abs();
    boolean isTiny = freely.bitLength() - 1 + unbounded < minExponent;
    long infinity = (2L * maxExponent + 1) << (precision - 1);
    if (freely.bitLength() - 1 + unbounded > maxExponent) {
      BigInteger direction = roundToMultipleOf(units.bitLength() + exponent, rm); // 0 or ±1
      boolean isNearest = rm == FloatingPoint.RNE || rm == FloatingPoint.RMM;
      boolean away = isNearest || direction.signum() != 0;
      return new Rounded(
          sign | (away ? infinity : infinity - 1), FloatingPoint.OF | FloatingPoint.NX);
    }
    int quantum = Math.max(unbounded, minExponent - precision + 1);
    BigInteger significand = roundToMultipleOf(quantum, rm).abs();
    boolean isExact =
        !more
            && significand
                .shiftLeft(Math.max(0, quantum - exponent))
                .equals(units.shiftLeft(Math.max(0, exponent - quantum)));
    int flags = isExact ? 0 : isTiny ? FloatingPoint.NX | FloatingPoint.UF : FloatingPoint.NX;
    // What a value of n quanta is stored as: a subnormal is n itself, each further binade adds
    // 2^(precision-1).
    long binades = (long) (quantum - (minExponent - precision + 1)) << (precision - 1);
    return new Rounded(sign | binades + significand.longValueExact(), flags);
  }

  /// This number over `2^power`, rounded to an integer.
  private BigInteger roundToMultipleOf(int power, int rm) {
    // One more bit stands for what `more` leaves open.
    BigInteger signed = more ? units.shiftLeft(1).setBit(0) : units;
    signed = negative ? signed.negate() : signed;
    int shift = exponent - (more ? 1 : 0) - power;
    if (shift >= 0) {
      return signed.shiftLeft(shift);
    }
    RoundingMode mode =
        switch (rm) {
          case FloatingPoint.RNE -> RoundingMode.HALF_EVEN;
          case FloatingPoint.RTZ -> RoundingMode.DOWN;
          case FloatingPoint.RDN -> RoundingMode.FLOOR;
          case FloatingPoint.RUP -> RoundingMode.CEILING;
          case FloatingPoint.RMM -> RoundingMode.HALF_UP;
          default -> throw new IllegalArgumentException("not a rounding mode: " + rm);
        };
    BigDecimal divisor = new BigDecimal(BigInteger.ONE.shiftLeft(-shift));
    return new BigDecimal(signed).divide(divisor, 0, mode).toBigInteger();
  }

  private BigInteger signedUnits(int commonExponent) {
    BigInteger shifted = units.shiftLeft(exponent - commonExponent);
    return negative ? shifted.negate() : shifted;
  }
}
