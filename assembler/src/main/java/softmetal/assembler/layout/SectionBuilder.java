package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
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
  private final Fragment.Store store = new Fragment.Store();
  private Fragment.Data open = new Fragment.Data(store);
  private int runs;
  private final FragmentMemory memory = new FragmentMemory();

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

  /// What tells sections of one name apart.
  ///
  /// @param group the symbol that names it, or empty
  /// @param comdat whether a linker keeps only one group of this name
  /// @param linkedTo the section whose order this one follows, or empty
  /// @param unique 0 unless there may be several of one name
  record Membership(String group, boolean comdat, String linkedTo, long unique) {
    static final Membership NONE = new Membership("", false, "", 0);

    boolean isNone() {
      return group.isEmpty() && !comdat && linkedTo.isEmpty() && unique == 0;
    }

    Membership groupOnly() {
      return new Membership(group, comdat, "", 0);
    }

    Membership linkedTo(String section) {
      return new Membership(group, comdat, section, unique);
    }

    Membership unique(long number) {
      return new Membership(group, comdat, linkedTo, number);
    }
  }

  private final Membership membership;
  private final SectionBuilder whole;
  private final TreeMap<Long, SectionBuilder> subsections = new TreeMap<>();

  SectionBuilder(String name, int type, long flags, long entrySize) {
    this(name, type, flags, entrySize, Membership.NONE);
  }

  SectionBuilder(String name, int type, long flags, long entrySize, Membership membership) {
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.entrySize = entrySize;
    this.membership = membership;
    whole = this;
    fragments.add(open);
  }

  private SectionBuilder(SectionBuilder whole) {
    name = whole.name;
    type = whole.type;
    flags = whole.flags;
    entrySize = whole.entrySize;
    membership = whole.membership;
    this.whole = whole;
    fragments.add(open);
  }

  /// A relocation that `.reloc` asks for.
  record Requested(Term offset, RelocationType type, Term target, SourceSpan span) {}

  private final List<Requested> requested = new ArrayList<>();

  List<Requested> requested() {
    return requested;
  }

  /// Where the fragments of a structure start that are not counted yet; null for a section.
  private @Nullable Long structureStart;

  private int structureCounted;

  /// Makes a structure of it: places are numbers, and count from `offset`.
  void countFrom(long offset) {
    structureStart = offset;
  }

  /// Where the next byte of a structure is, as a number; empty elsewhere.
  OptionalLong structureOffset() {
    Long start = structureStart;
    if (start == null) {
      return OptionalLong.empty();
    }
    long offset = start;
    int last = fragments.size() - 1;
    for (int i = structureCounted; i < last; i++) {
      offset = behind(fragments.get(i), offset);
    }
    // Only the last one may grow.
    structureStart = offset;
    structureCounted = last;
    return OptionalLong.of(behind(fragments.get(last), offset));
  }

  private static long behind(Fragment fragment, long offset) {
    if (fragment instanceof Fragment.Align align) {
      return offset + align.paddingAt(offset);
    }
    boolean place = fragment instanceof Fragment.Space space && space.toAddress();
    return place && ((Fragment.Space) fragment).length() instanceof Term.Constant(long to)
        ? Math.max(offset, to)
        : offset + fragment.size();
  }

  Membership membership() {
    return membership;
  }

  /// The section of which this may be a subsection.
  SectionBuilder whole() {
    return whole;
  }

  /// A part of the section whose bytes come behind those of all parts with a smaller number.
  SectionBuilder subsection(long number) {
    return number == 0
        ? whole
        : whole.subsections.computeIfAbsent(number, _ -> new SectionBuilder(whole));
  }

  /// The section without its subsections, then these, in the order in which their bytes come.
  List<SectionBuilder> parts() {
    List<SectionBuilder> parts = new ArrayList<>(List.of(this));
    parts.addAll(subsections.values());
    return parts;
  }

  /// At the end of the source: all parts become one.
  void joinSubsections() {
    for (SectionBuilder part : subsections.values()) {
      for (Fragment fragment : part.fragments) {
        fragment.joinRun(runs + 1 + fragment.run(), fragment.offsetInRun());
        fragments.add(fragment);
      }
      runs += part.runs + 1;
      part.mappingSymbols.forEach(entry -> mappingSymbols.add(entry));
      align(part.alignment);
    }
    subsections.clear();
    if (fragments.getLast() instanceof Fragment.Data data) {
      open = data;
    }
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
    return new Position(whole, open, open.length());
  }

  List<Fragment> fragments() {
    return fragments;
  }

  /// The bytes at the end, to append to.
  Fragment.Data data() {
    return open;
  }

  void append(byte[] bytes) {
    memory.add(bytes.length);
    open.append(bytes, bytes.length);
  }

  /// Appends bytes that GNU as takes one by one.
  void appendText(byte[] bytes) {
    memory.addSingly(bytes.length);
    open.append(bytes, bytes.length);
  }

  /// Which stretch of bytes comes now: within one, nothing can come between two bytes, nor can a linker take any away,
  /// and so GNU as, too, takes the distance for settled.
  int stretch() {
    return memory.fragment();
  }

  /// What was appended last may change its size when it is linked.
  ///
  /// @param room that GNU as keeps for what it may need besides
  void breakStretch(int room) {
    memory.end(room);
  }

  /// The bytes that come next are of one stretch.
  void keepTogether(int bytes) {
    memory.reserve(bytes);
  }

  /// @param size in bytes, the lowest of `value` first
  void append(long value, int size) {
    memory.add(size);
    open.append(value, size);
  }

  /// Adds a fragment, and opens a new one for bytes behind it.
  void append(Fragment fragment) {
    int room = fragment.room();
    if (room > 0) {
      memory.end(room);
    }
    append(fragment, fragments.getLast());
  }

  /// Adds `count` numbers of `size` bytes that are all the same.
  void appendEach(Fragment.Space numbers, long count, int size) {
    for (long i = 0; i < count; i++) {
      memory.add(size);
    }
    append(numbers, fragments.getLast());
  }

  private void append(Fragment fragment, Fragment last) {
    place(fragment, last);
    Fragment.Data next = new Fragment.Data(store);
    place(next, fragment);
    open = next;
  }

  /// Reserves bytes behind all that is appended, now or later, and says where they are.
  Position reserve(long boundary, long size, SourceSpan span) {
    Fragment.Data place = new Fragment.Data(store);
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
            && (whole.mappedArchitecture.isEmpty()
                || (!sameArchitecture && !whole.mappedArchitecture.equals(architecture)));
    if (!named && kind == whole.mapping) {
      return null;
    }
    whole.mapping = kind;
    if (named) {
      whole.mappedArchitecture = architecture;
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
