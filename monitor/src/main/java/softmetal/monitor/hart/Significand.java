package softmetal.monitor.hart;

/// Integer arithmetic on significands that keeps what rounding must know and drops the rest.
///
/// Results are "sticky": bit 0 is also set when any nonzero bit below it was dropped. That is exact enough to round by,
/// as long as at least two more bits lie between bit 0 and the last bit kept.
final class Significand {

  /// How many bits of a square root [#root] works out: one more than the longest significand has; the rest is sticky.
  private static final int ROOT_BITS = 54;

  private Significand() {}

  /// `value >>> distance` for any distance of at least zero, sticky.
  static long shiftRight(long value, int distance) {
    if (distance == 0) {
      return value;
    }
    if (distance > 63) {
      return value == 0 ? 0 : 1;
    }
    return value >>> distance | (value << -distance == 0 ? 0 : 1);
  }

  /// The low half of the 128-bit `high:low >>> distance` for any distance of at least zero, sticky.
  static long shiftRightLow(long high, long low, int distance) {
    if (distance == 0) {
      return low;
    }
    if (distance > 63) {
      return shiftRight(high, distance - 64) | (low == 0 ? 0 : 1);
    }
    return high << -distance | shiftRight(low, distance);
  }

  /// `dividend × 2^64 / divisor`, unsigned and sticky, for a divisor with bit 63 set and a lesser dividend.
  static long quotient(long dividend, long divisor) {
    long high = quotientDigit(dividend, divisor);
    long rest = (dividend << 32) - high * divisor;
    long low = quotientDigit(rest, divisor);
    long remainder = (rest << 32) - low * divisor;
    return high << 32 | low | (remainder == 0 ? 0 : 1);
  }

  /// The integer part of `dividend × 2^32 / divisor`, on the same conditions: one step of long division, base 2^32.
  private static long quotientDigit(long dividend, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & 0xffff_ffffL;
    // Never too small, and at most two too large, because the divisor has its leading bit set: at
    // most 2^32 + 1.
    long digit = Long.divideUnsigned(dividend, divisorHigh);
    long rest = dividend - digit * divisorHigh;
    while (rest >>> 32 == 0 && Long.compareUnsigned(digit * divisorLow, rest << 32) > 0) {
      digit--;
      rest += divisorHigh;
    }
    return digit;
  }

  /// The square root of `square × 2^64`, sticky, for a square with bit 63 or bit 62 set: two binary digits of the
  /// square give one of the root, as on paper.
  static long root(long square) {
    long root = 0;
    long remainder = 0;
    for (int i = 0; i < ROOT_BITS; i++) {
      remainder = remainder << 2 | square >>> 62;
      square <<= 2;
      long trial = root << 2 | 1;
      root <<= 1;
      if (remainder >= trial) {
        remainder -= trial;
        root |= 1;
      }
    }
    return root << (64 - ROOT_BITS) | (remainder == 0 ? 0 : 1);
  }
}
