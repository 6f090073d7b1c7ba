package softmetal.assembler.layout;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.isa.Extension;
import softmetal.isa.Instruction;

/// The second half of a layout: addresses for fragments, sizes for branches, then bytes, relocations and symbols.
///
/// Bytes, relocations, symbols and their order are those of GNU as 2.40.
final class ObjectBuilder {
  private static final int NOP = 0x0000_0013;
  private static final int COMPRESSED_NOP = 0x0001;
  private static final int MAX_ROUNDS = 10_000;

  private final Sections sections;
  private final Symbols symbols;
  private final Attributes attributes;
  private final Options options;
  private final Diagnostics diagnostics;
  private final Evaluator evaluator = new Evaluator(Evaluator.Known.FINAL);

  /// Local labels that relocations refer to, in the order in which they do first.
  private final List<Entry> appended = new ArrayList<>();

  private final Map<SectionBuilder, List<Pending>> relocations = new HashMap<>();
  private final List<Pending> none = List.of();

  /// A relocation before its symbol exists.
  private record Pending(
      long offset, RelocationType type, @Nullable Entry entry, long addend, SourceSpan span) {}

  ObjectBuilder(
      Sections sections,
      Symbols symbols,
      Attributes attributes,
      Options options,
      Diagnostics diagnostics) {
    this.sections = sections;
    this.symbols = symbols;
    this.attributes = attributes;
    this.options = options;
    this.diagnostics = diagnostics;
  }

  Optional<ObjectFile> build(String name, @Nullable String fileName) {
    if (diagnostics.hasErrors() || !settle()) {
      return Optional.empty();
    }
    Map<SectionBuilder, byte[]> contents = new IdentityHashMap<>();
    for (SectionBuilder section : sections.all()) {
      contents.put(section, emit(section));
    }
    checkLocals();
    checkValues();
    settleMapping();
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    return Optional.of(object(name, fileName, contents));
  }

  // --- addresses

  /// Gives addresses to fragments, and sizes to those that had none.
  ///
  /// Which of several solutions comes out depends on the order of the steps, so that it is the order of GNU as: first
  /// a guess that takes everything below as being at address 0, then passes from top to bottom, in which what is below
  /// still has its address of the pass before.
  private boolean settle() {
    List<SectionBuilder> all = sections.all();
    boolean moved = true;
    for (int round = 0; moved && !diagnostics.hasErrors(); round++) {
      moved = false;
      for (SectionBuilder section : all) {
        moved |= guess(section);
        int pass = 0;
        while (pass(section) && !diagnostics.hasErrors()) {
          moved = true;
          if (++pass > MAX_ROUNDS || round > MAX_ROUNDS) {
            diagnostics.report(Problem.LAYOUT_UNSTABLE.at(anyPlace()));
            return false;
          }
        }
      }
    }
    return !diagnostics.hasErrors() && haveRoom(all);
  }

  private SourceSpan anyPlace() {
    for (Entry entry : symbols.inOrder()) {
      SourceSpan place = entry.mentioned();
      if (place != null) {
        return place;
      }
    }
    throw new AssertionError("a layout that is unstable without a single symbol");
  }

  private boolean haveRoom(List<SectionBuilder> all) {
    for (SectionBuilder section : all) {
      for (Fragment fragment : section.fragments()) {
        if (fragment.address() + fragment.size() > DataDirectives.MAX_SIZE
            && !section.hasNoContents()) {
          report(
              Problem.SECTION_OVERSIZED.at(
                  fragment instanceof Fragment.Space space ? space.span() : anyPlace(),
                  section.name(),
                  DataDirectives.MAX_SIZE));
          return false;
        }
      }
    }
    return true;
  }

  /// @return whether an address is not what it was
  private boolean guess(SectionBuilder section) {
    boolean moved = false;
    long address = 0;
    for (Fragment fragment : section.fragments()) {
      moved |= fragment.address() != address;
      fragment.address(address);
      if (fragment instanceof Fragment.Branch || fragment instanceof Fragment.Align) {
        resize(section, fragment);
      }
      address += fragment.size();
    }
    return moved;
  }

  /// @return whether a size changed
  private boolean pass(SectionBuilder section) {
    boolean changed = false;
    long stretch = 0;
    for (Fragment fragment : section.fragments()) {
      fragment.address(fragment.address() + stretch);
      long before = fragment.size();
      resize(section, fragment);
      changed |= fragment.size() != before;
      stretch += fragment.size() - before;
    }
    return changed;
  }

  private void resize(SectionBuilder section, Fragment fragment) {
    switch (fragment) {
      case Fragment.Data _ -> {}
      case Fragment.Align align -> align.resize(align.padding());
      case Fragment.Branch branch -> branch.resize(branchSize(section, branch));
      case Fragment.Space space -> {
        if (!space.isFixed()) {
          space.resize(spaceSize(section, space));
        }
      }
      case Fragment.Leb leb -> {
        OptionalLong value = evaluator.absolute(leb.value());
        if (value.isEmpty()) {
          report(notKnown(leb.value(), leb.span()));
          return;
        }
        long number = value.getAsLong();
        byte[] bytes = leb.signed() ? Leb128.signed(number) : Leb128.unsigned(number);
        // Never shorter again, lest it goes back and forth.
        leb.bytes(
            bytes.length < leb.bytes().length
                ? Leb128.padded(number, leb.signed(), leb.bytes().length)
                : bytes);
      }
    }
  }

  private int branchSize(SectionBuilder section, Fragment.Branch branch) {
    Linear target = evaluator.linear(branch.target(), true);
    Entry entry = target == null ? null : target.plus();
    Position position = entry == null ? null : evaluator.positionOf(entry);
    boolean near =
        target != null
            && entry != null
            && position != null
            && !entry.isWeak()
            && position.section() == section;
    // A jump to a number has nothing to relax: it keeps its plain form.
    long distance =
        near && target != null && entry != null
            ? evaluator.addressOf(entry) + target.constant() - branch.address()
            : 0;
    return BranchForm.size(branch.piece(), near, distance);
  }

  private long spaceSize(SectionBuilder section, Fragment.Space space) {
    Linear length = evaluator.linear(space.length(), true);
    long wanted;
    if (length != null && length.isAbsolute()) {
      wanted = length.constant() - (space.toAddress() ? space.address() : 0);
    } else if (space.toAddress()
        && length != null
        && length.minus() == null
        && length.plus() != null
        && evaluator.positionOf(length.plus()) instanceof Position position
        && position.section() == section) {
      wanted = evaluator.addressOf(length.plus()) + length.constant() - space.address();
    } else {
      report(notKnown(space.length(), space.span()));
      return 0;
    }
    if (wanted < 0) {
      // Backwards for good, or only until the fragments before have their sizes: emit() looks
      // again.
      return 0;
    }
    if (wanted > DataDirectives.MAX_SIZE) {
      report(Problem.BAD_SIZE.at(space.span(), wanted));
      return 0;
    }
    return wanted;
  }

  private void report(Diagnostic diagnostic) {
    diagnostics.report(diagnostic);
  }

  // --- bytes

  /// Padding that can be executed: a zero byte up to an even address, then the shorter nop first.
  static byte[] nops(int length) {
    byte[] bytes = new byte[length];
    int at = length & 1;
    if ((length - at) % 4 != 0) {
      Bytes.put(bytes, at, COMPRESSED_NOP, 2);
      at += 2;
    }
    for (; at < length; at += 4) {
      Bytes.put(bytes, at, NOP, 4);
    }
    return bytes;
  }

  private byte[] emit(SectionBuilder section) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Pending> pending = new ArrayList<>();
    List<Pending> branches = new ArrayList<>();
    relocations.put(section, pending);
    for (Fragment fragment : section.fragments()) {
      switch (fragment) {
        case Fragment.Data data -> {
          byte[] bytes = java.util.Arrays.copyOf(data.bytes(), data.length());
          for (Fragment.Fix fix : data.fixes()) {
            fix(section, data.address(), bytes, fix, pending);
          }
          out.writeBytes(bytes);
        }
        case Fragment.Align align -> out.writeBytes(padding(align));
        case Fragment.Branch branch -> out.writeBytes(branch(section, branch, branches));
        case Fragment.Space space -> {
          if (!section.hasNoContents()) {
            byte[] bytes = new byte[(int) space.size()];
            byte[] fill = space.fill();
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = fill[i % fill.length];
            }
            out.writeBytes(bytes);
          }
          checkForward(section, space);
        }
        case Fragment.Leb leb -> out.writeBytes(leb.bytes());
      }
    }
    // Relocations of branches are made last, which shows in the order of the labels that they name.
    pending.forEach(this::use);
    branches.forEach(this::use);
    pending.addAll(branches);
    pending.sort(Comparator.comparingLong(Pending::offset));
    return section.hasNoContents() ? new byte[0] : out.toByteArray();
  }

  private void checkForward(SectionBuilder section, Fragment.Space space) {
    if (space.isFixed() || space.size() != 0) {
      return;
    }
    Linear length = evaluator.linear(space.length(), true);
    if (length == null) {
      return;
    }
    Entry plus = length.plus();
    long wanted = length.constant() + (plus == null ? 0 : evaluator.addressOf(plus));
    if (space.toAddress() && wanted < space.address()) {
      report(
          Problem.ORG_BACKWARDS.at(
              space.span(), Long.toHexString(space.address()), Long.toHexString(wanted)));
    } else if (!space.toAddress() && plus == null && wanted < 0) {
      report(Problem.BAD_SIZE.at(space.span(), wanted));
    }
  }

  private byte[] padding(Fragment.Align align) {
    int size = (int) align.size();
    byte[] fill = align.fill();
    if (fill == null) {
      // GNU as looks at the state at the end of the file, and leaves zeros where the linker is to
      // relax.
      return options.relax() ? new byte[size] : nops(size);
    }
    byte[] bytes = new byte[size];
    int odd = size % fill.length;
    for (int i = odd; i < size; i++) {
      bytes[i] = fill[(i - odd) % fill.length];
    }
    return bytes;
  }

  private byte[] branch(SectionBuilder section, Fragment.Branch branch, List<Pending> out) {
    Linear target = evaluator.linear(branch.target(), true);
    SourceSpan span = branch.piece().span();
    if (target == null || target.minus() != null) {
      report(notKnown(branch.target(), span));
      return new byte[(int) branch.size()];
    }
    Entry entry = target.plus();
    long distance =
        entry == null ? 0 : evaluator.addressOf(entry) + target.constant() - branch.address();
    BranchForm form = BranchForm.of(branch.piece(), (int) branch.size(), distance);
    out.add(
        new Pending(
            branch.address() + form.relocationOffset(),
            form.relocation(),
            entry,
            target.constant(),
            span));
    return form.bytes();
  }

  private void fix(
      SectionBuilder section, long base, byte[] bytes, Fragment.Fix fix, List<Pending> out) {
    long offset = base + fix.offset();
    switch (fix) {
      case Fragment.Fix.Mark mark -> mark(offset, mark, out);
      case Fragment.Fix.Field field -> field(offset, bytes, field, out);
      case Fragment.Fix.Number number -> number(section, offset, bytes, number, out);
    }
  }

  /// R_RISCV_RELAX belongs to the relocation before it, and goes where that one went. GNU as gives it the same addend,
  /// which nobody reads.
  private void mark(long offset, Fragment.Fix.Mark mark, List<Pending> out) {
    if (mark.type() != RelocationType.R_RISCV_RELAX) {
      out.add(new Pending(offset, mark.type(), null, mark.addend(), mark.span()));
      return;
    }
    Pending before = out.isEmpty() ? null : out.getLast();
    if (before == null || before.offset() != offset || before.entry() == null) {
      return;
    }
    boolean kept =
        switch (before.type()) {
          // As in GNU as, for these the state at the end of the file counts too.
          case R_RISCV_PCREL_HI20, R_RISCV_PCREL_LO12_I, R_RISCV_PCREL_LO12_S -> options.relax();
          default -> true;
        };
    if (kept) {
      out.add(new Pending(offset, mark.type(), null, before.addend(), mark.span()));
    }
  }

  private void field(long offset, byte[] bytes, Fragment.Fix.Field field, List<Pending> out) {
    Linear target = evaluator.linear(field.value(), true);
    if (target == null || target.minus() != null) {
      report(notKnown(field.value(), field.span()));
      return;
    }
    Entry entry = target.plus();
    if (entry != null) {
      out.add(new Pending(offset, field.type(), entry, target.constant(), field.span()));
      return;
    }
    long value = target.constant();
    Instruction form =
        switch (field.type()) {
          case R_RISCV_HI20 -> Instruction.LUI;
          case R_RISCV_LO12_I -> Instruction.ADDI;
          case R_RISCV_LO12_S -> Instruction.SW;
          default -> null;
        };
    if (form == null) {
      out.add(new Pending(offset, field.type(), null, value, field.span()));
      return;
    }
    int word = Bytes.word(bytes, field.offset());
    int bits = BranchForm.field(form, form == Instruction.LUI ? high(value) : value);
    int mask = BranchForm.field(form, form == Instruction.LUI ? -1L << 12 : -1);
    Bytes.put(bytes, field.offset(), word & ~mask | bits, 4);
  }

  /// What `lui` adds to a signed 12-bit number to make `value`.
  private static long high(long value) {
    return value + 0x800 & -0x1000;
  }

  private void number(
      SectionBuilder section,
      long offset,
      byte[] bytes,
      Fragment.Fix.Number number,
      List<Pending> out) {
    int size = number.size();
    SourceSpan span = number.span();
    Linear value = evaluator.linear(number.value(), false);
    Entry plus = value == null ? null : value.plus();
    Entry minus = value == null ? null : value.minus();
    if (value == null || (plus == null && minus != null)) {
      report(notKnown(number.value(), span));
    } else if (value.isAbsolute()) {
      if (!DataDirectives.fits(value.constant(), size)) {
        report(DataDirectives.truncated(value.constant(), size, span));
      }
      if (section.hasNoContents() && value.constant() != 0) {
        report(Problem.NO_CONTENTS.at(span, section.name()));
      }
      Bytes.put(bytes, number.offset(), value.constant(), size);
    } else if (section.hasNoContents()) {
      report(Problem.NO_CONTENTS.at(span, section.name()));
    } else if (minus != null) {
      out.add(new Pending(offset, add(size), plus, value.constant(), span));
      out.add(new Pending(offset, subtract(size), minus, 0, span));
    } else if (size < 4) {
      report(Problem.ADDRESS_TOO_WIDE.at(span, span.text(), size));
    } else {
      RelocationType type = size == 8 ? RelocationType.R_RISCV_64 : RelocationType.R_RISCV_32;
      out.add(new Pending(offset, type, plus, value.constant(), span));
    }
  }

  private static RelocationType add(int size) {
    return switch (size) {
      case 1 -> RelocationType.R_RISCV_ADD8;
      case 2 -> RelocationType.R_RISCV_ADD16;
      case 4 -> RelocationType.R_RISCV_ADD32;
      default -> RelocationType.R_RISCV_ADD64;
    };
  }

  private static RelocationType subtract(int size) {
    return switch (size) {
      case 1 -> RelocationType.R_RISCV_SUB8;
      case 2 -> RelocationType.R_RISCV_SUB16;
      case 4 -> RelocationType.R_RISCV_SUB32;
      default -> RelocationType.R_RISCV_SUB64;
    };
  }

  private Diagnostic notKnown(Term term, SourceSpan span) {
    Term.Binary division = evaluator.divisionByZero(term);
    if (division != null) {
      return Problem.DIVISION_BY_ZERO.at(division.span());
    }
    if (term instanceof Term.Binary binary && binary.operator() == BinaryOperator.ADD) {
      return Problem.NO_RELOCATION
          .at(span, span.text())
          .note("an object can hold `symbol + number` and `symbol - symbol + number`");
    }
    return Problem.NO_RELOCATION.at(span, span.text());
  }

  private void use(Pending pending) {
    Entry entry = pending.entry();
    if (entry == null || entry.isUsed()) {
      return;
    }
    entry.use();
    if (entry.keep() == Entry.Keep.APPENDED_IF_USED) {
      appended.add(entry);
    }
  }

  // --- symbols

  /// A symbol may be worth a number, a place, or another object's place with a number; nothing else.
  private void checkValues() {
    for (Entry entry : symbols.inOrder()) {
      Term value = entry.value();
      SourceSpan place = entry.defined();
      if (value == null || place == null || evaluator.positionOf(entry) != null) {
        continue;
      }
      Linear linear = evaluator.linear(value, true);
      if (linear == null || linear.minus() != null) {
        Term.Binary division = evaluator.divisionByZero(value);
        report(
            division != null
                ? Problem.DIVISION_BY_ZERO.at(division.span())
                : Problem.NO_VALUE.at(place, entry));
      }
    }
  }

  /// A local label that nobody defined cannot come from another object either.
  private void checkLocals() {
    for (Entry entry : symbols.inOrder()) {
      SourceSpan place = entry.mentioned();
      if (entry.isUndefined() && place != null && entry.keep() == Entry.Keep.APPENDED_IF_USED) {
        int mark = entry.name().indexOf('\u0002');
        report(
            mark < 0
                ? Problem.UNDEFINED_LOCAL.at(place, entry)
                : Problem.NO_LOCAL_LABEL_BELOW.at(place, entry.name().substring(2, mark)));
      }
    }
  }

  private final Map<Entry, String> renamed = new IdentityHashMap<>();
  private final List<Entry> late = new ArrayList<>();
  private final List<Entry> removed = new ArrayList<>();

  private void settleMapping() {
    for (SectionBuilder section : sections.all()) {
      for (Fragment fragment : section.fragments()) {
        if (!options.relax()
            && fragment instanceof Fragment.Align align
            && align.fill() == null
            && (align.address() & 1) != 0
            && align.size() > 0) {
          oddPadding(section, align);
        }
      }
      dropDoubles(section);
    }
  }

  /// Where padding starts at an odd address, its first byte is data.
  private void oddPadding(SectionBuilder section, Fragment.Align align) {
    List<Entry> mapping = section.mappingSymbols();
    for (int i = 0; i < mapping.size(); i++) {
      Entry code = mapping.get(i);
      Position place = code.position();
      if (place == null || place.address() != align.address()) {
        continue;
      }
      Entry data = new Entry("$d", Entry.Keep.ALWAYS, null);
      data.placeAt(place, null);
      Entry again = new Entry(code.name(), Entry.Keep.ALWAYS, null);
      again.placeAt(new Position(section, place.fragment(), place.offset() + 1), null);
      mapping.set(i, data);
      mapping.add(i + 1, again);
      removed.add(code);
      late.add(data);
      late.add(again);
      return;
    }
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

  private ObjectFile object(
      String name, @Nullable String fileName, Map<SectionBuilder, byte[]> contents) {
    Map<SectionBuilder, Section> made = new IdentityHashMap<>();
    Map<SectionBuilder, List<Relocation>> filled = new IdentityHashMap<>();
    List<Section> list = new ArrayList<>();
    for (SectionBuilder section : sections.all()) {
      List<Relocation> holes = new ArrayList<>();
      filled.put(section, holes);
      Section one =
          new Section(
              section.name(),
              section.type(),
              section.flags(),
              section.alignment(),
              section.entrySize(),
              section.size(),
              contents.getOrDefault(section, new byte[0]),
              holes);
      made.put(section, one);
      list.add(one);
    }
    attributes.architecture(options.instructionSet().versionedName());
    byte[] bytes = attributes.bytes();
    Section attributeSection =
        new Section(
            ".riscv.attributes", Section.RISCV_ATTRIBUTES, 0, 1, 0, bytes.length, bytes, List.of());
    list.add(attributeSection);

    Map<Entry, Symbol> table = new IdentityHashMap<>();
    List<Symbol> ordered = new ArrayList<>();
    if (fileName != null) {
      ordered.add(
          new Symbol(
              fileName,
              0,
              0,
              Symbol.Binding.LOCAL,
              Symbol.Type.FILE,
              Symbol.Visibility.DEFAULT,
              new Symbol.Home.Absolute()));
    }
    for (Entry entry : tableOrder()) {
      Symbol symbol = symbol(entry, made);
      table.put(entry, symbol);
      ordered.add(symbol);
    }
    // The attributes and comments have their symbols behind all other locals.
    int locals = (int) ordered.stream().filter(s -> s.binding() == Symbol.Binding.LOCAL).count();
    ordered.add(locals, sectionSymbol(attributeSection));
    SectionBuilder comment = sections.find(".comment");
    Section commentSection = comment == null ? null : made.get(comment);
    if (comment != null
        && commentSection != null
        && !symbols.inOrder().contains(sections.symbolOf(comment))) {
      ordered.add(locals, sectionSymbol(commentSection));
    }
    for (SectionBuilder section : sections.all()) {
      List<Relocation> holes = filled.getOrDefault(section, new ArrayList<>());
      for (Pending pending : relocations.getOrDefault(section, none)) {
        Symbol symbol = pending.entry() == null ? Symbol.NONE : table.get(pending.entry());
        if (symbol == null) {
          throw new IllegalStateException("no symbol for " + pending.entry());
        }
        holes.add(
            new Relocation(
                pending.offset(),
                pending.type(),
                symbol,
                pending.addend(),
                Optional.of(pending.span())));
      }
    }
    return new ObjectFile(name, list, ordered, flags());
  }

  private static Symbol sectionSymbol(Section section) {
    return new Symbol(
        section.name(),
        0,
        0,
        Symbol.Binding.LOCAL,
        Symbol.Type.SECTION,
        Symbol.Visibility.DEFAULT,
        new Symbol.Home.InSection(section));
  }

  private int flags() {
    int flags = options.compressedEver() ? ObjectFile.FLAG_RVC : 0;
    return options.instructionSet().has(Extension.D)
        ? flags | ObjectFile.FLAG_FLOAT_ABI_DOUBLE
        : options.instructionSet().has(Extension.F) ? flags | 2 : flags;
  }

  /// Locals in the order of first mention, those that only relocations keep, then globals.
  private List<Entry> tableOrder() {
    List<Entry> locals = new ArrayList<>();
    List<Entry> globals = new ArrayList<>();
    List<Entry> all = new ArrayList<>(symbols.inOrder());
    all.addAll(late);
    for (Entry entry : all) {
      if (removed.contains(entry)
          || isForeign(entry)
          || entry.keep() == Entry.Keep.APPENDED_IF_USED
          || (entry.keep() == Entry.Keep.IN_PLACE_IF_USED && !entry.isUsed())) {
        continue;
      }
      if (!isGlobal(entry)) {
        locals.add(entry);
      } else if (!entry.isUndefined() || entry.isUsed() || isDeclared(entry)) {
        globals.add(entry);
      }
    }
    locals.addAll(appended);
    locals.addAll(globals);
    return locals;
  }

  /// Another name for what another object defines: relocations name the original.
  private boolean isForeign(Entry entry) {
    Term value = entry.value();
    return value != null
        && evaluator.positionOf(entry) == null
        && evaluator.absolute(value).isEmpty();
  }

  private static boolean isDeclared(Entry entry) {
    return entry.binding() == Symbol.Binding.GLOBAL || entry.type() != Symbol.Type.NOTYPE;
  }

  /// An undefined symbol is another object's, whatever it was declared.
  private static boolean isGlobal(Entry entry) {
    Symbol.Binding binding = entry.binding();
    return entry.isUndefined() || (binding != null && binding != Symbol.Binding.LOCAL);
  }

  private Symbol symbol(Entry entry, Map<SectionBuilder, Section> made) {
    Symbol.Home home = new Symbol.Home.Undefined();
    long value = 0;
    Symbol.Type type = entry.type();
    LongSupplier size = () -> size(entry);
    Position position = evaluator.positionOf(entry);
    Term equated = entry.value();
    if (entry.isCommon()) {
      home = new Symbol.Home.Common();
      value = entry.commonAlignment();
    } else if (position != null) {
      Section section = made.get(position.section());
      if (section == null) {
        throw new IllegalStateException("no section for " + entry);
      }
      home = new Symbol.Home.InSection(section);
      value = evaluator.addressOf(entry);
      Entry original = equated == null ? null : base(equated);
      if (original != null && original.type() != Symbol.Type.SECTION) {
        // A second name for a symbol is of its kind and size.
        type = type == Symbol.Type.NOTYPE ? original.type() : type;
        size = () -> entry.size() == null ? size(original) : size(entry);
      }
    } else if (equated != null) {
      home = new Symbol.Home.Absolute();
      value = evaluator.absolute(equated).orElse(0);
    }
    Symbol.Binding binding = entry.binding();
    return new Symbol(
        entry.name(),
        value,
        size.getAsLong(),
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
