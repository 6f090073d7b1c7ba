package softmetal.monitor.oracle;

import java.util.SplittableRandom;

/// Register values at which instructions tend to go wrong.
final class EdgeValues {
  // spotless:off
  private static final double[] NUMBERS = {
    0, 1, 0.5, 1.5, 2, 3, 10, 1e10, 1.0 / 3, 1 + Math.ulp(1.0), 1 + Math.ulp(1f),
    Double.MIN_VALUE, Double.MIN_NORMAL, Double.MIN_NORMAL - Double.MIN_VALUE, Double.MAX_VALUE,
    Float.MIN_VALUE, Float.MIN_NORMAL, Float.MIN_NORMAL - Float.MIN_VALUE, Float.MAX_VALUE,
    0x1p31, 0x1p31 - 1, 0x1p31 - 0.5, 0x1p32, 0x1p32 - 0.5, 0x1p63, 0x1p64, 0x1.fffffffffffffp62,
    Double.POSITIVE_INFINITY
  };
  // spotless:on

  private static final long BOX = 0xffff_ffffL << 32;

  private final SplittableRandom random;

  EdgeValues(SplittableRandom random) {
    this.random = random;
  }

  /// For an `x` register.
  long integer() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(-3, 4);
      case 1 -> Long.MIN_VALUE + random.nextInt(-2, 3);
      case 2 -> Integer.MIN_VALUE + random.nextInt(-2, 3);
      case 3 -> 1L << random.nextInt(64);
      case 4 -> (1L << random.nextInt(64)) - 1;
      case 5 -> random.nextLong() >> random.nextInt(64);
      case 6 -> random.nextInt();
      default -> random.nextLong();
    };
  }

  /// For an `f` register: a double, a single in its box, sometimes one that is not.
  long floating() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> Double.doubleToRawLongBits(edge());
      case 2, 3 -> BOX | single((float) edge());
      case 4 -> Double.doubleToRawLongBits(middling());
      case 5 -> BOX | single((float) middling());
      case 6 -> BOX | (random.nextInt() & ~BOX);
      case 7 -> nan();
      default -> random.nextLong();
    };
  }

  /// For eight bytes of memory.
  long memory() {
    return random.nextBoolean() ? integer() : floating();
  }

  private static long single(float value) {
    return Float.floatToRawIntBits(value) & ~BOX;
  }

  private double edge() {
    double number = NUMBERS[random.nextInt(NUMBERS.length)];
    return random.nextBoolean() ? number : -number;
  }

  private double middling() {
    return random.nextInt() * Math.scalb(1.0, random.nextInt(-40, 10));
  }

  private long nan() {
    return switch (random.nextInt(4)) {
      case 0 -> 0x7ff8_0000_0000_0000L;
      case 1 -> BOX | 0x7fc0_0000;
      case 2 -> 0x7ff0_0000_0000_0000L | random.nextLong() >>> 12 | 1;
      default -> BOX | 0x7f80_0001 | random.nextInt() >>> 9;
    };
  }
}
