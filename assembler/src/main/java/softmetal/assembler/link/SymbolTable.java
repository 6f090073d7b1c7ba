package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;

/// Which definition a global name stands for, among all objects.
///
/// The rules are those of every ELF linker: a strong definition beats a common symbol, which beats a weak one; of two
/// weak ones the first wins; two strong ones are an error.
final class SymbolTable {
  /// Common symbols with a larger alignment than this are not told apart when they are sorted.
  private static final long LARGE_COMMON = 16;

  /// A symbol and the object that defines it.
  record Definition(ObjectFile object, Symbol symbol) {}

  private final boolean takesFirst;
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Map<String, Long> commonSizes = new HashMap<>();
  private final Map<String, Long> commonAlignments = new HashMap<>();
  private final Set<String> strongReferences = new HashSet<>();
  private final Set<String> references = new HashSet<>();
  private final List<String> inOrder = new ArrayList<>();
  private final Map<Section, InputSection> sections = new HashMap<>();
  private final Map<String, InputSection> commons = new HashMap<>();
  private final Map<String, Long> commonOffsets = new HashMap<>();

  private SymbolTable(boolean takesFirst) {
    this.takesFirst = takesFirst;
  }

  /// Reads the symbols of all objects; duplicates are reported.
  ///
  /// @param left sections that are not linked, as another object has the same: nothing in them counts as defined
  /// @param takesFirst whether of several definitions the first is taken, and nothing is reported
  static SymbolTable of(
      List<ObjectFile> objects, Set<Section> left, boolean takesFirst, Diagnostics diagnostics) {
    SymbolTable table = new SymbolTable(takesFirst);
    for (ObjectFile object : objects) {
      for (Symbol symbol : object.symbols()) {
        boolean isLeft =
            symbol.home() instanceof Home.InSection(Section section) && left.contains(section);
        if (symbol.binding() != Binding.LOCAL && isLeft) {
          table.addReference(symbol.name());
        } else if (symbol.binding() != Binding.LOCAL) {
          table.add(object, symbol, diagnostics);
        }
      }
    }
    return table;
  }

  private void add(ObjectFile object, Symbol symbol, Diagnostics diagnostics) {
    String name = symbol.name();
    addReference(name);
    if (symbol.isUndefined()) {
      if (symbol.binding() == Binding.GLOBAL) {
        strongReferences.add(name);
      }
      return;
    }
    Definition known = definitions.get(name);
    Definition found = new Definition(object, symbol);
    boolean common = symbol.home() instanceof Home.Common;
    if (common) {
      commonSizes.merge(name, symbol.size(), Math::max);
      commonAlignments.merge(name, symbol.value(), Math::max);
    }
    if (known == null || rank(symbol) > rank(known.symbol)) {
      definitions.put(name, found);
    } else if (common
        && known.symbol.home() instanceof Home.Common
        && symbol.size() > known.symbol.size()) {
      definitions.put(name, found);
    } else if (!takesFirst && rank(symbol) == 3 && rank(known.symbol) == 3) {
      diagnostics.report(duplicate(name, known, found));
    }
  }

  private void addReference(String name) {
    if (references.add(name)) {
      inOrder.add(name);
    }
  }

  /// Adds what the linker itself defines, unless an object does.
  void define(ObjectFile object, Symbol symbol) {
    addReference(symbol.name());
    definitions.putIfAbsent(symbol.name(), new Definition(object, symbol));
  }

  private static int rank(Symbol symbol) {
    if (symbol.binding() == Binding.WEAK) {
      return 1;
    }
    return symbol.home() instanceof Home.Common ? 2 : 3;
  }

  private static Diagnostic duplicate(String name, Definition first, Definition second) {
    return Problem.DUPLICATE_SYMBOL
        .at(span(second), name, place(second))
        .note(span(first), "first defined in " + place(first))
        .note("one of the two may be meant to be local (no .globl) or .weak");
  }

  private static SourceSpan span(Definition definition) {
    Optional<String> line =
        definition.symbol.home() instanceof Home.InSection(Section section)
            ? Places.line(definition.object, section, definition.symbol.value())
            : Optional.empty();
    return SourceText.binary(line.orElse(definition.object.name())).whole();
  }

  private static String place(Definition definition) {
    String home =
        switch (definition.symbol.home()) {
          case Home.InSection(Section section) ->
              "%s+%#x".formatted(section.name(), definition.symbol.value());
          case Home.Absolute() -> "absolute %#x".formatted(definition.symbol.value());
          case Home.Common() -> "common";
          case Home.Undefined() -> "undefined";
        };
    return "%s (%s)".formatted(definition.object.name(), home);
  }

  // --- sections

  void register(Section section, InputSection input) {
    sections.put(section, input);
  }

  Optional<InputSection> input(Section section) {
    return Optional.ofNullable(sections.get(section));
  }

  /// Gives every common symbol that won a place in the COMMON section of its object.
  IdentityHashMap<ObjectFile, InputSection> allocateCommons(LinkSettings.CommonOrder order) {
    IdentityHashMap<ObjectFile, List<String>> names = new IdentityHashMap<>();
    for (String name : sortedCommons(order)) {
      Definition definition = definitions.get(name);
      if (definition != null && definition.symbol.home() instanceof Home.Common) {
        names.computeIfAbsent(definition.object, _ -> new ArrayList<>()).add(name);
      }
    }
    IdentityHashMap<ObjectFile, InputSection> made = new IdentityHashMap<>();
    names.forEach((object, own) -> made.put(object, allocate(object, own)));
    return made;
  }

  private List<String> sortedCommons(LinkSettings.CommonOrder order) {
    Comparator<String> byAlignment =
        Comparator.comparingLong(
            name -> Math.min(LARGE_COMMON, commonAlignments.getOrDefault(name, 1L)));
    List<String> names = new ArrayList<>(HashOrder.sorted(inOrder));
    switch (order) {
      case AS_FOUND -> {}
      case ASCENDING ->
          names.sort(
              Comparator.comparingLong(
                  name -> Math.min(2 * LARGE_COMMON, commonAlignments.getOrDefault(name, 1L))));
      case DESCENDING -> names.sort(byAlignment.reversed());
    }
    return names;
  }

  private InputSection allocate(ObjectFile object, List<String> names) {
    long size = 0;
    long alignment = 1;
    for (String name : names) {
      long own = commonAlignments.getOrDefault(name, 1L);
      size = (size + own - 1) & -own;
      commonOffsets.put(name, size);
      size += commonSizes.getOrDefault(name, 0L);
      alignment = Math.max(alignment, own);
    }
    InputSection section = new InputSection(object, alignment, size);
    names.forEach(name -> commons.put(name, section));
    return section;
  }

  // --- questions

  /// The definition by an object; the script may define more.
  @Nullable Definition definition(String name) {
    return definitions.get(name);
  }

  /// All global names that an object mentions, in the order of their first mention.
  List<String> names() {
    return inOrder;
  }

  Collection<String> definedNames() {
    return new TreeSet<>(definitions.keySet());
  }

  boolean isReferenced(String name) {
    return references.contains(name);
  }

  boolean isStronglyReferenced(String name) {
    return strongReferences.contains(name);
  }

  /// Where a defined symbol is in the image, or empty if its section has no place (yet).
  Optional<Value> value(Symbol symbol) {
    return switch (symbol.home()) {
      case Home.Absolute() -> Optional.of(new Value.Absolute(symbol.value()));
      case Home.Undefined() -> Optional.empty();
      case Home.InSection(Section section) ->
          input(section).map(input -> input.moved(symbol.value())).flatMap(SymbolTable::at);
      case Home.Common() -> {
        InputSection section = commons.get(symbol.name());
        yield section == null
            ? Optional.empty()
            : at(new InputSection.Place(section, commonOffsets.getOrDefault(symbol.name(), 0L)));
      }
    };
  }

  private static Optional<Value> at(InputSection.Place place) {
    InputSection input = place.section();
    if (input.offset() < 0) {
      return Optional.empty();
    }
    return input
        .output()
        .map(output -> new Value.Relative(output, input.offset() + place.offset()));
  }

  /// What a section symbol plus an addend means in a section whose strings were merged: the addend chose the string.
  Optional<Value> mergedValue(Symbol symbol, long addend) {
    if (symbol.type() == Symbol.Type.SECTION
        && symbol.home() instanceof Home.InSection(Section section)) {
      return input(section)
          .filter(InputSection::isMerged)
          .map(input -> input.moved(symbol.value() + addend))
          .flatMap(SymbolTable::at)
          .map(value -> new Value.Absolute(value.address() - addend));
    }
    return Optional.empty();
  }

  /// The section that holds a symbol, if any does.
  Optional<InputSection> home(Symbol symbol) {
    return switch (symbol.home()) {
      case Home.InSection(Section section) -> input(section);
      case Home.Common() -> Optional.ofNullable(commons.get(symbol.name()));
      case Home.Absolute(), Home.Undefined() -> Optional.empty();
    };
  }

  /// The largest size that a common symbol of this name asks for; 0 if there is none.
  long commonSize(String name) {
    return commonSizes.getOrDefault(name, 0L);
  }

  /// The largest alignment that a common symbol of this name asks for.
  long commonAlignment(String name) {
    return commonAlignments.getOrDefault(name, 1L);
  }

  /// The final size of a common symbol, and of any other what its object says.
  long size(Symbol symbol) {
    if (symbol.home() instanceof Home.Common) {
      return commonSizes.getOrDefault(symbol.name(), symbol.size());
    }
    return home(symbol).map(h -> h.movedSize(symbol.value(), symbol.size())).orElse(symbol.size());
  }
}
