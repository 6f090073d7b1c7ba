package softmetal.assembler.layout;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// A binary floating-point format that Java has no type for, and how numbers are written in it.
///
/// Source: IEEE 754, "Binary interchange format encodings".
///
/// @param exponent bits of the exponent
/// @param fraction bits behind it, with the leading one if that is stored
/// @param leading whether the leading one is stored, as in the extended format of x87
record FloatingFormat(int exponent, int fraction, boolean leading) {
  static final FloatingFormat HALF = new FloatingFormat(5, 10, false);
  static final FloatingFormat EXTENDED = new FloatingFormat(15, 64, true);

  /// Numbers of more digits before the point are infinite in every format, and with more zeros behind it nothing.
  private static final int MOST_TENS = 6_000;

  /// More take long to read, and never tell two numbers of a format from each other.
  private static final int MOST_DIGITS = 20_000;

  private static final int LONG_EXPONENT = 9;
  private static final int FAR = 100_000_000;
  private static final BigDecimal OUT_OF_REACH = BigDecimal.ONE.scaleByPowerOfTen(FAR);

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /// A decimal number, as exact as it takes to round it.
  static BigDecimal read(String text) {
    int mark = Math.max(text.indexOf('e'), text.indexOf('E'));
    int digits = mark < 0 ? text.length() : mark;
    if (digits > MOST_DIGITS) {
      double near = Double.parseDouble(text);
      return Double.isFinite(near) ? new BigDecimal(near) : OUT_OF_REACH;
    }
    if (text.length() - digits <= LONG_EXPONENT) {
      return new BigDecimal(text);
    }
    BigDecimal mantissa = new BigDecimal(text.substring(0, mark));
    int exponent = text.substring(mark + 1).startsWith("-") ? -FAR : FAR;
    return text.substring(mark + 1).matches("[+-]?0*")
        ? mantissa
        : mantissa.scaleByPowerOfTen(exponent);
  }

  int bytes() {
    return (1 + exponent + fraction) / Byte.SIZE;
  }

  private int bias() {
    return (1 << (exponent - 1)) - 1;
  }

  /// The bits of the number that is nearest; of two, the even one. What is too large is infinite.
  ///
  /// @param negative also of zero
  BigInteger bits(BigDecimal value, boolean negative) {
    int stored = leading ? fraction - 1 : fraction;
    BigDecimal magnitude = value.abs();
    BigInteger rest = BigInteger.ZERO;
    long tens = (long) magnitude.precision() - magnitude.scale();
    if (magnitude.signum() != 0 && tens > MOST_TENS) {
      return infinity(negative);
    }
    if (magnitude.signum() != 0 && tens > -MOST_TENS) {
      int power = Math.max(1 - bias(), powerOf(magnitude));
      BigInteger whole = scaled(magnitude, stored - power);
      if (whole.bitLength() > stored + 1) {
        power++;
        whole = scaled(magnitude, stored - power);
      }
      boolean normal = whole.bitLength() == stored + 1;
      if (power > bias()) {
        return infinity(negative);
      }
      BigInteger fractionBits = leading ? whole : whole.clearBit(stored);
      rest = BigInteger.valueOf(normal ? power + bias() : 0).shiftLeft(fraction).or(fractionBits);
    }
    return signed(rest, negative);
  }

  BigInteger infinity(boolean negative) {
    BigInteger exponents = BigInteger.ONE.shiftLeft(exponent).subtract(BigInteger.ONE);
    BigInteger bits = exponents.shiftLeft(fraction);
    return signed(leading ? bits.setBit(fraction - 1) : bits, negative);
  }

  /// As GNU as has it: all bits but the sign are set.
  BigInteger notANumber() {
    return BigInteger.ONE.shiftLeft(exponent + fraction).subtract(BigInteger.ONE);
  }

  private BigInteger signed(BigInteger bits, boolean negative) {
    return negative ? bits.setBit(exponent + fraction) : bits;
  }

  /// The largest power of two that is not above a number.
  private static int powerOf(BigDecimal magnitude) {
    int guess =
        (int) Math.floor((magnitude.precision() - magnitude.scale() - 1) * 3.321928094887362);
    while (two(guess + 1).compareTo(magnitude) <= 0) {
      guess++;
    }
    while (two(guess).compareTo(magnitude) > 0) {
      guess--;
    }
    return guess;
  }

  private static BigDecimal two(int power) {
    return power >= 0
        ? TWO.pow(power)
        : BigDecimal.ONE.divide(TWO.pow(-power), MathContext.UNLIMITED);
  }

  private static BigInteger scaled(BigDecimal magnitude, int power) {
    return magnitude.multiply(two(power)).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
  }
}
