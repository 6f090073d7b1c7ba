package softmetal.isa;

import java.util.List;
import java.util.Set;

/// Where the bits of one [Field] are in an instruction word, and which values it can take.
/// Immutable.
public final class BitField {
  private final Field field;
  private final List<Piece> pieces;
  private final int base;
  private final boolean signed;
  private final Set<Long> excluded;
  private final boolean belowXlen;

  /// Bits of the value, the low zeros included.
  private final int width;

  private final long step;

  BitField(
      Field field,
      List<Piece> pieces,
      int base,
      boolean signed,
      Set<Long> excluded,
      boolean belowXlen) {
    this.field = field;
    this.pieces = List.copyOf(pieces);
    this.base = base;
    this.signed = signed;
    this.excluded = Set.copyOf(excluded);
    this.belowXlen = belowXlen;
    int highest = 0;
    int lowest = pieces.isEmpty() ? 0 : 63;
    for (Piece piece : pieces) {
      highest = Math.max(highest, piece.valueBit() + piece.width());
      lowest = Math.min(lowest, piece.valueBit());
    }
    width = highest;
    step = 1L << lowest;
  }

  public Field field() {
    return field;
  }

  public List<Piece> pieces() {
    return pieces;
  }

  /// Added to the bits: 8 for the three-bit registers of compressed instructions, otherwise 0.
  public int base() {
    return base;
  }

  /// Whether the highest bit counts negative.
  public boolean signed() {
    return signed;
  }

  /// Values that encode, but mean another instruction or none.
  public Set<Long> excluded() {
    return excluded;
  }

  /// Whether it is a shift amount: smaller than the width of a register.
  public boolean belowXlen() {
    return belowXlen;
  }

  /// A run of adjacent bits.
  ///
  /// @param wordBit the lowest bit in the instruction word
  /// @param valueBit the lowest bit in the value
  /// @param width number of bits
  public record Piece(int wordBit, int valueBit, int width) {
    int gather(int word) {
      return ((word >>> wordBit) & ((1 << width) - 1)) << valueBit;
    }

    int scatter(long value) {
      return (int) ((value >>> valueBit) & ((1 << width) - 1)) << wordBit;
    }
  }

  /// The value of this field in a word.
  public long gather(int word) {
    int bits = 0;
    for (Piece piece : pieces) {
      bits |= piece.gather(word);
    }
    int unused = 64 - width;
    return base + (signed ? ((long) bits << unused) >> unused : bits & 0xffff_ffffL);
  }

  /// The word bits that hold this value, all others zero.
  ///
  /// @throws IllegalArgumentException if the value does not fit
  public int scatter(long value) {
    if (value < min() || value > max() || (value - base) % step != 0) {
      throw new IllegalArgumentException(field + " cannot hold " + value);
    }
    int word = 0;
    for (Piece piece : pieces) {
      word |= piece.scatter(value - base);
    }
    return word;
  }

  /// Whether an instruction may have this value here.
  public boolean fits(long value, Xlen xlen) {
    return value >= min()
        && value <= max(xlen)
        && (value - base) % step == 0
        && !excluded.contains(value);
  }

  /// The smallest value.
  public long min() {
    return signed ? -(1L << (width - 1)) : base;
  }

  /// The largest value.
  public long max() {
    return base + (signed ? 1L << (width - 1) : 1L << width) - step;
  }

  /// The largest value on harts of one width: differs from [#max()] for shift amounts only.
  public long max(Xlen xlen) {
    return belowXlen ? Math.min(max(), xlen.bits() - 1) : max();
  }

  /// All values are multiples of this power of two (counted from [#base()]).
  public long step() {
    return step;
  }
}
