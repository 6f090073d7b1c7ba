package softmetal.monitor.oracle.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Operands at which instructions tend to go wrong.
///
/// @param integers for `x` registers
/// @param singles for `f` registers, boxed but for some
/// @param doubles likewise
record OperandTables(List<Long> integers, List<Long> singles, List<Long> doubles) {
  private static final long BOX = 0xffff_ffffL << 32;

  // spotless:off (tables)
  private static final long[] INTEGERS = {
    0, 1, 2, 3, 7, 31, 32, 63, 64, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fff_fffeL, 0x7fff_ffffL, 0x8000_0000L,
    0x8000_0001L, 0xffff_ffffL, 0x1_0000_0000L, 0x0123_4567_89ab_cdefL, 0x5555_5555_5555_5555L,
    Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -2, -1, -32, -64,
    0xffff_ffff_8000_0000L, 0xffff_ffff_7fff_ffffL, 0x0080_0080_0080_0080L
  };

  /// Each with both signs, as a single and as a double.
  private static final double[] NUMBERS = {
    0, 1, 1.5, 2, 3, 0.5, 1.0 / 3, 0x1p31, 0x1p31 - 0.5, 0x1p63, 0x1p64, Double.POSITIVE_INFINITY
  };

  private static final int[] SINGLES = {
    0x0000_0001, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x8080_0000, 0x0080_0001, // around the least normal number
    0x7f7f_ffff, 0xff7f_ffff, 0x3f80_0001, 0x3f7f_ffff, 0x4b00_0001, 0x4eff_ffff, 0x5eff_ffff, 0x3400_0000,
    0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xff92_3456, 0x7fff_ffff // NaNs
  };

  /// Not boxed.
  private static final long[] WIDE_SINGLES = {
    0x3f80_0000L, 0xffff_fffe_3f80_0000L, 0x7fff_ffff_3f80_0000L, 0x3ff0_0000_0000_0000L
  };

  private static final long[] DOUBLES = {
    0x0000_0000_0000_0001L, 0x8000_0000_0000_0001L, 0x000f_ffff_ffff_ffffL, 0x0010_0000_0000_0000L,
    0x8010_0000_0000_0000L, 0x7fef_ffff_ffff_ffffL, 0xffef_ffff_ffff_ffffL, 0x3ff0_0000_0000_0001L,
    0x3fef_ffff_ffff_ffffL, 0x4340_0000_0000_0001L, 0x3ca0_0000_0000_0000L, // a half ulp of 1
    0x43df_ffff_ffff_ffffL, 0x41df_ffff_ffc0_0001L,
    0x36a0_0000_0000_0000L, 0x3690_0000_0000_0000L, 0x3690_0000_0000_0001L, 0x380f_ffff_f000_0000L, // singles: least, half of it,
    0x380f_ffff_e000_0000L, 0x47ef_ffff_f000_0000L, 0x47ef_ffff_efff_ffffL, 0x3ff0_0000_1000_0000L, // greatest, halfway
    0x7ff8_0000_0000_0000L, 0xfff8_0000_0000_0000L, 0x7ff0_0000_0000_0001L, 0xfff1_2345_6789_abcdL, BOX | 0x3f80_0000
  };
  // spotless:on

  static OperandTables edges() {
    List<Long> integers = new ArrayList<>();
    List<Long> singles = new ArrayList<>();
    List<Long> doubles = new ArrayList<>();
    for (long value : INTEGERS) {
      integers.add(value);
    }
    for (double number : NUMBERS) {
      for (double signed : List.of(number, -number)) {
        singles.add(box(Float.floatToRawIntBits((float) signed)));
        doubles.add(Double.doubleToRawLongBits(signed));
      }
    }
    for (int value : SINGLES) {
      singles.add(box(value));
    }
    for (long value : WIDE_SINGLES) {
      singles.add(value);
    }
    for (long value : DOUBLES) {
      doubles.add(value);
    }
    return new OperandTables(integers, singles, doubles);
  }

  /// As many as there are edges, with exponents near each other, so that sums and products round in every way.
  static OperandTables random(SplittableRandom random) {
    OperandTables edges = edges();
    List<Long> integers = new ArrayList<>();
    List<Long> singles = new ArrayList<>();
    List<Long> doubles = new ArrayList<>();
    for (int i = 0; i < edges.integers.size(); i++) {
      integers.add(random.nextLong() >> random.nextInt(64));
    }
    int centre = random.nextInt(30, 226);
    for (int i = 0; i < edges.singles.size(); i++) {
      int exponent = Math.floorMod(centre + random.nextInt(-26, 27), 255);
      int fraction = random.nextInt() & 0x7f_ffff & -1 << random.nextInt(24);
      singles.add(box(random.nextInt(2) << 31 | exponent << 23 | fraction));
    }
    int wide = random.nextInt(60, 1986);
    for (int i = 0; i < edges.doubles.size(); i++) {
      long exponent = Math.floorMod(wide + random.nextInt(-55, 56), 2047);
      long fraction = random.nextLong() >>> 12 & -1L << random.nextInt(53);
      doubles.add((long) random.nextInt(2) << 63 | exponent << 52 | fraction);
    }
    return new OperandTables(integers, singles, doubles);
  }

  private static long box(int single) {
    return BOX | Integer.toUnsignedLong(single);
  }
}
