package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.expand.Limits;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// The second half of a layout: addresses for fragments, then bytes, relocations and symbols.
///
/// All of these, and their order, are those of GNU as 2.40.
final class ObjectBuilder {
  /// Numbers from 0xff00 on mean something else. Source: System V ABI, "Sections".
  private static final int MAX_SECTIONS = 0xff00 - 1;

  /// Section 0, the attributes, the symbols, and two tables of names.
  private static final int OTHER_SECTIONS = 5;

  private final Sections sections;
  private final Symbols symbols;
  private final Attributes attributes;
  private final Options options;
  private final Diagnostics diagnostics;
  private final Evaluator evaluator = new Evaluator(Evaluator.Known.FINAL);
  private final SymbolTable table;
  private final Limits limits;

  /// A section as it was read, its bytes, and the section that it becomes; its relocations follow last.
  private record Made(
      SectionBuilder from, Contents contents, Section section, List<Relocation> relocations) {}

  ObjectBuilder(
      Sections sections,
      Symbols symbols,
      Attributes attributes,
      Options options,
      Limits limits,
      Diagnostics diagnostics) {
    this.limits = limits;
    this.sections = sections;
    this.symbols = symbols;
    this.attributes = attributes;
    this.options = options;
    this.diagnostics = diagnostics;
    table = new SymbolTable(symbols, evaluator);
  }

  /// @param somewhere in the source, for what has no place of its own
  /// @param fileName what `.file` says, or null
  /// @return empty after errors
  Optional<ObjectFile> build(String name, @Nullable String fileName, SourceSpan somewhere) {
    if (diagnostics.hasErrors()
        || !new Addresses(evaluator, limits, diagnostics).settle(sections.all(), somewhere)) {
      return Optional.empty();
    }
    List<Made> made = new ArrayList<>();
    for (SectionBuilder section : sections.all()) {
      made.add(make(section));
      checkAlignment(section);
    }
    checkLocals();
    checkValues();
    checkSections(made, somewhere);
    return diagnostics.hasErrors() ? Optional.empty() : Optional.of(object(name, fileName, made));
  }

  private Made make(SectionBuilder section) {
    Contents contents = new Contents(section, evaluator, options.relax(), diagnostics);
    for (Contents.Pending pending : contents.inOrderOfMaking()) {
      Entry entry = pending.entry();
      if (entry != null) {
        table.use(entry);
        checkName(entry, pending.span());
      }
    }
    table.settleMapping(section, !options.relax());
    List<Relocation> relocations = new ArrayList<>();
    return new Made(
        section,
        contents,
        new Section(
            section.name(),
            section.type(),
            section.flags(),
            section.alignment(),
            section.entrySize(),
            section.size(),
            contents.bytes(),
            relocations),
        relocations);
  }

  /// A relocation names its symbol, and a name stands for one value.
  private void checkName(Entry entry, SourceSpan span) {
    if (entry.isSuperseded()) {
      Diagnostic diagnostic = Problem.NAME_SUPERSEDED.at(span, entry);
      SourceSpan place = symbols.get(entry.name(), span).defined();
      diagnostics.report(
          place == null ? diagnostic : diagnostic.note(place, "the value that the object has"));
    }
  }

  /// Of a row of numbers that are all at odd places, only the first is worth a word.
  private void checkAlignment(SectionBuilder section) {
    long end = -1;
    for (SectionBuilder.Aligned number : section.aligned()) {
      long address = number.address();
      int size = number.size();
      if (address % size == 0) {
        continue;
      }
      if (address != end) {
        diagnostics.report(
            Problem.MISALIGNED_DATA
                .at(number.span(), size, address, section.name(), size)
                .note(
                    "`.balign %d` before it, and before its label, fills up; `.%dbyte` is for numbers that are packed on purpose"
                        .formatted(size, size)));
      }
      end = address + size;
    }
  }

  /// The numbers of sections have 16 bits.
  private void checkSections(List<Made> made, SourceSpan somewhere) {
    long count = (long) OTHER_SECTIONS + made.size();
    for (Made one : made) {
      count += one.contents().inOrderOfMaking().isEmpty() ? 0 : 1;
    }
    count +=
        made.stream()
            .map(one -> one.from().membership().group())
            .filter(group -> !group.isEmpty())
            .distinct()
            .count();
    if (count > MAX_SECTIONS) {
      diagnostics.report(Problem.TOO_MANY_SECTIONS.at(somewhere, MAX_SECTIONS, count));
    }
  }

  /// A symbol may be worth a number, a place, or another object's place with a number; nothing else.
  private void checkValues() {
    for (Entry entry : symbols.inOrder()) {
      checkSize(entry);
      Term value = entry.value();
      SourceSpan place = entry.defined();
      if (value == null || place == null || evaluator.positionOf(entry) != null) {
        continue;
      }
      if (diagnostics.isFull()) {
        return;
      }
      Linear linear = evaluator.linear(value, true);
      if (linear == null || linear.minus() != null) {
        Term.Binary division = evaluator.divisionByZero(value);
        diagnostics.report(
            division != null
                ? Problem.DIVISION_BY_ZERO.at(division.span())
                : Problem.NO_VALUE.at(place, entry));
      }
    }
  }

  private void checkSize(Entry entry) {
    Term size = entry.size();
    SourceSpan place = entry.sized();
    if (size != null && place != null && evaluator.absolute(size).isEmpty()) {
      diagnostics.report(Complaints.notKnown(evaluator, size, place));
    }
  }

  /// A local label that nobody defined cannot come from another object either.
  private void checkLocals() {
    for (Entry entry : symbols.localLabels()) {
      SourceSpan place = entry.mentioned();
      if (entry.isUndefined() && place != null) {
        int mark = entry.name().indexOf('\u0002');
        diagnostics.report(
            mark < 0
                ? Problem.UNDEFINED_LOCAL.at(place, entry)
                : Problem.NO_LOCAL_LABEL_BELOW.at(place, entry.name().substring(2, mark)));
      }
    }
  }

  private ObjectFile object(String name, @Nullable String fileName, List<Made> made) {
    IdentityHashMap<SectionBuilder, Section> sectionOf = new IdentityHashMap<>();
    made.forEach(one -> sectionOf.put(one.from(), one.section()));
    List<Symbol> list = new ArrayList<>();
    if (fileName != null) {
      list.add(local(fileName, Symbol.Type.FILE, new Symbol.Home.Absolute()));
    }
    for (Entry entry : table.inOrder()) {
      Symbol symbol = table.make(entry, section -> known(sectionOf, section));
      entry.become(symbol);
      list.add(symbol);
    }
    for (Made one : made) {
      for (Contents.Pending pending : one.contents().relocations()) {
        Entry entry = pending.entry();
        one.relocations()
            .add(
                new Relocation(
                    pending.offset(),
                    pending.type(),
                    entry == null ? Symbol.NONE : symbolOf(entry),
                    pending.addend(),
                    Optional.of(pending.span())));
      }
    }
    // These have their symbols behind all other locals.
    int locals = (int) list.stream().filter(s -> s.binding() == Symbol.Binding.LOCAL).count();
    Section attributeSection = attributeSection();
    for (SectionBuilder late : sections.late()) {
      list.add(locals++, sectionSymbol(known(sectionOf, late)));
    }
    list.add(locals, sectionSymbol(attributeSection));
    List<Section> all = new ArrayList<>();
    made.forEach(one -> all.add(one.section()));
    all.addAll(0, groups(made, list, sections.late().size()));
    all.add(attributeSection);
    return new ObjectFile(name, all, list, flags());
  }

  /// A section for each group, and symbols that name it and stand for it. A name that nothing else defines becomes a
  /// local symbol.
  private static List<Section> groups(List<Made> made, List<Symbol> symbols, int late) {
    Map<String, Section> sections = new HashMap<>();
    made.forEach(one -> sections.putIfAbsent(one.from().name(), one.section()));
    Map<String, List<Made>> byName = new LinkedHashMap<>();
    for (Made one : made) {
      SectionBuilder.Membership membership = one.from().membership();
      Section other = sections.get(membership.linkedTo());
      if (other != null && !membership.linkedTo().isEmpty()) {
        one.section().follow(other);
      }
      if (!membership.group().isEmpty()) {
        byName.computeIfAbsent(membership.group(), _ -> new ArrayList<>()).add(one);
      }
    }
    if (byName.isEmpty()) {
      return List.of();
    }
    Map<String, Symbol> named = new HashMap<>();
    for (Symbol symbol : symbols) {
      if (symbol.type() != Symbol.Type.SECTION) {
        named.putIfAbsent(symbol.name(), symbol);
      }
    }
    List<Section> groups = new ArrayList<>();
    List<Symbol> signatures = new ArrayList<>();
    byName.forEach((name, members) -> {
      boolean comdat = members.getFirst().from().membership().comdat();
      byte[] flags = {(byte) (comdat ? 1 : 0), 0, 0, 0};
      Section group = new Section(".group", Section.GROUP, 0, 4, 4, 4, flags, List.of());
      Symbol signature = named.get(name);
      if (signature == null) {
        signature = local(name, Symbol.Type.NOTYPE, new Symbol.Home.InSection(group));
        signatures.add(signature);
      }
      group.group(signature, members.stream().map(Made::section).toList());
      groups.add(group);
    });
    symbols.addAll(locals(symbols) - 1 - late, signatures);
    symbols.addAll(locals(symbols), groups.stream().map(ObjectBuilder::sectionSymbol).toList());
    return groups;
  }

  private static int locals(List<Symbol> symbols) {
    return (int) symbols.stream().filter(s -> s.binding() == Symbol.Binding.LOCAL).count();
  }

  @SuppressWarnings("CollectionIncompatibleType") // a section is itself and no other one
  private static Section known(
      IdentityHashMap<SectionBuilder, Section> made, SectionBuilder section) {
    Section known = made.get(section);
    if (known == null) {
      throw new IllegalStateException("section " + section.name() + " was never made");
    }
    return known;
  }

  private static Symbol symbolOf(Entry entry) {
    Symbol symbol = entry.made();
    if (symbol == null) {
      throw new IllegalStateException("symbol " + entry + " is in a relocation and in no table");
    }
    return symbol;
  }

  private Section attributeSection() {
    attributes.architecture(options.architecture());
    byte[] bytes = attributes.bytes();
    return new Section(
        ".riscv.attributes", Section.RISCV_ATTRIBUTES, 0, 1, 0, bytes.length, bytes, List.of());
  }

  private static Symbol sectionSymbol(Section section) {
    return local(section.name(), Symbol.Type.SECTION, new Symbol.Home.InSection(section));
  }

  private static Symbol local(String name, Symbol.Type type, Symbol.Home home) {
    return new Symbol(name, 0, 0, Symbol.Binding.LOCAL, type, Symbol.Visibility.DEFAULT, home);
  }

  private int flags() {
    InstructionSet set = options.instructionSet();
    int order = options.totalOrderEver() ? ObjectFile.FLAG_TSO : 0;
    int rest = order | (options.compressedEver() ? ObjectFile.FLAG_RVC : 0);
    if (set.has("q")) {
      return rest | ObjectFile.FLOAT_ABI_MASK;
    }
    return rest | (set.has(Extension.D) ? ObjectFile.FLAG_FLOAT_ABI_DOUBLE : 0);
  }
}
