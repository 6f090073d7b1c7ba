package softmetal.assembler.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// The sections of one object, and which of them statements go to.
final class Sections {
  private record Saved(SectionBuilder current, SectionBuilder previous) {}

  private final Symbols symbols;
  private final Map<String, SectionBuilder> byName = new LinkedHashMap<>();
  private final Map<SectionBuilder, Entry> sectionSymbols = new LinkedHashMap<>();
  private final Deque<Saved> stack = new ArrayDeque<>();
  private SectionBuilder current;
  private SectionBuilder previous;
  private final List<SectionBuilder> late = new ArrayList<>();

  /// @param textAlignment of `.text`
  Sections(Symbols symbols, long textAlignment) {
    this.symbols = symbols;
    current = make(".text");
    current.align(textAlignment);
    make(".data");
    make(".bss");
    previous = current;
  }

  private SectionBuilder make(String name) {
    SectionKinds.Kind kind = SectionKinds.of(name);
    SectionBuilder section = new SectionBuilder(name, kind.type(), kind.flags(), 0);
    add(section);
    return section;
  }

  @Nullable SectionBuilder find(String name) {
    return byName.get(name);
  }

  /// One of the sections of a name.
  @Nullable SectionBuilder find(String name, SectionBuilder.Membership membership) {
    return byName.get(key(name, membership));
  }

  private static String key(String name, SectionBuilder.Membership membership) {
    return membership.isNone()
        ? name
        : name
            + '\0'
            + membership.group()
            + '\0'
            + membership.linkedTo()
            + '\0'
            + membership.unique();
  }

  void add(SectionBuilder section) {
    byName.put(key(section.name(), section.membership()), section);
    symbols.add(symbolOf(section));
    symbols.nameSection(section.name(), symbolOf(section));
  }

  /// Adds a section whose symbol comes behind all others.
  void addLate(SectionBuilder section) {
    byName.put(section.name(), section);
    late.add(section);
  }

  /// The sections whose symbols come behind all others.
  List<SectionBuilder> late() {
    return Collections.unmodifiableList(late);
  }

  /// The symbol of a section, which gets its place among the others now if it has none.
  Entry symbolNow(SectionBuilder section) {
    Entry symbol = symbolOf(section);
    if (late.removeIf(one -> one == section)) {
      symbols.add(symbol);
    }
    return symbol;
  }

  Entry symbolOf(SectionBuilder section) {
    return sectionSymbols.computeIfAbsent(
        section,
        key -> {
          Entry entry = new Entry(key.name(), Entry.Keep.ALWAYS, null);
          entry.placeAt(new Position(key, key.fragments().getFirst(), 0), null);
          entry.type(Symbol.Type.SECTION);
          return entry;
        });
  }

  SectionBuilder current() {
    return current;
  }

  void enter(SectionBuilder section) {
    previous = current;
    current = section;
  }

  /// Enters a section that is in no object: its labels are numbers.
  void enterStructure(long offset) {
    SectionBuilder structure =
        new SectionBuilder("*ABS*", Section.NOBITS, 0, 0, SectionBuilder.Membership.NONE);
    structure.countFrom(offset);
    enter(structure);
  }

  void enterPrevious() {
    enter(previous);
  }

  void push() {
    stack.push(new Saved(current, previous));
  }

  /// @return false if there is nothing to go back to
  boolean pop() {
    Saved saved = stack.poll();
    if (saved == null) {
      return false;
    }
    current = saved.current();
    previous = saved.previous();
    return true;
  }

  List<SectionBuilder> all() {
    return Collections.unmodifiableList(new ArrayList<>(byName.values()));
  }

  /// The last entry of a section that can be merged is whole, as far as a power of two makes it so.
  private static void fillEntries(SectionBuilder section) {
    long boundary = entryBoundary(section);
    if (boundary > 1 && !section.isCode()) {
      section
          .parts()
          .forEach(part -> part.append(new Fragment.Align(boundary, new byte[1], 0, null)));
    }
  }

  private static long entryBoundary(SectionBuilder section) {
    boolean merged = (section.flags() & (Section.MERGE | Section.STRINGS)) != 0;
    return merged ? Long.lowestOneBit(section.entrySize()) : 0;
  }

  /// Pads every code section to its own alignment, as GNU as does.
  void finish(Options options) {
    for (SectionBuilder section : all()) {
      // Padding is code, also where a part needs none.
      for (SectionBuilder part : section.parts()) {
        Entry symbol = part.map(SectionBuilder.Mapping.CODE, options.architecture(), true);
        if (symbol != null) {
          symbols.add(symbol);
        }
      }
    }
    all().forEach(Sections::fillEntries);
    all().forEach(SectionBuilder::joinSubsections);
    all().forEach(SectionBuilder::appendReserved);
    for (SectionBuilder section : all()) {
      long boundary = Math.max(section.alignment(), entryBoundary(section));
      if (section.isCode() && boundary > 1) {
        section.append(new Fragment.Align(boundary, null, 0, null));
      }
    }
  }
}
