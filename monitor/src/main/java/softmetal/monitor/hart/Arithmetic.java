package softmetal.monitor.hart;

/// The integer meanings of the M extension that are more than one Java operator, named by their mnemonics.
///
/// The forms with a `w` read the low 32 bits of their operands and give a sign-extended 32-bit result. Nothing here
/// throws: division by zero and signed overflow have results of their own.
///
/// Source: RISC-V Unprivileged ISA, "Multiplication Operations" and "Division Operations".
public final class Arithmetic {

  private Arithmetic() {}

  /// The high 64 bits of the signed product.
  public static long mulh(long left, long right) {
    return Math.multiplyHigh(left, right);
  }

  /// The high 64 bits of the product of a signed `left` and an unsigned `right`.
  public static long mulhsu(long left, long right) {
    // Read as a signed number, a `right` with its top bit set is 2^64 too small.
    return Math.multiplyHigh(left, right) + (right < 0 ? left : 0);
  }

  /// The high 64 bits of the unsigned product.
  public static long mulhu(long left, long right) {
    return Math.unsignedMultiplyHigh(left, right);
  }

  /// The signed quotient, rounded toward zero; -1 for a zero divisor. The overflow -2^63 / -1 gives -2^63.
  public static long div(long dividend, long divisor) {
    return divisor == 0 ? -1 : dividend / divisor;
  }

  /// The unsigned quotient; 2^64-1 for a zero divisor.
  public static long divu(long dividend, long divisor) {
    return divisor == 0 ? -1 : Long.divideUnsigned(dividend, divisor);
  }

  /// The signed remainder, with the sign of the dividend, which is also the remainder by zero.
  public static long rem(long dividend, long divisor) {
    return divisor == 0 ? dividend : dividend % divisor;
  }

  /// The unsigned remainder; the dividend for a zero divisor.
  public static long remu(long dividend, long divisor) {
    return divisor == 0 ? dividend : Long.remainderUnsigned(dividend, divisor);
  }

  /// [#div] of words; -2^31 / -1 gives -2^31.
  public static long divw(long dividend, long divisor) {
    return (int) divisor == 0 ? -1 : (int) dividend / (int) divisor;
  }

  /// [#divu] of words; the 32-bit result is sign-extended all the same.
  public static long divuw(long dividend, long divisor) {
    return (int) divisor == 0 ? -1 : Integer.divideUnsigned((int) dividend, (int) divisor);
  }

  /// [#rem] of words.
  public static long remw(long dividend, long divisor) {
    return (int) divisor == 0 ? (int) dividend : (int) dividend % (int) divisor;
  }

  /// [#remu] of words; the 32-bit result is sign-extended all the same.
  public static long remuw(long dividend, long divisor) {
    return (int) divisor == 0
        ? (int) dividend
        : Integer.remainderUnsigned((int) dividend, (int) divisor);
  }
}
