package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;

/// Gives every section its address and every symbol of the script its value.
///
/// The script is walked again and again, each time with what the walk before found out, until nothing changes: so a
/// symbol may be used before it is defined. Only the last walk complains.
final class Layout implements Evaluator.Scope {
  private static final int MAX_PASSES = 40;
  private static final int HEADER_ROUNDS = 10;
  private static final int LARGEST_SHOWN = 6;
  private static final SourceText BUILT_IN = SourceText.binary("the default layout");

  private final List<Placement.Step> steps;
  private final List<OutputSection> sections;
  private final SymbolTable objectSymbols;
  private final Map<String, Long> fixedAddresses;
  private final long maxPageSize;
  private final Segments.Rules segmentRules;
  private final Diagnostics diagnostics;
  private final Script script;
  private final Evaluator evaluator = new Evaluator(this, this::complain);

  private final Map<String, MemoryRegion> regions = new LinkedHashMap<>();
  private final MemoryRegion everywhere = new MemoryRegion(BUILT_IN.whole(), "*default*", "");
  private final Map<MemoryRegion, OutputSection> lastIn = new HashMap<>();
  private final Map<String, Value> scriptSymbols = new LinkedHashMap<>();
  private final Set<String> assigned = new HashSet<>();
  private final Set<String> hidden = new HashSet<>();
  private final Set<String> mentioned = new HashSet<>();
  private final Map<OutputSection, String> loadRegions = new HashMap<>();

  private final boolean relaxes;
  private final Relaxation relaxation;

  private enum Relaxing {
    NOT,
    SHORTENING,
    ALIGNING
  }

  private Relaxing relaxing = Relaxing.NOT;
  private boolean shortened;
  private boolean lastPass;
  private int pass;
  private long dot;
  private @Nullable OutputSection current;
  private OptionalLong dataSegmentStart = OptionalLong.empty();
  private long dataSegmentEnd;
  private boolean dataSegmentAdjusted;
  private long headers;

  Layout(
      Script script,
      Placement placement,
      SymbolTable objectSymbols,
      LinkSettings settings,
      Segments.Rules segmentRules,
      Diagnostics diagnostics) {
    this.script = script;
    this.steps = placement.steps();
    this.sections = placement.sections();
    this.objectSymbols = objectSymbols;
    this.fixedAddresses = settings.sectionAddresses();
    this.relaxes = settings.relaxes();
    this.relaxation = new Relaxation(objectSymbols, this::defined, sections, diagnostics);
    this.maxPageSize = segmentRules.maxPageSize();
    this.segmentRules = segmentRules;
    this.diagnostics = diagnostics;
    for (Script.Region region : script.regions()) {
      regions.put(
          region.name(), new MemoryRegion(region.span(), region.name(), region.attributes()));
    }
    script
        .aliases()
        .forEach((alias, region) -> {
          MemoryRegion target = regions.get(region);
          if (target != null) {
            regions.put(alias, target);
          }
        });
    script.statements().forEach(this::collectMentions);
    passOnLoadRegions();
  }

  /// A section that only says where it runs is loaded where the one before it in the same region is.
  private void passOnLoadRegions() {
    Optional<String> region = Optional.empty();
    Optional<String> loadRegion = Optional.empty();
    for (OutputSection section : sections) {
      Optional<Script.Output> statement = section.statement();
      Optional<Script.Output> regions = section.regionStatement();
      Optional<String> ownRegion =
          regions
              .flatMap(Script.Output::region)
              .or(() -> regions.flatMap(Script.Output::loadRegion));
      Optional<String> own = regions.flatMap(Script.Output::loadRegion);
      boolean free =
          statement.flatMap(Script.Output::address).isEmpty()
              && statement.flatMap(Script.Output::loadAddress).isEmpty()
              && !fixedAddresses.containsKey(section.name())
              && section.isAllocated();
      loadRegion = own.isEmpty() && free && ownRegion.equals(region) ? loadRegion : own;
      region = ownRegion;
      loadRegion.ifPresent(name -> loadRegions.put(section, name));
    }
  }

  /// Finds all addresses; what is wrong is reported.
  void run() {
    headers = Segments.estimatedSizeOfHeaders(sections, script);
    walkUntilStable();
    for (OutputSection section : sections) {
      if (section.size() == 0 && !keepsItself(section)) {
        section.drop();
      }
    }
    headers = Segments.estimatedSizeOfHeaders(sections, script);
    walkUntilStable();
    relaxUntilHeadersFit();
    for (OutputSection section : sections) {
      section.inputs().forEach(InputSection::finishRelaxation);
    }
    walkUntilStable();
    lastPass = true;
    walk();
    checkRegions();
    int before = diagnostics.errors();
    checkOverlaps();
    if (diagnostics.errors() == before) {
      checkLoadOverlaps();
    }
  }

  /// The symbols that the script defines, in the order of their first assignment.
  Map<String, Value> scriptSymbols() {
    return scriptSymbols;
  }

  boolean isHidden(String scriptSymbol) {
    return hidden.contains(scriptSymbol);
  }

  /// What PHDRS says about flags, by name of the header.
  Map<String, Integer> headerFlags() {
    Map<String, Integer> flags = new HashMap<>();
    for (Script.ProgramHeader header : script.programHeaders()) {
      if (header.flags().isPresent()) {
        // Names such as SHF_ALLOC are known to nobody: GNU ld takes them for 0.
        new Evaluator(this, _ -> {})
            .value(header.flags().get())
            .or(() -> Optional.of(new Value.Absolute(0)))
            .ifPresent(value -> flags.put(header.name(), (int) value.address()));
      }
    }
    return flags;
  }

  List<MemoryRegion> regions() {
    return regions.values().stream().distinct().toList();
  }

  // --- passes

  /// How many program headers there are is known only when all sections have their places, and may move them again.
  private void relaxUntilHeadersFit() {
    long before = -1;
    for (int round = 0; round < HEADER_ROUNDS; round++) {
      relax();
      walkUntilStable();
      long needed = Segments.sizeOfHeaders(sections, segmentRules, script);
      boolean fits = needed == before || (round >= HEADER_ROUNDS / 3 && needed <= headers);
      if (fits) {
        return;
      }
      before = needed;
      headers = needed;
    }
  }

  /// Each phase is a walk that gives symbols their values, and one in which sections shrink as they are met.
  private void relax() {
    shortened = relaxes;
    while (shortened) {
      shortened = false;
      relax(Relaxing.SHORTENING);
    }
    relax(Relaxing.ALIGNING);
  }

  private void relax(Relaxing phase) {
    walk();
    relaxing = phase;
    walkWithDataSegment();
    relaxing = Relaxing.NOT;
  }

  private void walkWithDataSegment() {
    dataSegmentAdjusted = false;
    walk();
    if (dataSegmentWastesAPage()) {
      dataSegmentAdjusted = true;
      walk();
    }
  }

  private void walkUntilStable() {
    List<Long> before = List.of();
    for (pass = 0; pass < MAX_PASSES; pass++) {
      walkWithDataSegment();
      List<Long> now = state();
      if (now.equals(before)) {
        return;
      }
      before = now;
    }
    diagnostics.report(Problem.SCRIPT_UNSTABLE.at(BUILT_IN.whole(), MAX_PASSES));
  }

  private List<Long> state() {
    List<Long> state = new ArrayList<>();
    for (OutputSection section : sections) {
      state.add(section.address());
      state.add(section.loadAddress());
      state.add(section.size());
    }
    scriptSymbols.values().forEach(value -> state.add(value.address()));
    return state;
  }

  private void walk() {
    dot = 0;
    current = null;
    assigned.clear();
    lastIn.clear();
    everywhere.set(0, -1);
    for (Script.Region region : script.regions()) {
      Optional<Value> origin = evaluator.value(region.origin());
      Optional<Value> length = evaluator.value(region.length());
      MemoryRegion target = regions.get(region.name());
      if (target != null) {
        target.set(origin.map(Value::address).orElse(0L), length.map(Value::address).orElse(-1L));
      }
    }
    for (Placement.Step step : steps) {
      switch (step) {
        case Placement.Step.Evaluate(Script.Statement statement) -> evaluate(statement);
        case Placement.Step.Place(OutputSection section) -> place(section);
      }
    }
  }

  private void complain(Diagnostic diagnostic) {
    if (lastPass) {
      diagnostics.report(diagnostic);
    }
  }

  private void evaluate(Script.Statement statement) {
    switch (statement) {
      case Script.Assignment assignment when assignment.movesDot() -> moveDot(assignment);
      case Script.Assignment assignment -> assign(assignment);
      case Script.Assertion assertion -> check(assertion);
      case Script.Entry _, Script.Inputs _, Script.Output _ -> {}
      case Script.Data data -> data(data);
      case Script.Fill fill -> {
        OutputSection section = current;
        if (section != null) {
          section
              .fills()
              .add(new OutputSection.Fill(dot - section.address(), pattern(fill.value())));
        }
      }
    }
  }

  private void moveDot(Script.Assignment assignment) {
    Optional<Value> value = evaluator.value(assignment.value());
    if (value.isEmpty()) {
      return;
    }
    OutputSection section = current;
    if (section == null) {
      dot = value.get().address();
      everywhere.fillTo(dot);
      return;
    }
    boolean plain = value.get() instanceof Value.Plain;
    long target = value.get().address() + (plain ? section.address() : 0);
    if (Long.compareUnsigned(target, dot) < 0) {
      complain(
          Problem.SCRIPT_BACKWARDS
              .at(assignment.span(), section.name(), dot, target)
              .note(
                  plain
                      ? "in a section, `. = number` counts from the section's start, which is %#x"
                          .formatted(section.address())
                      : "what the section holds already ends at %#x".formatted(dot)));
      return;
    }
    if (target != dot) {
      section.allocate();
    }
    dot = target;
  }

  private void assign(Script.Assignment assignment) {
    String name = assignment.symbol();
    if (assignment.mode() == Script.Mode.PROVIDE && !isWanted(name)) {
      return;
    }
    Optional<Value> value = evaluator.value(assignment.value());
    if (value.isEmpty()) {
      return;
    }
    OutputSection section = current;
    Value result =
        section != null && value.get() instanceof Value.Plain(long number)
            ? new Value.Relative(section, number)
            : value.get();
    if (assignment.mode() == Script.Mode.HIDDEN) {
      hidden.add(name);
    }
    scriptSymbols.put(name, result);
    assigned.add(name);
  }

  /// Whether PROVIDE must define a name: something refers to it, and no object defines it.
  private boolean isWanted(String name) {
    return objectSymbols.definition(name) == null
        && (objectSymbols.isReferenced(name) || mentioned.contains(name));
  }

  private void check(Script.Assertion assertion) {
    Optional<Value> value = evaluator.value(assertion.condition());
    if (value.isEmpty() || value.get().number() != 0) {
      return;
    }
    Diagnostic diagnostic = Problem.SCRIPT_ASSERTION.at(assertion.span(), assertion.message());
    if (assertion.condition()
        instanceof Formula.Binary(_, String operator, Formula left, Formula right)) {
      Optional<Value> one = evaluator.value(left);
      Optional<Value> other = evaluator.value(right);
      if (one.isPresent() && other.isPresent()) {
        diagnostic =
            diagnostic.note(
                "it is %#x %s %#x".formatted(one.get().address(), operator, other.get().address()));
      }
    }
    complain(diagnostic);
  }

  private void data(Script.Data data) {
    OutputSection section = current;
    if (section == null) {
      return;
    }
    long value = evaluator.value(data.value()).map(Value::address).orElse(0L);
    section.data().add(new OutputSection.Data(dot - section.address(), data.bytes(), value));
    dot += data.bytes();
  }

  /// A hexadecimal number gives its own digits; any other value its four low bytes, the highest first.
  private byte[] pattern(Formula value) {
    String text = value.span().text();
    if (value instanceof Formula.Literal && text.startsWith("0x")) {
      String digits = text.substring(2).replaceAll("[kKmM]$", "");
      return java.util.HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }
    long number = evaluator.value(value).map(Value::address).orElse(0L);
    return new byte[] {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
  }

  // --- one output section

  private void place(OutputSection section) {
    Optional<Script.Output> statement = section.statement();
    Optional<Formula> address = statement.flatMap(Script.Output::address);
    Long fixed = fixedAddresses.get(section.name());
    long dotBefore = dot;
    boolean hasAddress = fixed != null || address.isPresent() || !section.isAllocated();
    if (fixed != null) {
      dot = fixed;
    } else if (address.isPresent()) {
      evaluator.value(address.get()).ifPresent(value -> dot = value.address());
    } else if (!section.isAllocated() && statement.isEmpty()) {
      dot = 0;
    } else {
      hasAddress = false;
    }

    MemoryRegion region = region(statement, section, hasAddress);
    long alignment =
        Math.max(
            1,
            statement
                .flatMap(Script.Output::alignment)
                .flatMap(evaluator::value)
                .map(Value::address)
                .orElse(1L));
    if (Long.bitCount(alignment) != 1) {
      SourceSpan span =
          statement.flatMap(Script.Output::alignment).map(Formula::span).orElse(BUILT_IN.whole());
      complain(Problem.SCRIPT_ALIGNMENT.at(span, alignment));
      alignment = 1;
    }
    long known = Math.max(alignment, section.inputAlignment());
    long moved = hasAddress ? alignment : known;
    long free = hasAddress ? dot : region.current();
    long start = free + (moved - 1) & -moved;
    section.start(start, known);
    fillFrom(section, statement);
    long before = dot;
    dot = start;
    current = section;
    for (OutputSection.Item item : section.items()) {
      switch (item) {
        case OutputSection.Item.Input(InputSection input) -> take(section, input, statement);
        case OutputSection.Item.Step(Script.Statement step) -> evaluate(step);
      }
    }
    current = null;
    section.grow(dot - start);
    section.loadAt(loadAddress(section, statement, region, start - free, moved, alignment));
    if (section.isDropped()) {
      // With symbols in its body, GNU ld forgets the address that the command line gives to an
      // empty section.
      boolean forgets =
          fixed != null
              && section.items().stream().anyMatch(OutputSection.Item.Step.class::isInstance);
      dot = forgets ? dotBefore : before;
      return;
    }
    dot = section.end();
    boolean loaded = section.isAllocated();
    if (loaded && section.size() != 0) {
      lastIn.put(region, section);
    }
    if (section.size() != 0 && section.isUnallocatedByScript()) {
      region.fillTo(dot);
    }
    if (section.size() != 0 && loaded) {
      region.fillTo(dot);
      fillLoadRegion(section, statement, region);
    }
  }

  private void fillFrom(OutputSection section, Optional<Script.Output> statement) {
    statement
        .flatMap(Script.Output::fill)
        .ifPresent(fill -> section.fills().add(new OutputSection.Fill(0, pattern(fill))));
  }

  private void take(OutputSection section, InputSection input, Optional<Script.Output> statement) {
    long alignment =
        statement
            .flatMap(Script.Output::inputAlignment)
            .flatMap(evaluator::value)
            .map(Value::address)
            .filter(value -> Long.bitCount(value) == 1)
            .orElse(input.alignment());
    section.raiseAlignment(alignment);
    switch (relaxing) {
      case NOT -> {}
      case SHORTENING -> shortened |= relaxation.shorten(input);
      case ALIGNING -> relaxation.align(input);
    }
    dot = dot + (alignment - 1) & -alignment;
    input.place(dot - section.address());
    dot += input.size();
  }

  private MemoryRegion region(
      Optional<Script.Output> statement, OutputSection section, boolean hasAddress) {
    Optional<Script.Output> regions =
        statement.isPresent() || hasAddress ? statement : section.regionStatement();
    Optional<String> name =
        regions.flatMap(Script.Output::region).or(() -> regions.flatMap(Script.Output::loadRegion));
    if (name.isPresent()) {
      return named(name.get(), regions);
    }
    if (!hasAddress && section.isAllocated()) {
      for (MemoryRegion region : regions()) {
        if (region.welcomes(section)) {
          return region;
        }
      }
    }
    return everywhere;
  }

  private MemoryRegion named(String name, Optional<Script.Output> statement) {
    MemoryRegion region = regions.get(name);
    if (region != null) {
      return region;
    }
    SourceSpan span = statement.map(Script.Output::span).orElse(BUILT_IN.whole());
    complain(hintAmong(Problem.SCRIPT_NO_REGION.at(span, name), name, regions.keySet()));
    return everywhere;
  }

  private long loadAddress(
      OutputSection section,
      Optional<Script.Output> statement,
      MemoryRegion region,
      long skipped,
      long moved,
      long alignment) {
    Optional<Value> explicit =
        statement.flatMap(Script.Output::loadAddress).flatMap(evaluator::value);
    if (explicit.isPresent()) {
      return explicit.get().address();
    }
    String loadRegion = loadRegions.get(section);
    if (loadRegion != null) {
      MemoryRegion target = named(loadRegion, statement);
      if (statement.map(Script.Output::alignLoadAddress).orElse(false)) {
        return target.current() + skipped;
      }
      long step = target == region ? moved : alignment;
      return target.current() + (step - 1) & -step;
    }
    OutputSection last = lastIn.get(region);
    if (last == null || !section.isAllocated()) {
      return section.address();
    }
    boolean movedBack =
        Long.compareUnsigned(section.address(), last.address()) < 0
            && section.size() != 0
            && Long.compareUnsigned(section.end(), last.address()) <= 0;
    if (movedBack) {
      return section.address();
    }
    return section.address() + last.loadAddress() - last.address() + (moved - 1) & -moved;
  }

  private void fillLoadRegion(
      OutputSection section, Optional<Script.Output> statement, MemoryRegion region) {
    String name = loadRegions.get(section);
    if (name != null && section.hasContents()) {
      MemoryRegion target = named(name, statement);
      if (target != region) {
        target.fillTo(section.loadAddress() + section.size());
      }
    }
  }

  /// Whether an empty section stays in the image, as its body moves the location counter.
  private static boolean keepsItself(OutputSection section) {
    for (OutputSection.Item item : section.items()) {
      if (item instanceof OutputSection.Item.Step(Script.Assignment assignment)
          && assignment.movesDot()
          && !movesNothing(assignment.value())) {
        return true;
      }
    }
    return false;
  }

  /// `. = 0`, `. = .`, and `. = ALIGN(. != 0 ? n : 1)`.
  private static boolean movesNothing(Formula value) {
    return switch (value) {
      case Formula.Literal(_, long number) -> number == 0;
      case Formula.Name(_, String name) -> name.equals(".");
      case Formula.Call(_, String function, List<Formula> arguments) ->
          function.equals("ALIGN") && arguments.getFirst() instanceof Formula.Conditional;
      default -> false;
    };
  }

  // --- what must hold in the end

  private void checkRegions() {
    for (MemoryRegion region : regions()) {
      if (region.overflow() != 0) {
        Diagnostic diagnostic =
            Problem.REGION_OVERFLOW.at(
                region.span(), region.name(), region.length(), region.overflow());
        for (OutputSection section : sections) {
          if (section.size() != 0
              && Long.compareUnsigned(
                      section.address() - region.origin(), region.length() + region.overflow())
                  < 0) {
            diagnostic =
                diagnostic.note(
                    "%s takes %#x bytes at %#x%s"
                        .formatted(section, section.size(), section.address(), largest(section)));
          }
        }
        diagnostics.report(diagnostic);
      }
    }
  }

  /// Who brings most of a section, if several do.
  private static String largest(OutputSection section) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (InputSection input : section.inputs()) {
      sizes.merge(input.object().name(), input.size(), Long::sum);
    }
    if (sizes.size() < 2) {
      return "";
    }
    List<String> rows =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(LARGEST_SHOWN)
            .map(entry -> "%s %#x".formatted(entry.getKey(), entry.getValue()))
            .toList();
    return ": " + String.join(", ", rows) + (sizes.size() > LARGEST_SHOWN ? ", …" : "");
  }

  private void checkOverlaps() {
    List<OutputSection> loaded =
        new ArrayList<>(
            sections.stream()
                .filter(s -> s.isAllocated() && !s.isDropped() && s.size() != 0)
                .toList());
    loaded.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    for (int i = 0; i < loaded.size(); i++) {
      OutputSection section = loaded.get(i);
      SourceSpan span = section.statement().map(Script.Output::span).orElse(BUILT_IN.whole());
      if (Long.compareUnsigned(section.size() - 1, -1 - section.address()) > 0) {
        diagnostics.report(
            Problem.SECTION_BEYOND_END.at(span, section.name(), section.size(), section.address()));
      } else if (i > 0
          && Long.compareUnsigned(
                  section.address() - loaded.get(i - 1).address(), loaded.get(i - 1).size())
              < 0) {
        OutputSection before = loaded.get(i - 1);
        diagnostics.report(
            Problem.SECTIONS_OVERLAP.at(
                span,
                section.name(),
                section.address(),
                section.end(),
                before.name(),
                before.address(),
                before.end()));
      }
    }
  }

  /// Two sections must not be loaded to the same place either.
  private void checkLoadOverlaps() {
    List<OutputSection> loaded =
        new ArrayList<>(
            sections.stream()
                .filter(s -> s.isAllocated() && s.hasContents() && !s.isDropped() && s.size() != 0)
                .toList());
    loaded.sort((a, b) -> Long.compareUnsigned(a.loadAddress(), b.loadAddress()));
    for (int i = 1; i < loaded.size(); i++) {
      OutputSection section = loaded.get(i);
      OutputSection before = loaded.get(i - 1);
      if (Long.compareUnsigned(section.loadAddress() - before.loadAddress(), before.size()) < 0) {
        SourceSpan span = section.statement().map(Script.Output::span).orElse(BUILT_IN.whole());
        diagnostics.report(
            Problem.LOADS_OVERLAP.at(
                span,
                section.name(),
                section.loadAddress(),
                section.loadAddress() + section.size(),
                before.name(),
                before.loadAddress(),
                before.loadAddress() + before.size()));
      }
    }
  }

  // --- what expressions ask

  @Override
  public @Nullable OutputSection section() {
    return current;
  }

  @Override
  public long dot() {
    return dot;
  }

  @Override
  public Optional<Value> symbol(String name) {
    return defined(name).or(() -> weakly(name));
  }

  /// What an expression or an object says that a global symbol is.
  private Optional<Value> defined(String name) {
    Value known = scriptSymbols.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    SymbolTable.Definition definition = objectSymbols.definition(name);
    if (definition != null) {
      return objectSymbols.value(definition.symbol());
    }
    return startOrStop(name);
  }

  boolean usesGlobalPointer() {
    return relaxation.usesGlobalPointer();
  }

  /// Where register gp points, in programs that use it; 0 if nothing says so.
  long globalPointer() {
    return defined(Relaxation.GLOBAL_POINTER).map(Value::address).orElse(0L);
  }

  /// An undefined symbol that all refer to weakly is 0.
  private Optional<Value> weakly(String name) {
    boolean weak =
        objectSymbols.definition(name) == null
            && objectSymbols.isReferenced(name)
            && !objectSymbols.isStronglyReferenced(name);
    return weak ? Optional.of(new Value.Absolute(0)) : Optional.empty();
  }

  /// `__start_x` and `__stop_x` are the bounds of the output section `x`.
  Optional<Value> startOrStop(String name) {
    for (OutputSection section : sections) {
      if (name.equals("__start_" + section.name())) {
        return Optional.of(new Value.Relative(section, 0));
      }
      if (name.equals("__stop_" + section.name())) {
        return Optional.of(new Value.Relative(section, section.size()));
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isDefined(String name) {
    return assigned.contains(name) || objectSymbols.definition(name) != null;
  }

  @Override
  public Optional<OutputSection> section(String name) {
    return sections.stream()
        .filter(section -> section.name().equals(name))
        .reduce((one, other) -> one.isDropped() ? other : one);
  }

  @Override
  public Optional<MemoryRegion> region(String name) {
    return Optional.ofNullable(regions.get(name));
  }

  @Override
  public Diagnostic hint(Diagnostic diagnostic, String name) {
    Set<String> known = new HashSet<>(scriptSymbols.keySet());
    known.addAll(objectSymbols.definedNames());
    return hintAmong(diagnostic, name, known);
  }

  private static Diagnostic hintAmong(Diagnostic diagnostic, String name, Set<String> known) {
    return Spelling.nearest(name, known)
        .map(close -> diagnostic.note("did you mean `%s`?".formatted(close)))
        .orElse(diagnostic);
  }

  @Override
  public long sizeOfHeaders() {
    return headers;
  }

  @Override
  public long maxPageSize() {
    return maxPageSize;
  }

  /// Data starts on a new page of memory but on the same page of the file, unless that would waste a page.
  @Override
  public long alignDataSegment(long page) {
    long aligned = dot + (page - 1) & -page;
    long start = dataSegmentAdjusted ? aligned : aligned + (dot & (page - 1));
    if (dataSegmentStart.isEmpty() || !lastPass) {
      dataSegmentStart = OptionalLong.of(start);
    }
    return start;
  }

  @Override
  public void endDataSegment(long end) {
    dataSegmentEnd = end;
  }

  private boolean dataSegmentWastesAPage() {
    if (dataSegmentStart.isEmpty()) {
      return false;
    }
    long page = maxPageSize;
    long start = dataSegmentStart.getAsLong();
    long first = -start & (page - 1);
    long last = dataSegmentEnd & (page - 1);
    return first != 0
        && last != 0
        && (start & -page) != (dataSegmentEnd & -page)
        && first + last <= page;
  }

  // --- the names that expressions mention

  private void collectMentions(Script.Statement statement) {
    switch (statement) {
      case Script.Assignment assignment -> collectMentions(assignment.value());
      case Script.Assertion assertion -> collectMentions(assertion.condition());
      case Script.Entry(_, String symbol) -> mentioned.add(symbol);
      case Script.Output output -> {
        output.body().forEach(this::collectMentions);
        output.address().ifPresent(this::collectMentions);
        output.loadAddress().ifPresent(this::collectMentions);
      }
      case Script.Data data -> collectMentions(data.value());
      case Script.Fill _, Script.Inputs _ -> {}
    }
  }

  private void collectMentions(Formula formula) {
    switch (formula) {
      case Formula.Literal _ -> {}
      case Formula.Name(_, String name) -> mentioned.add(name);
      case Formula.Unary(_, _, Formula operand) -> collectMentions(operand);
      case Formula.Binary(_, _, Formula left, Formula right) -> {
        collectMentions(left);
        collectMentions(right);
      }
      case Formula.Conditional(_, Formula condition, Formula yes, Formula no) -> {
        collectMentions(condition);
        collectMentions(yes);
        collectMentions(no);
      }
      case Formula.Call call -> call.arguments().forEach(this::collectMentions);
    }
  }
}
