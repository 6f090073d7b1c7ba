package softmetal.monitor.hart;

import java.util.SplittableRandom;

/// An endless supply of register values that are awkward for floating-point arithmetic, the same for the same seed.
final class FloatOperands {

  // spotless:off
  private static final double[] EDGES = {
    0, Double.MIN_VALUE, Double.MIN_NORMAL - Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE,
    Float.MIN_VALUE, Float.MIN_NORMAL - Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE,
    0x1.ffffffp127, 0x1.fffffefffffffp127, 0x0.8p-149, 0x0.8000000000001p-149, 0x0.fffffffp-126,
    1, 1 + Math.ulp(1.0), 1 + Math.ulp(1f), 0.5, 1.5, 2.5, 0.49999999999999994, 3, 4, 10, 1e10, 2, 1.0 / 3,
    0x1p31, 0x1p31 - 1, 0x1p31 - 0.5, 0x1p31 + 0.5, 0x1p31 + 1, 0x1p32, 0x1p32 - 1, 0x1p32 - 0.5, 0x1.fffffep30,
    0x1p63, 0x1.fffffffffffffp62, 0x1.fffffep62, 0x1p64, 0x1.fffffffffffffp63, 0x1.fffffep63, 0x1p53 + 2,
    Double.POSITIVE_INFINITY, Double.NaN
  };
  // spotless:on

  private final FloatFormat format;
  private final SplittableRandom random;
  private long previous;

  FloatOperands(FloatFormat format, long seed) {
    this.format = format;
    random = new SplittableRandom(seed);
  }

  /// One register value; of single-precision ones, about one in forty is not boxed.
  long next() {
    previous = bits();
    boolean boxed = random.nextInt(40) != 0;
    return boxed ? format.box(previous) : previous | random.nextLong() << 32;
  }

  /// One register value that holds an integer of any size.
  long nextInteger() {
    long value = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(4)) {
      case 0 -> value;
      case 1 -> (Long.MIN_VALUE >>> random.nextInt(64)) + random.nextInt(-2, 3);
      case 2 -> value & Long.MIN_VALUE >> random.nextInt(64); // few significant bits: ties
      default -> (value & Long.MIN_VALUE >> random.nextInt(64)) + random.nextInt(-1, 2);
    };
  }

  private long bits() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> withRandomSign(edge());
      case 2 -> random(allBits());
      case 3 -> compose(random.nextInt(-24, 25));
      case 4 ->
          compose(minExponent() / 2 + random.nextInt(-format.fractionBits, format.fractionBits));
      case 5 ->
          compose(
              random.nextBoolean()
                  ? minExponent() + random.nextInt(-2, 40)
                  : maxExponent() - random.nextInt(3));
      case 6 ->
          compose(
              (int) (format.magnitude(previous) >>> format.fractionBits)
                  - maxExponent()
                  + random.nextInt(-2, 3));
      default -> (withRandomSign(previous) + random.nextInt(-2, 3)) & allBits();
    };
  }

  private long edge() {
    if (random.nextInt(16) == 0) {
      return format.infinity + 1 + random(fractionMask() >> 1); // a NaN, mostly signaling
    }
    double edge = EDGES[random.nextInt(EDGES.length)];
    return format == FloatFormat.DOUBLE
        ? Double.doubleToLongBits(edge)
        : Float.floatToIntBits((float) edge);
  }

  /// A number with a given power of two, or the nearest that there is, and few or many significant bits.
  private long compose(int exponent) {
    int field = Math.clamp(exponent + maxExponent(), 0, 2 * maxExponent());
    long fraction = random(fractionMask());
    switch (random.nextInt(4)) {
      case 0 -> fraction &= fraction << random.nextInt(format.fractionBits);
      case 1 -> fraction &= -1L << random.nextInt(format.fractionBits);
      case 2 -> fraction |= fractionMask() >> random.nextInt(format.fractionBits);
      default -> {}
    }
    return withRandomSign((long) field << format.fractionBits | (fraction & fractionMask()));
  }

  private long withRandomSign(long bits) {
    return format.signed(random.nextBoolean(), format.magnitude(bits));
  }

  private long random(long mask) {
    return random.nextLong() & mask;
  }

  private long allBits() {
    return format.signBit | (format.signBit - 1);
  }

  private long fractionMask() {
    return (1L << format.fractionBits) - 1;
  }

  private int maxExponent() {
    return format == FloatFormat.DOUBLE ? Double.MAX_EXPONENT : Float.MAX_EXPONENT;
  }

  private int minExponent() {
    return format == FloatFormat.DOUBLE ? Double.MIN_EXPONENT : Float.MIN_EXPONENT;
  }
}
