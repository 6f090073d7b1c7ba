package softmetal.monitor.hart;

/// A binary interchange format: how many bits, what they mean, and how they sit in a 64-bit register.
///
/// A finite number other than zero is taken apart into a sign, an [#exponent] and a [#significand], and equals
/// `±significand × 2^(exponent - 63)`: in both formats, for subnormals too, the significand's leading bit is bit 63.
/// [FloatingPoint] computes with these parts alone. "Bits" below means the format's own bits, the rest zero.
///
/// Source: IEEE 754, "Binary interchange format encodings"; RISC-V Unprivileged ISA, "NaN Boxing of Narrower Values".
public enum FloatFormat {
  /// 32 bits, in the low half of a register whose high half is all ones (otherwise it reads as NaN).
  SINGLE(32, 23, 0xffff_ffff_0000_0000L),
  /// 64 bits: the whole register.
  DOUBLE(64, 52, 0);

  /// The exponent of zero: so small that zero is the lesser operand wherever exponents are compared.
  static final int ZERO_EXPONENT = -1_000_000;

  /// How many bits of a significand are stored: all but the leading one.
  final int fractionBits;

  /// The exponent of the largest finite numbers.
  final int maxExponent;

  /// The exponent of the least normal number; subnormals have lesser ones.
  final int minExponent;

  final long signBit;

  /// Positive infinity, which is also the mask of the exponent field. One less is the largest finite number.
  final long infinity;

  /// The one NaN that results ever are: positive and quiet, without payload.
  final long canonicalNan;

  private final long boxMask;

  FloatFormat(int bits, int fractionBits, long boxMask) {
    this.fractionBits = fractionBits;
    this.boxMask = boxMask;
    maxExponent = (1 << (bits - fractionBits - 2)) - 1;
    minExponent = 1 - maxExponent;
    signBit = 1L << (bits - 1);
    infinity = signBit - (1L << fractionBits);
    canonicalNan = infinity | quietBit();
  }

  /// The register value that holds these bits.
  public long box(long bits) {
    return bits | boxMask;
  }

  /// The bits that a register value holds; the canonical NaN's where it is not boxed properly.
  public long unbox(long register) {
    return (register & boxMask) == boxMask ? register & ~boxMask : canonicalNan;
  }

  boolean isNegative(long bits) {
    return (bits & signBit) != 0;
  }

  boolean isNan(long bits) {
    return magnitude(bits) > infinity;
  }

  boolean isSignalingNan(long bits) {
    return isNan(bits) && (bits & quietBit()) == 0;
  }

  boolean isInfinite(long bits) {
    return magnitude(bits) == infinity;
  }

  boolean isZero(long bits) {
    return magnitude(bits) == 0;
  }

  boolean isSubnormal(long bits) {
    return (bits & infinity) == 0 && !isZero(bits);
  }

  /// The bits without their sign; as integers, these are in the order of the numbers.
  long magnitude(long bits) {
    return bits & ~signBit;
  }

  /// The magnitude with a sign.
  long signed(boolean negative, long magnitude) {
    return negative ? magnitude | signBit : magnitude;
  }

  /// The power of two of the leading bit of a finite number; [#ZERO_EXPONENT] for zero.
  int exponent(long bits) {
    long magnitude = magnitude(bits);
    int field = (int) (magnitude >>> fractionBits);
    if (field != 0) {
      return field - maxExponent;
    }
    return magnitude == 0
        ? ZERO_EXPONENT
        : minExponent - Long.numberOfLeadingZeros(magnitude) + 63 - fractionBits;
  }

  /// All significant bits of a finite number, the leading one in bit 63; zero for zero.
  long significand(long bits) {
    long fraction = bits & ((1L << fractionBits) - 1);
    return (bits & infinity) != 0
        ? fraction << (63 - fractionBits) | Long.MIN_VALUE
        : fraction << Long.numberOfLeadingZeros(fraction);
  }

  private long quietBit() {
    return 1L << (fractionBits - 1);
  }
}
