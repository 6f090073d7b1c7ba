package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Which symbols an object keeps, and in which order: those of GNU as.
final class SymbolTable {
  private final Symbols symbols;
  private final Evaluator evaluator;

  /// Local labels that relocations refer to, in the order in which they do first.
  private final List<Entry> appended = new ArrayList<>();

  /// Mapping symbols that padding made.
  private final List<Entry> late = new ArrayList<>();

  private final Set<Entry> removed = Collections.newSetFromMap(new IdentityHashMap<>());

  SymbolTable(Symbols symbols, Evaluator evaluator) {
    this.symbols = symbols;
    this.evaluator = evaluator;
  }

  /// Notes that a relocation refers to a symbol.
  void use(Entry entry) {
    if (entry.isUsed()) {
      return;
    }
    entry.use();
    if (entry.keep() == Entry.Keep.APPENDED_IF_USED) {
      appended.add(entry);
    }
  }

  /// Takes out the mapping symbols of a section that say nothing.
  ///
  /// @param nops whether padding of code is nops, and not zeros
  void settleMapping(SectionBuilder section, boolean nops) {
    if (nops) {
      markOddPadding(section);
    }
    dropDoubles(section);
  }

  /// Where padding starts at an odd address, its first byte is data.
  private void markOddPadding(SectionBuilder section) {
    List<Entry> mapping = section.mappingSymbols();
    List<Entry> marked = new ArrayList<>(mapping.size());
    int next = 0;
    Fragment before = null;
    for (Fragment fragment : section.fragments()) {
      if (fragment instanceof Fragment.Align align
          && align.fill() == null
          && (align.address() & 1) != 0
          && align.size() > 0) {
        while (next < mapping.size() && evaluator.addressOf(mapping.get(next)) <= align.address()) {
          marked.add(mapping.get(next++));
        }
        markOddPadding(section, before, align, marked);
      }
      before = fragment;
    }
    marked.addAll(mapping.subList(next, mapping.size()));
    mapping.clear();
    mapping.addAll(marked);
  }

  /// @param marked the mapping symbols up to there
  private void markOddPadding(
      SectionBuilder section, @Nullable Fragment before, Fragment.Align align, List<Entry> marked) {
    Entry data = new Entry("$d", Entry.Keep.ALWAYS, null);
    data.placeAt(new Position(section, align, 0), null);
    late.add(data);
    Entry code = marked.isEmpty() ? null : marked.getLast();
    if (code == null || !isAt(code, before, align.address())) {
      // As in GNU as: what follows the odd byte is then not announced as code again.
      marked.add(data);
      return;
    }
    marked.set(marked.size() - 1, data);
    removed.add(code);
    Entry again = new Entry(code.name(), Entry.Keep.ALWAYS, null);
    again.placeAt(new Position(section, align, 1), null);
    marked.add(again);
    late.add(again);
  }

  /// Whether a mapping symbol is at the end of the fragment before some padding, and not of one further above that
  /// ends at the same address.
  private boolean isAt(Entry mapping, @Nullable Fragment before, long address) {
    Position position = mapping.position();
    return position != null
        && position.fragment() == before
        && evaluator.addressOf(mapping) == address;
  }

  /// Of mapping symbols at one place the last one counts, and none counts at the end of a section.
  private void dropDoubles(SectionBuilder section) {
    List<Entry> mapping = section.mappingSymbols();
    for (int i = 0; i < mapping.size(); i++) {
      long address = evaluator.addressOf(mapping.get(i));
      boolean followed =
          i + 1 < mapping.size() && evaluator.addressOf(mapping.get(i + 1)) == address;
      if (followed || address == section.size()) {
        removed.add(mapping.get(i));
      }
    }
  }

  /// What the object keeps: locals in the order of first mention, those that only relocations keep, then globals.
  List<Entry> inOrder() {
    List<Entry> locals = new ArrayList<>();
    List<Entry> globals = new ArrayList<>();
    List<Entry> all = new ArrayList<>(symbols.inOrder());
    all.addAll(late);
    all.addAll(appended);
    all.addAll(symbols.versions());
    for (Entry entry : all) {
      if (!isKept(entry)) {
        continue;
      }
      if (!isGlobal(entry)) {
        locals.add(entry);
      } else if (!entry.isUndefined() || entry.isUsed() || isDeclared(entry)) {
        globals.add(entry);
      }
    }
    locals.addAll(globals);
    return locals;
  }

  private boolean isKept(Entry entry) {
    if (removed.contains(entry) || entry.isSuperseded() || isForeign(entry)) {
      return false;
    }
    return (entry.keep() == Entry.Keep.ALWAYS && !entry.isRenamed()) || entry.isUsed();
  }

  /// Another name for what another object defines: relocations name the original.
  private boolean isForeign(Entry entry) {
    Term value = entry.value();
    return value != null
        && evaluator.positionOf(entry) == null
        && evaluator.absolute(value).isEmpty();
  }

  /// Whether a symbol of another object is in the table for what is said of it: with GNU as, that is not the same for a
  /// local label.
  private static boolean isDeclared(Entry entry) {
    return entry.name().startsWith(".L")
        ? entry.binding() != Symbol.Binding.LOCAL
        : entry.binding() != Symbol.Binding.WEAK;
  }

  /// An undefined symbol is another object's, whatever it was declared.
  private static boolean isGlobal(Entry entry) {
    Symbol.Binding binding = entry.binding();
    return entry.isUndefined()
        || entry.isCommon()
        || (binding != null && binding != Symbol.Binding.LOCAL);
  }

  Symbol make(Entry entry, Function<SectionBuilder, Section> made) {
    Symbol.Home home = new Symbol.Home.Undefined();
    long value = 0;
    Symbol.Type type = entry.type();
    long size = size(entry);
    Position position = evaluator.positionOf(entry);
    Term equated = entry.value();
    if (entry.isCommon()) {
      home = new Symbol.Home.Common();
      value = entry.commonAlignment();
    } else if (position != null) {
      Section section = made.apply(position.section());
      home = new Symbol.Home.InSection(section);
      value = evaluator.addressOf(entry);
      if (type == Symbol.Type.NOTYPE && section.has(SectionKinds.TLS)) {
        type = Symbol.Type.TLS;
      }
      Entry original = equated == null ? null : base(equated);
      if (original != null && original.type() != Symbol.Type.SECTION) {
        // A second name for a symbol is of its kind and size.
        type = type == Symbol.Type.NOTYPE ? original.type() : type;
        size = entry.size() == null ? size(original) : size;
      }
    } else if (equated != null) {
      home = new Symbol.Home.Absolute();
      value = evaluator.absolute(equated).orElse(0);
    }
    Symbol.Binding binding = entry.binding();
    return new Symbol(
        entry.name(),
        value,
        size,
        isGlobal(entry)
            ? (binding == Symbol.Binding.WEAK ? binding : Symbol.Binding.GLOBAL)
            : Symbol.Binding.LOCAL,
        type,
        entry.visibility(),
        home);
  }

  private @Nullable Entry base(Term term) {
    Linear linear = evaluator.linear(term, true);
    return linear == null || linear.minus() != null ? null : linear.plus();
  }

  private long size(Entry entry) {
    Term size = entry.size();
    return size == null ? 0 : evaluator.absolute(size).orElse(0);
  }
}
