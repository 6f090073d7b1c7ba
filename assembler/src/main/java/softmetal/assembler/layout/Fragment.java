package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.encode.Piece;
import softmetal.assembler.object.RelocationType;
import softmetal.isa.Instruction;

/// A run of bytes of a section whose size is found in one way. Fragments are where addresses are decided.
abstract sealed class Fragment {
  private long address;

  /// Fragments of the same run keep their distance, whatever happens between the runs.
  private int run;

  private long offsetInRun;

  long address() {
    return address;
  }

  void address(long newAddress) {
    address = newAddress;
  }

  int run() {
    return run;
  }

  long offsetInRun() {
    return offsetInRun;
  }

  void joinRun(int newRun, long offset) {
    run = newRun;
    offsetInRun = offset;
  }

  /// Whether the size is known already.
  abstract boolean isFixed();

  /// The size as far as it is settled.
  abstract long size();

  /// How much room GNU as keeps for it at the end of a fragment of its own; 0 if it does not end one.
  ///
  /// See [FragmentMemory].
  int room() {
    return switch (this) {
      case Data _ -> 0;
      case Branch _ -> Branch.ROOM;
      case Align align -> align.fill == null ? 7 : align.fill.length;
      case Space space -> space.isFixed() && space.size == 0 ? 0 : space.fill.length;
      case Leb _ -> 10;
      case Advance _ -> 4;
    };
  }

  /// What the [Data] of a section have, one behind the other: most are so short that lists of their own would take more
  /// room than what is in them.
  static final class Store {
    private byte[] bytes = {};
    private int length;
    private final List<Fix> fixes = new ArrayList<>();

    private void reserve(int count) {
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      }
    }
  }

  /// Bytes that are there already, with holes for relocations.
  static final class Data extends Fragment {
    private final Store store;
    private final int start;
    private int length;
    private final int firstFix;
    private int fixes;

    /// The next part of a store: only the last one may grow.
    Data(Store store) {
      this.store = store;
      start = store.length;
      firstFix = store.fixes.size();
    }

    void append(long value, int size) {
      reserve(size);
      Bytes.put(store.bytes, store.length, value, size);
      grow(size);
    }

    private void reserve(int count) {
      if (start + length != store.length) {
        throw new IllegalStateException("bytes for a part that others follow");
      }
      store.reserve(count);
    }

    private void grow(int count) {
      length += count;
      store.length += count;
    }

    void append(byte[] more, int count) {
      reserve(count);
      System.arraycopy(more, 0, store.bytes, store.length, count);
      grow(count);
    }

    void fix(Fix fix) {
      if (firstFix + fixes != store.fixes.size()) {
        throw new IllegalStateException("a hole in a part that others follow");
      }
      fixes++;
      store.fixes.add(fix);
    }

    /// Copies all its bytes.
    void copyTo(byte[] to, int at) {
      System.arraycopy(store.bytes, start, to, at, length);
    }

    int length() {
      return length;
    }

    int fixes() {
      return fixes;
    }

    /// @param index from 0
    Fix fix(int index) {
      return store.fixes.get(firstFix + index);
    }

    @Override
    boolean isFixed() {
      return true;
    }

    @Override
    long size() {
      return length;
    }
  }

  /// A hole in a [Data].
  sealed interface Fix {
    int offset();

    SourceSpan span();

    /// A number of `size` bytes.
    record Value(int offset, int size, Term value, SourceSpan span) implements Fix {}

    /// A field of an instruction.
    record Field(int offset, RelocationType type, Term value, SourceSpan span) implements Fix {}

    /// A relocation that names no symbol, such as R_RISCV_RELAX.
    record Mark(int offset, RelocationType type, long addend, SourceSpan span) implements Fix {}
  }

  /// `.balign`: as many bytes as it takes.
  static final class Align extends Fragment {
    private final long alignment;
    private final byte @Nullable [] fill;
    private final long maxSkip;
    private final @Nullable SourceSpan span;
    private long size;

    /// @param fill null for nops
    /// @param maxSkip 0 for no limit
    /// @param span who wants it; null for the end of a section
    Align(long alignment, byte @Nullable [] fill, long maxSkip, @Nullable SourceSpan span) {
      this.span = span;
      this.alignment = alignment;
      this.fill = fill;
      this.maxSkip = maxSkip;
    }

    byte @Nullable [] fill() {
      return fill;
    }

    @Nullable SourceSpan span() {
      return span;
    }

    /// What it takes at the present address.
    long padding() {
      return paddingAt(address());
    }

    long paddingAt(long address) {
      long padding = -address & (alignment - 1);
      return maxSkip > 0 && padding > maxSkip ? 0 : padding;
    }

    void resize(long newSize) {
      size = newSize;
    }

    /// Of one pattern, in bytes.
    int fillerLength() {
      return fill == null ? 1 : fill.length;
    }

    /// Whether the pattern fits into its present size a whole number of times.
    boolean isFilled() {
      return size % fillerLength() == 0;
    }

    @Override
    boolean isFixed() {
      return false;
    }

    @Override
    long size() {
      return size;
    }
  }

  /// A branch or jump at its present size.
  static final class Branch extends Fragment {
    /// The size of the longest form.
    static final int ROOM = 8;

    private final Piece.Branch piece;
    private final Term target;
    private int size;
    private boolean aimed;
    private final boolean jump;
    private final boolean compressed;

    /// Where it goes, not as a [Position]: passes over all branches look at nothing but these, time and again.
    private @Nullable Fragment aim;

    private long offset;

    Branch(Piece.Branch piece, Term target) {
      this.piece = piece;
      this.target = target;
      this.compressed = piece.compressed() != null;
      this.jump = piece.instruction() == Instruction.JAL;
      this.size = compressed ? 2 : 4;
    }

    Piece.Branch piece() {
      return piece;
    }

    Term target() {
      return target;
    }

    /// Notes where it goes, once that can change no more.
    ///
    /// @param near a place in its own section, or null if it goes elsewhere
    void aim(@Nullable Position near) {
      aimed = true;
      aim = near == null ? null : near.fragment();
      offset = near == null ? 0 : near.offset();
    }

    boolean isAimed() {
      return aimed;
    }

    /// The fragment of its own section that it goes to; null if it goes elsewhere.
    @Nullable Fragment aim() {
      return aim;
    }

    /// Where in [#aim()].
    long offset() {
      return offset;
    }

    boolean isJump() {
      return jump;
    }

    boolean isCompressible() {
      return compressed;
    }

    /// The size that it takes at the present addresses, if it is aimed.
    int sizeAimed() {
      Fragment near = aim;
      return near == null
          ? BranchForm.size(jump, compressed, false, 0)
          : BranchForm.size(jump, compressed, true, near.address() + offset - address());
    }

    void resize(int newSize) {
      size = newSize;
    }

    @Override
    boolean isFixed() {
      return false;
    }

    @Override
    long size() {
      return size;
    }
  }

  /// `.space`, `.fill` and `.org`: the same bytes again and again, as long as an expression says.
  static final class Space extends Fragment {
    private final Term length;
    private final boolean toAddress;
    private final byte[] fill;
    private final SourceSpan span;
    private long size;

    /// @param toAddress whether `length` is where to go to (`.org`), and not how far
    Space(Term length, boolean toAddress, byte[] fill, SourceSpan span) {
      this.length = length;
      this.toAddress = toAddress;
      this.fill = fill;
      this.span = span;
      this.size = !toAddress && length instanceof Term.Constant(long value) ? value : 0;
    }

    Term length() {
      return length;
    }

    boolean toAddress() {
      return toAddress;
    }

    byte[] fill() {
      return fill;
    }

    SourceSpan span() {
      return span;
    }

    void resize(long newSize) {
      size = newSize;
    }

    @Override
    boolean isFixed() {
      return !toAddress && length instanceof Term.Constant;
    }

    @Override
    long size() {
      return size;
    }
  }

  /// `.uleb128` and `.sleb128` of something that is not known yet.
  static final class Leb extends Fragment {
    private final Term value;
    private final boolean signed;
    private final SourceSpan span;
    private byte[] bytes = new byte[1];

    Leb(Term value, boolean signed, SourceSpan span) {
      this.value = value;
      this.signed = signed;
      this.span = span;
    }

    Term value() {
      return value;
    }

    boolean signed() {
      return signed;
    }

    SourceSpan span() {
      return span;
    }

    byte[] bytes() {
      return bytes;
    }

    void bytes(byte[] newBytes) {
      bytes = newBytes;
    }

    @Override
    boolean isFixed() {
      return false;
    }

    @Override
    long size() {
      return bytes.length;
    }
  }

  /// The instruction of a call frame that spans code whose size is not known yet.
  static final class Advance extends Fragment {
    private final Term distance;
    private final SourceSpan span;
    private int size = 5;

    Advance(Term distance, SourceSpan span) {
      this.distance = distance;
      this.span = span;
    }

    Term distance() {
      return distance;
    }

    SourceSpan span() {
      return span;
    }

    void resize(int newSize) {
      size = newSize;
    }

    @Override
    boolean isFixed() {
      return false;
    }

    @Override
    long size() {
      return size;
    }
  }
}
