package softmetal.monitor.hart;

import static softmetal.monitor.hart.HostArithmetic.DECLINED;

/// The floating-point unit of one hart: what every F and D instruction computes, and the flags that it accrues.
///
/// Operands and results are whole register values: single-precision numbers are NaN-boxed, and one that is not reads as
/// NaN. A NaN result is the canonical NaN, whatever NaNs went in. Nothing here allocates (on hosts without
/// a fused multiply-add, Java's does).
///
/// Rounding modes are the numbers of an instruction's `rm` field, [#RNE] to [#RMM]. The caller resolves the dynamic
/// mode and rejects the reserved ones first.
///
/// Each operation sorts out the operands that are not finite, computes an exact result as [FloatFormat] describes, or
/// one that is sticky as [Significand] describes, and leaves the rest to [#round]. [HostArithmetic] is the shortcut.
///
/// Source: RISC-V Unprivileged ISA, "'F' Extension for Single-Precision Floating-Point" and "'D' Extension for
/// Double-Precision Floating-Point"; IEEE 754.
public final class FloatingPoint {

  /// Round to nearest, ties to even.
  public static final int RNE = 0;

  /// Round towards zero.
  public static final int RTZ = 1;

  /// Round down, towards -∞.
  public static final int RDN = 2;

  /// Round up, towards +∞.
  public static final int RUP = 3;

  /// Round to nearest, ties to the greater magnitude.
  public static final int RMM = 4;

  /// Flag: inexact.
  public static final int NX = 1;

  /// Flag: underflow, which is inexact and tiny after rounding.
  public static final int UF = 2;

  /// Flag: overflow.
  public static final int OF = 4;

  /// Flag: divide by zero.
  public static final int DZ = 8;

  /// Flag: invalid operation.
  public static final int NV = 16;

  private int flags;

  /// The accrued exceptions, as in `fflags`.
  public int flags() {
    return flags;
  }

  /// Replaces the accrued exceptions; only the low five bits count.
  public void setFlags(int flags) {
    this.flags = flags & 0x1f;
  }

  /// `fadd`
  public long add(FloatFormat format, long left, long right, int rm) {
    return addUnboxed(format, format.unbox(left), format.unbox(right), rm);
  }

  /// `fsub`
  public long subtract(FloatFormat format, long left, long right, int rm) {
    return addUnboxed(format, format.unbox(left), format.unbox(right) ^ format.signBit, rm);
  }

  private long addUnboxed(FloatFormat format, long a, long b, int rm) {
    long result = mayUseHost(rm) ? HostArithmetic.add(format, a, b) : DECLINED;
    return format.box(result == DECLINED ? sum(format, a, b, rm) : result);
  }

  /// `fmul`
  public long multiply(FloatFormat format, long left, long right, int rm) {
    long a = format.unbox(left);
    long b = format.unbox(right);
    long result = mayUseHost(rm) ? HostArithmetic.multiply(format, a, b) : DECLINED;
    return format.box(result == DECLINED ? product(format, a, b, rm) : result);
  }

  /// `fdiv`
  public long divide(FloatFormat format, long dividend, long divisor, int rm) {
    long a = format.unbox(dividend);
    long b = format.unbox(divisor);
    long result = mayUseHost(rm) ? HostArithmetic.divide(format, a, b) : DECLINED;
    return format.box(result == DECLINED ? quotient(format, a, b, rm) : result);
  }

  /// `fsqrt`
  public long squareRoot(FloatFormat format, long square, int rm) {
    long a = format.unbox(square);
    long result = mayUseHost(rm) ? HostArithmetic.squareRoot(format, a) : DECLINED;
    return format.box(result == DECLINED ? root(format, a, rm) : result);
  }

  /// `fmadd`: `left × right + addend`, rounded once.
  public long multiplyAdd(FloatFormat format, long left, long right, long addend, int rm) {
    return fused(format, left, right, addend, 0, 0, rm);
  }

  /// `fmsub`: `left × right - subtrahend`, rounded once.
  public long multiplySubtract(FloatFormat format, long left, long right, long subtrahend, int rm) {
    return fused(format, left, right, subtrahend, 0, format.signBit, rm);
  }

  /// `fnmsub`: `-(left × right) + addend`, rounded once.
  public long negatedMultiplySubtract(
      FloatFormat format, long left, long right, long addend, int rm) {
    return fused(format, left, right, addend, format.signBit, 0, rm);
  }

  /// `fnmadd`: `-(left × right) - subtrahend`, rounded once.
  public long negatedMultiplyAdd(
      FloatFormat format, long left, long right, long subtrahend, int rm) {
    return fused(format, left, right, subtrahend, format.signBit, format.signBit, rm);
  }

  /// All four: `productSign` and `addendSign` are the sign bit where that part changes its sign, otherwise zero.
  private long fused(
      FloatFormat format,
      long left,
      long right,
      long addend,
      long productSign,
      long addendSign,
      int rm) {
    long a = format.unbox(left) ^ productSign;
    long b = format.unbox(right);
    long c = format.unbox(addend) ^ addendSign;
    long result = mayUseHost(rm) ? HostArithmetic.multiplyAdd(format, a, b, c) : DECLINED;
    return format.box(result == DECLINED ? productSum(format, a, b, c, rm) : result);
  }

  /// The host rounds to nearest even, and does not say when it does: it may where NX is accrued already.
  private boolean mayUseHost(int rm) {
    return rm == RNE && (flags & NX) != 0;
  }

  // The plain operations, on unboxed bits, down to the rounding that they share.

  private long sum(FloatFormat format, long a, long b, int rm) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    boolean negativeA = format.isNegative(a);
    boolean negativeB = format.isNegative(b);
    if (format.isInfinite(a)) {
      return format.isInfinite(b) && negativeA != negativeB ? invalid(format) : a;
    }
    if (format.isInfinite(b)) {
      return b;
    }
    return addAndRound(
        format,
        negativeA,
        format.exponent(a),
        format.significand(a),
        0,
        negativeB,
        format.exponent(b),
        format.significand(b),
        rm);
  }

  private long product(FloatFormat format, long a, long b, int rm) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    boolean negative = format.isNegative(a) != format.isNegative(b);
    if (format.isInfinite(a) || format.isInfinite(b)) {
      return format.isZero(a) || format.isZero(b)
          ? invalid(format)
          : format.signed(negative, format.infinity);
    }
    long significandA = format.significand(a);
    long significandB = format.significand(b);
    long high = Math.unsignedMultiplyHigh(significandA, significandB);
    long low = significandA * significandB;
    int exponent = format.exponent(a) + format.exponent(b) + 1;
    return normalizeAndRound(format, negative, exponent, high, low, rm);
  }

  private long productSum(FloatFormat format, long a, long b, long c, int rm) {
    boolean infiniteProduct = format.isInfinite(a) || format.isInfinite(b);
    if (infiniteProduct && (format.isZero(a) || format.isZero(b))) {
      return invalid(format); // even where c is a quiet NaN
    }
    if (format.isNan(a) || format.isNan(b) || format.isNan(c)) {
      if (format.isSignalingNan(c)) {
        flags |= NV;
      }
      return nan(format, a, b);
    }
    boolean negativeProduct = format.isNegative(a) != format.isNegative(b);
    boolean negativeC = format.isNegative(c);
    if (infiniteProduct) {
      return format.isInfinite(c) && negativeProduct != negativeC
          ? invalid(format)
          : format.signed(negativeProduct, format.infinity);
    }
    if (format.isInfinite(c)) {
      return c;
    }
    long significandA = format.significand(a);
    long significandB = format.significand(b);
    long high = Math.unsignedMultiplyHigh(significandA, significandB);
    long low = significandA * significandB;
    int exponent = format.exponent(a) + format.exponent(b) + 1;
    if (high >= 0) { // the leading bit is bit 126: make it bit 127
      high = high << 1 | low >>> 63;
      low <<= 1;
      exponent--;
    }
    return addAndRound(
        format,
        negativeProduct,
        exponent,
        high,
        low,
        negativeC,
        format.exponent(c),
        format.significand(c),
        rm);
  }

  private long quotient(FloatFormat format, long a, long b, int rm) {
    if (format.isNan(a) || format.isNan(b)) {
      return nan(format, a, b);
    }
    boolean negative = format.isNegative(a) != format.isNegative(b);
    if (format.isInfinite(a)) {
      return format.isInfinite(b) ? invalid(format) : format.signed(negative, format.infinity);
    }
    if (format.isZero(b)) {
      if (format.isZero(a)) {
        return invalid(format);
      }
      flags |= DZ;
      return format.signed(negative, format.infinity);
    }
    if (format.isInfinite(b) || format.isZero(a)) {
      return format.signed(negative, 0);
    }
    long dividend = format.significand(a);
    long divisor = format.significand(b);
    int exponent = format.exponent(a) - format.exponent(b) - 1;
    if (Long.compareUnsigned(dividend, divisor) >= 0) {
      dividend >>>= 1;
      exponent++;
    }
    return round(format, negative, exponent, Significand.quotient(dividend, divisor), rm);
  }

  private long root(FloatFormat format, long a, int rm) {
    if (format.isNan(a)) {
      return nan(format, a, a);
    }
    if (format.isZero(a)) {
      return a; // the root of -0 is -0
    }
    if (format.isNegative(a)) {
      return invalid(format);
    }
    if (format.isInfinite(a)) {
      return a;
    }
    int exponent = format.exponent(a);
    long square = format.significand(a) >>> ((exponent & 1) == 0 ? 1 : 0);
    return round(format, false, exponent >> 1, Significand.root(square), rm);
  }

  /// The sum of a number with a 128-bit significand `highA:lowA`, its leading bit in bit 127, and one with a 64-bit
  /// significand, which counts as the high half of 128 bits.
  ///
  /// Both leave at least twenty zeros at the low end: bits dropped to align the lesser number are so far below those
  /// that round the result that their stickiness is all that matters.
  private long addAndRound(
      FloatFormat format,
      boolean negativeA,
      int exponentA,
      long highA,
      long lowA,
      boolean negativeB,
      int exponentB,
      long significandB,
      int rm) {
    // Leading bits to bit 126, so that a carry fits.
    long high = highA >>> 1;
    long low = highA << 63 | lowA >>> 1;
    long otherHigh = significandB >>> 1;
    long otherLow = significandB << 63;
    int distance = exponentA - exponentB;
    if (distance > 0) {
      otherLow = Significand.shiftRightLow(otherHigh, otherLow, distance);
      otherHigh = distance > 63 ? 0 : otherHigh >>> distance;
    } else if (distance < 0) {
      low = Significand.shiftRightLow(high, low, -distance);
      high = -distance > 63 ? 0 : high >>> -distance;
    }
    int exponent = Math.max(exponentA, exponentB) + 1;
    boolean negative = negativeA;
    if (negativeA == negativeB) {
      low += otherLow;
      high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
    } else {
      long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
      low -= otherLow;
      high -= otherHigh + borrow;
      if (high < 0) {
        negative = negativeB;
        high = ~high + (low == 0 ? 1 : 0);
        low = -low;
      } else if ((high | low) == 0) {
        negative = rm == RDN;
      }
    }
    return normalizeAndRound(format, negative, exponent, high, low, rm);
  }

  /// Rounds a number with any 128-bit significand, zero included; its exponent is that of bit 127.
  private long normalizeAndRound(
      FloatFormat format, boolean negative, int exponent, long high, long low, int rm) {
    if (high == 0) {
      if (low == 0) {
        return format.signed(negative, 0);
      }
      high = low;
      low = 0;
      exponent -= 64;
    }
    int shift = Long.numberOfLeadingZeros(high);
    if (shift > 0) {
      high = high << shift | low >>> -shift;
      low <<= shift;
    }
    return round(format, negative, exponent - shift, high | (low == 0 ? 0 : 1), rm);
  }

  /// The nearest number of the format in the direction of `rm`, with the flags OF, UF and NX.
  ///
  /// @param significand sticky, the leading bit in bit 63; the value is `±significand × 2^(exponent - 63)`
  private long round(FloatFormat format, boolean negative, int exponent, long significand, int rm) {
    if (exponent > format.maxExponent) {
      return overflow(format, negative, rm);
    }
    int shift = 63 - format.fractionBits;
    boolean tiny = false;
    long exponentField = 0;
    if (exponent >= format.minExponent) {
      // One less than what is stored: the leading bit of the significand adds one.
      exponentField = (long) (exponent - format.minExponent) << format.fractionBits;
    } else {
      // Tiny after rounding: as if the exponent had no bounds, the rounded number would still be
      // subnormal.
      tiny =
          exponent < format.minExponent - 1
              || roundOff(significand, shift, negative, rm) >>> (format.fractionBits + 1) == 0;
      significand = Significand.shiftRight(significand, format.minExponent - exponent);
    }
    // A significand that rounds up to the next power of two carries into the exponent, as it
    // should.
    long magnitude = exponentField + roundOff(significand, shift, negative, rm);
    if (magnitude >= format.infinity) {
      return overflow(format, negative, rm);
    }
    if (significand << -shift != 0) {
      flags |= tiny ? UF | NX : NX;
    }
    return format.signed(negative, magnitude);
  }

  private long overflow(FloatFormat format, boolean negative, int rm) {
    flags |= OF | NX;
    boolean toInfinity = rm == RNE || rm == RMM || rm == (negative ? RDN : RUP);
    return format.signed(negative, toInfinity ? format.infinity : format.infinity - 1);
  }

  /// Drops the low `shift` bits (1 to 63) of an unsigned number, and rounds what stays by what went.
  private static long roundOff(long value, int shift, boolean negative, int rm) {
    long kept = value >>> shift;
    long mask = (1L << shift) - 1;
    long half = 1L << (shift - 1);
    long addend =
        switch (rm) {
          case RNE -> half - 1 + (kept & 1);
          case RTZ -> 0;
          case RDN -> negative ? mask : 0;
          case RUP -> negative ? 0 : mask;
          case RMM -> half;
          default -> throw new IllegalArgumentException("not a rounding mode: " + rm);
        };
    return kept + (((value & mask) + addend) >>> shift);
  }

  private long invalid(FloatFormat format) {
    flags |= NV;
    return format.canonicalNan;
  }

  /// The result for a NaN among the operands; signaling ones are invalid.
  private long nan(FloatFormat format, long a, long b) {
    raiseIfSignaling(format, a, b);
    return format.canonicalNan;
  }

  private void raiseIfSignaling(FloatFormat format, long a, long b) {
    if (format.isSignalingNan(a) || format.isSignalingNan(b)) {
      flags |= NV;
    }
  }

  /// `fmin`: of zeros the negative one; of a number and a NaN the number.
  public long minimum(FloatFormat format, long left, long right) {
    return lesserOrGreater(format, left, right, true);
  }

  /// `fmax`: of zeros the positive one; of a number and a NaN the number.
  public long maximum(FloatFormat format, long left, long right) {
    return lesserOrGreater(format, left, right, false);
  }

  private long lesserOrGreater(FloatFormat format, long left, long right, boolean lesser) {
    long a = format.unbox(left);
    long b = format.unbox(right);
    raiseIfSignaling(format, a, b);
    if (format.isNan(a)) {
      return format.box(format.isNan(b) ? format.canonicalNan : b);
    }
    if (format.isNan(b)) {
      return format.box(a);
    }
    return format.box(order(format, a) < order(format, b) == lesser ? a : b);
  }

  /// `feq`, a quiet comparison: only signaling NaNs are invalid.
  public boolean equal(FloatFormat format, long left, long right) {
    long a = format.unbox(left);
    long b = format.unbox(right);
    if (format.isNan(a) || format.isNan(b)) {
      raiseIfSignaling(format, a, b);
      return false;
    }
    return a == b || (format.isZero(a) && format.isZero(b));
  }

  /// `flt`, a signaling comparison: any NaN is invalid.
  public boolean less(FloatFormat format, long left, long right) {
    long a = format.unbox(left);
    long b = format.unbox(right);
    if (format.isNan(a) || format.isNan(b)) {
      flags |= NV;
      return false;
    }
    return order(format, a) < order(format, b) && !(format.isZero(a) && format.isZero(b));
  }

  /// `fle`, a signaling comparison: any NaN is invalid.
  public boolean lessOrEqual(FloatFormat format, long left, long right) {
    long a = format.unbox(left);
    long b = format.unbox(right);
    if (format.isNan(a) || format.isNan(b)) {
      flags |= NV;
      return false;
    }
    return order(format, a) <= order(format, b) || (format.isZero(a) && format.isZero(b));
  }

  /// A number that orders bits as their values are ordered, with -0 just below +0.
  private static long order(FloatFormat format, long bits) {
    return format.isNegative(bits) ? ~format.magnitude(bits) : bits;
  }

  /// `fsgnj`: the magnitude of one, the sign of the other.
  public static long injectSign(FloatFormat format, long magnitude, long sign) {
    long bits = format.magnitude(format.unbox(magnitude));
    return format.box(bits | (format.unbox(sign) & format.signBit));
  }

  /// `fsgnjn`: the magnitude of one, the opposite of the sign of the other.
  public static long injectOppositeSign(FloatFormat format, long magnitude, long sign) {
    long bits = format.magnitude(format.unbox(magnitude));
    return format.box(bits | (~format.unbox(sign) & format.signBit));
  }

  /// `fsgnjx`: the first operand, negated if the second is negative.
  public static long multiplySign(FloatFormat format, long operand, long sign) {
    return format.box(format.unbox(operand) ^ (format.unbox(sign) & format.signBit));
  }

  /// `fclass`: one bit set, counted from 0: -∞, negative normal, negative subnormal, -0, then the same from +0 up
  /// to +∞, signaling NaN, quiet NaN.
  public static long classify(FloatFormat format, long operand) {
    long bits = format.unbox(operand);
    if (format.isNan(bits)) {
      return format.isSignalingNan(bits) ? 1 << 8 : 1 << 9;
    }
    int distanceFromInfinity =
        format.isInfinite(bits) ? 0 : format.isZero(bits) ? 3 : format.isSubnormal(bits) ? 2 : 1;
    return 1L << (format.isNegative(bits) ? distanceFromInfinity : 7 - distanceFromInfinity);
  }

  /// `fcvt` between floating-point formats.
  public long convert(FloatFormat to, FloatFormat from, long operand, int rm) {
    if (to == FloatFormat.SINGLE && from == FloatFormat.DOUBLE && mayUseHost(rm)) {
      long result = HostArithmetic.doubleToSingle(operand);
      if (result != DECLINED) {
        return to.box(result);
      }
    }
    long bits = from.unbox(operand);
    if (from.isNan(bits)) {
      raiseIfSignaling(from, bits, bits);
      return to.box(to.canonicalNan);
    }
    boolean negative = from.isNegative(bits);
    if (from.isInfinite(bits)) {
      return to.box(to.signed(negative, to.infinity));
    }
    if (from.isZero(bits)) {
      return to.box(to.signed(negative, 0));
    }
    return to.box(round(to, negative, from.exponent(bits), from.significand(bits), rm));
  }

  /// `fcvt` from a floating-point number to an integer: what does not fit is invalid and becomes the integer nearest to
  /// it, a NaN the greatest one. An invalid conversion is not inexact too.
  public long toInteger(IntegerFormat to, FloatFormat from, long operand, int rm) {
    long bits = from.unbox(operand);
    if (from.isNan(bits)) {
      flags |= NV;
      return to.toRegister(to.maxMagnitude);
    }
    boolean negative = from.isNegative(bits);
    long limit = negative ? to.minMagnitude : to.maxMagnitude;
    long magnitude = limit;
    int exponent = from.exponent(bits);
    boolean exact = true;
    boolean fits = exponent <= 63; // infinities have the greatest exponent
    if (fits) {
      magnitude = from.significand(bits);
      if (exponent < 63) {
        magnitude = Significand.shiftRight(magnitude, Math.max(0, -exponent));
        int shift = 63 - Math.max(0, exponent);
        exact = magnitude << -shift == 0;
        magnitude = roundOff(magnitude, shift, negative, rm);
      }
      fits = Long.compareUnsigned(magnitude, limit) <= 0;
    }
    if (!fits) {
      flags |= NV;
      magnitude = limit;
    } else if (!exact) {
      flags |= NX;
    }
    return to.toRegister(negative ? -magnitude : magnitude);
  }

  /// `fcvt` from an integer to a floating-point number.
  public long fromInteger(FloatFormat to, IntegerFormat from, long operand, int rm) {
    long magnitude = from.magnitude(operand);
    if (magnitude == 0) {
      return to.box(0);
    }
    int shift = Long.numberOfLeadingZeros(magnitude);
    return to.box(round(to, from.isNegative(operand), 63 - shift, magnitude << shift, rm));
  }
}
