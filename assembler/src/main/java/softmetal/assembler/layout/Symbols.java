package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;

/// All symbols of one object, by name and in the order of their first mention.
final class Symbols {
  private final Map<String, Entry> byName = new HashMap<>();
  private final List<Entry> inOrder = new ArrayList<>();
  private final List<Entry> versions = new ArrayList<>(0);
  private final List<Entry> localLabels = new ArrayList<>();
  private final Map<Integer, Integer> numericLabels = new HashMap<>();
  private int hiddenLabels;
  private final List<String> hiddenNames = new ArrayList<>(1);

  /// @return null if nothing has mentioned it
  @Nullable Entry find(String name) {
    return byName.get(name);
  }

  /// The symbol of this name, made on first mention.
  Entry get(String name, SourceSpan mentioned) {
    Entry entry = byName.get(name);
    if (entry == null) {
      boolean local = name.startsWith(".L");
      entry = new Entry(name, local ? Entry.Keep.APPENDED_IF_USED : Entry.Keep.ALWAYS, mentioned);
      byName.put(name, entry);
      if (local) {
        localLabels.add(entry);
      } else {
        inOrder.add(entry);
      }
    }
    return entry;
  }

  /// A symbol of the same name takes the place of this one; whoever refers to the old one goes on to do so.
  Entry replace(Entry old, SourceSpan mentioned) {
    Entry entry = new Entry(old.name(), old.keep(), mentioned);
    byName.put(old.name(), entry);
    List<Entry> list = old.keep() == Entry.Keep.APPENDED_IF_USED ? localLabels : inOrder;
    int last = list.size() - 1;
    int place = list.get(last) == old ? last : list.indexOf(old);
    list.set(place, entry);
    return entry;
  }

  /// Lets expressions name a section, unless a symbol has that name.
  void nameSection(String name, Entry entry) {
    byName.putIfAbsent(name, entry);
  }

  void add(Entry entry) {
    inOrder.add(entry);
  }

  /// `name@version`, which nothing but `.symver` makes: comes behind all others.
  Entry version(String name, SourceSpan mentioned) {
    Entry entry = new Entry(name, Entry.Keep.ALWAYS, mentioned);
    versions.add(entry);
    return entry;
  }

  List<Entry> versions() {
    return Collections.unmodifiableList(versions);
  }

  int count() {
    return byName.size() + hiddenLabels - hiddenNames.size();
  }

  List<Entry> inOrder() {
    return Collections.unmodifiableList(inOrder);
  }

  /// `.L1`, numeric and hidden labels, in the order of their first mention.
  List<Entry> localLabels() {
    return localLabels.stream().filter(entry -> !entry.isPromoted()).toList();
  }

  /// A `.L` name that is more than a label, because `.set` or `.type` speak of it, gets a place among the others.
  void promote(Entry entry) {
    if (entry.keep() == Entry.Keep.APPENDED_IF_USED) {
      entry.promote();
      inOrder.add(entry);
    }
  }

  Iterable<String> names() {
    return byName.keySet();
  }

  /// The place where an expression says `.`.
  Entry here(Position position) {
    Entry entry = new Entry(".L0 ", Entry.Keep.IN_PLACE_IF_USED, null);
    entry.placeAt(position, null);
    inOrder.add(entry);
    return entry;
  }

  /// A name that no source can write, for a label that the assembler needs for itself.
  String hiddenLabel(SourceSpan near) {
    String key = "\u0001" + hiddenLabels++;
    hiddenNames.add(key);
    byName.put(key, new Entry(".L0 ", Entry.Keep.APPENDED_IF_USED, near));
    return key;
  }

  /// Takes the names of hidden labels out of the table, once nothing to come can say them.
  void forgetHiddenNames() {
    if (!hiddenNames.isEmpty()) {
      hiddenNames.forEach(byName::remove);
      hiddenNames.clear();
    }
  }

  /// The label that `1:` defines here.
  Entry defineNumeric(int number, SourceSpan mentioned) {
    int instance = numericLabels.merge(number, 1, Integer::sum);
    return get(numericName(number, instance), mentioned);
  }

  /// What `1f` or `1b` means here; null for a backward reference to a label that is not there.
  @Nullable Entry numeric(int number, boolean forward, SourceSpan mentioned) {
    int last = numericLabels.getOrDefault(number, 0);
    if (forward) {
      return get(numericName(number, last + 1), mentioned);
    }
    return last == 0 ? null : get(numericName(number, last), mentioned);
  }

  /// The numbers of the numeric labels so far, rising.
  List<Integer> numericLabels() {
    return numericLabels.keySet().stream().sorted().toList();
  }

  private static String numericName(int number, int instance) {
    return ".L" + number + "\u0002" + instance;
  }
}
