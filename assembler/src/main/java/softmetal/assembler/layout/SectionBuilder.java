package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.Section;

/// A section while its source is being read: fragments, and the mapping symbols that tell code from data.
final class SectionBuilder {
  private final String name;
  private final int type;
  private final long flags;
  private final long entrySize;
  private long alignment = 1;

  private final List<Fragment> fragments = new ArrayList<>();
  private final List<Fragment> tail = new ArrayList<>();
  private Fragment.Data open = new Fragment.Data();
  private int runs;
  private int stretch;

  /// What the last mapping symbol says of the bytes behind it.
  private Mapping mapping = Mapping.NONE;

  /// The architecture that the last `$x` named; empty before the first.
  private String mappedArchitecture = "";

  private final List<Entry> mappingSymbols = new ArrayList<>();
  private final List<Aligned> aligned = new ArrayList<>();

  /// A number that somebody will want to load as one.
  record Aligned(Fragment.Data data, int offset, int size, SourceSpan span) {
    long address() {
      return data.address() + offset;
    }
  }

  enum Mapping {
    NONE,
    CODE,
    DATA
  }

  SectionBuilder(String name, int type, long flags, long entrySize) {
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.entrySize = entrySize;
    fragments.add(open);
  }

  String name() {
    return name;
  }

  int type() {
    return type;
  }

  long flags() {
    return flags;
  }

  long entrySize() {
    return entrySize;
  }

  long alignment() {
    return alignment;
  }

  void align(long atLeast) {
    alignment = Math.max(alignment, atLeast);
  }

  boolean isCode() {
    return (flags & Section.EXECINSTR) != 0;
  }

  boolean hasNoContents() {
    return type == Section.NOBITS;
  }

  Position here() {
    return new Position(this, open, open.length());
  }

  List<Fragment> fragments() {
    return fragments;
  }

  /// The bytes at the end, to append to.
  Fragment.Data data() {
    return open;
  }

  void append(byte[] bytes) {
    open.append(bytes, bytes.length);
  }

  /// Which stretch of bytes comes now: within one, nothing can come between two bytes, nor can a linker take any away.
  int stretch() {
    return stretch;
  }

  /// What was appended last may become shorter when it is linked.
  void breakStretch() {
    stretch++;
  }

  /// @param size in bytes, the lowest of `value` first
  void append(long value, int size) {
    open.append(value, size);
  }

  /// Adds a fragment, and opens a new one for bytes behind it.
  void append(Fragment fragment) {
    stretch++;
    place(fragment, fragments.getLast());
    Fragment.Data next = new Fragment.Data();
    place(next, fragment);
    open = next;
  }

  /// Reserves bytes behind all that is appended, now or later, and says where they are.
  Position reserve(long boundary, long size, SourceSpan span) {
    Fragment.Data place = new Fragment.Data();
    tail.add(new Fragment.Align(boundary, new byte[1], 0, null));
    tail.add(place);
    tail.add(new Fragment.Space(new Term.Constant(size), false, new byte[1], span));
    place.joinRun(-tail.size(), 0);
    align(boundary);
    return new Position(this, place, 0);
  }

  /// Appends what was reserved: nothing can follow.
  void appendReserved() {
    tail.forEach(fragment -> place(fragment, fragments.getLast()));
    tail.clear();
  }

  private void place(Fragment fragment, Fragment before) {
    if (before.isFixed()) {
      fragment.joinRun(before.run(), before.offsetInRun() + before.size());
    } else {
      fragment.joinRun(++runs, 0);
    }
    fragments.add(fragment);
  }

  /// A mapping symbol for this place, if what comes is not of the kind that the last one announced.
  ///
  /// @param architecture of the instructions that come
  /// @param sameArchitecture for padding, which does not care for the architecture
  @Nullable Entry map(Mapping kind, String architecture, boolean sameArchitecture) {
    if (!isCode()) {
      return null;
    }
    boolean named =
        kind == Mapping.CODE
            && (mappedArchitecture.isEmpty()
                || (!sameArchitecture && !mappedArchitecture.equals(architecture)));
    if (!named && kind == mapping) {
      return null;
    }
    mapping = kind;
    if (named) {
      mappedArchitecture = architecture;
    }
    String symbol = kind == Mapping.DATA ? "$d" : named ? "$x" + architecture : "$x";
    Entry entry = new Entry(symbol, Entry.Keep.ALWAYS, null);
    entry.placeAt(here(), null);
    mappingSymbols.add(entry);
    return entry;
  }

  /// Notes a number of `size` bytes that comes at this place, unless it is sure to be aligned.
  void expectAligned(int size, SourceSpan span) {
    long offset = open.offsetInRun() + open.length();
    if (open.run() != 0 || offset % size != 0) {
      aligned.add(new Aligned(open, open.length(), size, span));
    }
  }

  List<Aligned> aligned() {
    return aligned;
  }

  List<Entry> mappingSymbols() {
    return mappingSymbols;
  }

  long size() {
    Fragment last = fragments.getLast();
    return last.address() + last.size();
  }
}
