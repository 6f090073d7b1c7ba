package softmetal.monitor.hart;

/// The meanings of the bit-manipulation extensions that are more than one Java operator, named by their mnemonics.
///
/// Source: RISC-V Unprivileged ISA, "\"B\" Extension for Bit Manipulation".
public final class BitManipulation {
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;

  private BitManipulation() {}

  /// The low 32 bits, as an unsigned number.
  public static long lowWord(long value) {
    return value & 0xffff_ffffL;
  }

  /// The lesser of two unsigned numbers.
  public static long minu(long left, long right) {
    return Long.compareUnsigned(left, right) < 0 ? left : right;
  }

  /// The greater of two unsigned numbers.
  public static long maxu(long left, long right) {
    return Long.compareUnsigned(left, right) < 0 ? right : left;
  }

  /// All ones in every byte that is not zero.
  public static long orcb(long value) {
    long any = value | value >>> 4 & 0x0f0f_0f0f_0f0f_0f0fL;
    any |= any >>> 2 & 0x3f3f_3f3f_3f3f_3f3fL;
    any |= any >>> 1 & 0x7f7f_7f7f_7f7f_7f7fL;
    return (any & LOW_BITS) * 0xff;
  }

  /// The low 64 bits of the carry-less product: a sum of shifted copies without carries.
  public static long clmul(long left, long right) {
    long product = 0;
    for (long rest = right; rest != 0; rest &= rest - 1) {
      product ^= left << Long.numberOfTrailingZeros(rest);
    }
    return product;
  }

  /// Bits 127 to 64 of the carry-less product of 127 bits.
  public static long clmulh(long left, long right) {
    return clmulr(left, right) >>> 1;
  }

  /// Bits 126 to 63 of the carry-less product: that of the reversed operands, reversed.
  public static long clmulr(long left, long right) {
    return Long.reverse(clmul(Long.reverse(left), Long.reverse(right)));
  }
}
