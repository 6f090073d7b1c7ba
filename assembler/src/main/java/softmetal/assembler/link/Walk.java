package softmetal.assembler.link;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// One walk through the script after the other: each gives every section a place and every symbol of the script a value,
/// by what the walk before found out.
final class Walk implements Evaluator.Scope {
  private static final SourceText BUILT_IN = SourceText.binary("the default layout");

  private final List<Placement.Step> steps;
  private final Map<String, OutputSection> firstNamed = new HashMap<>();
  private final Map<String, OutputSection> lastNamed = new HashMap<>();
  private final Globals globals;
  private final Regions regions;
  private final DataSegment data;
  private final long maxPageSize;
  private final Map<String, Long> fixedAddresses;
  private final Consumer<InputSection> shrink;
  private final Consumer<Diagnostic> diagnostics;
  private final Evaluator evaluator = new Evaluator(this, this::complain);

  private long headers;
  private boolean asksForHeaders;
  private boolean isLast;
  private int step;
  private long dot;
  private @Nullable OutputSection current;

  /// @param shrink is told of each input section before it is placed, and may make it smaller
  /// @param diagnostics takes what is wrong in the last walk
  Walk(
      Script script,
      Placement placement,
      Globals globals,
      DataSegment data,
      LinkSettings settings,
      Consumer<InputSection> shrink,
      Consumer<Diagnostic> diagnostics) {
    this.steps = placement.steps();
    this.globals = globals;
    this.data = data;
    this.maxPageSize = settings.maxPageSize();
    this.fixedAddresses = settings.sectionAddresses();
    this.shrink = shrink;
    this.diagnostics = diagnostics;
    List<OutputSection> sections = placement.sections();
    this.regions = new Regions(script, sections, fixedAddresses, this::complain);
    for (OutputSection section : sections) {
      firstNamed.putIfAbsent(section.name(), section);
      lastNamed.put(section.name(), section);
    }
  }

  Regions regions() {
    return regions;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /// Bytes of the ELF header and the program headers.
  void setSizeOfHeaders(long bytes) {
    headers = bytes;
  }

  /// From now on what is wrong is reported.
  void isLast() {
    isLast = true;
  }

  void run() {
    dot = 0;
    current = null;
    globals.startWalk();
    regions.startWalk(evaluator);
    for (step = 0; step < steps.size(); step++) {
      switch (steps.get(step)) {
        case Placement.Step.Evaluate(Script.Statement statement) -> evaluate(statement);
        case Placement.Step.Place(OutputSection section) -> place(section);
      }
    }
  }

  private void complain(Diagnostic diagnostic) {
    if (isLast) {
      diagnostics.accept(diagnostic);
    }
  }

  // --- statements

  private void evaluate(Script.Statement statement) {
    switch (statement) {
      case Script.Assignment assignment when assignment.movesDot() -> moveDot(assignment);
      case Script.Assignment assignment -> assign(assignment);
      case Script.Assertion assertion -> check(assertion);
      case Script.Entry _, Script.Inputs _, Script.Output _ -> {}
      case Script.Data bytes -> data(bytes);
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
      regions.everywhere().fillTo(dot);
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
    if (assignment.mode() == Script.Mode.PROVIDE && !globals.isWanted(name)) {
      return;
    }
    Optional<Value> value = evaluator.assigned(assignment.value());
    if (value.isEmpty()) {
      return;
    }
    OutputSection section = current;
    boolean fromDot = evaluator.countsFromDot() && !(value.get() instanceof Value.Relative);
    Value result = section == null ? value.get() : within(section, value.get(), fromDot);
    if (assignment.mode() == Script.Mode.HIDDEN) {
      globals.hide(name);
    }
    globals.assign(name, result);
    if (section == null && fromDot) {
      globals.countFromDot(name, step);
    }
  }

  /// What a value means in the body of a section: a bare number counts from the section's start.
  private static Value within(OutputSection section, Value value, boolean fromDot) {
    return switch (value) {
      case Value.Plain(long number) -> new Value.Relative(section, number);
      case Value.Absolute(long number) when fromDot ->
          new Value.Relative(section, number - section.address());
      case Value.Absolute _, Value.Relative _ -> value;
    };
  }

  private void check(Script.Assertion assertion) {
    Optional<Value> value = evaluator.value(assertion.condition());
    if (value.isEmpty() || value.get().number() != 0) {
      return;
    }
    Diagnostic diagnostic = Problem.SCRIPT_ASSERTION.at(assertion.span(), assertion.message());
    for (String line : AssertionValues.of(assertion.condition(), new Evaluator(this, _ -> {}))) {
      diagnostic = diagnostic.note(line);
    }
    complain(diagnostic);
  }

  private void data(Script.Data bytes) {
    OutputSection section = current;
    if (section == null) {
      return;
    }
    long value = evaluator.value(bytes.value()).map(Value::address).orElse(0L);
    section.data().add(new OutputSection.Data(dot - section.address(), bytes.bytes(), value));
    dot += bytes.bytes();
  }

  /// A hexadecimal number gives its own digits; any other value its four low bytes, the highest first.
  private byte[] pattern(Formula value) {
    String text = value.span().text();
    if (value instanceof Formula.Literal && text.startsWith("0x")) {
      String digits = text.substring(2).replaceAll("[kKmM]$", "");
      return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }
    long number = evaluator.value(value).map(Value::address).orElse(0L);
    return new byte[] {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
  }

  // --- one output section

  private void place(OutputSection section) {
    Optional<Script.Output> statement = section.statement();
    long dotBefore = dot;
    boolean hasAddress = moveToAddress(section);
    MemoryRegion region = regions.of(section, hasAddress);
    long alignment = alignment(statement);
    long known = Math.max(alignment, section.inputAlignment());
    long moved = hasAddress ? alignment : known;
    long free = hasAddress ? dot : region.current();
    long start = free + (moved - 1) & -moved;
    section.start(start, known);
    statement
        .flatMap(Script.Output::fill)
        .ifPresent(fill -> section.fills().add(new OutputSection.Fill(0, pattern(fill))));
    long before = dot;
    fill(section, start);
    section.loadAt(
        statement
            .flatMap(Script.Output::loadAddress)
            .flatMap(evaluator::value)
            .map(Value::address)
            .orElseGet(() -> regions.loadAddress(section, region, start - free, moved, alignment)));
    if (section.isDropped()) {
      leave(section, region, dotBefore, start, before);
      return;
    }
    if (section.isInCopiesOnly()) {
      dot = section.address();
      region.fillTo(dot);
      return;
    }
    dot = section.end();
    regions.fill(section, region);
  }

  /// Moves the location counter to where the command line or the script wants a section.
  ///
  /// @return whether one of them does
  private boolean moveToAddress(OutputSection section) {
    Long fixed = fixedAddresses.get(section.name());
    Optional<Formula> address = section.statement().flatMap(Script.Output::address);
    if (fixed != null) {
      dot = fixed;
    } else if (address.isPresent()) {
      evaluator.value(address.get()).ifPresent(value -> dot = value.address());
    } else if (!section.isAllocated() && section.statement().isEmpty()) {
      dot = 0;
    } else {
      return !section.isAllocated();
    }
    return true;
  }

  /// Goes on behind an empty section that the image is without.
  ///
  /// As in GNU ld, it aligns what follows if there are symbols in its body and sections of objects, though empty ones. The
  /// symbols also let it forget the address that the command line gives it.
  ///
  /// @param dotBefore where the location counter was before that address
  /// @param start where the section would start
  /// @param address where it would start without its alignment
  private void leave(
      OutputSection section, MemoryRegion region, long dotBefore, long start, long address) {
    boolean hasStatements =
        section.items().stream().anyMatch(OutputSection.Item.Step.class::isInstance);
    if (hasStatements && fixedAddresses.containsKey(section.name())) {
      dot = dotBefore;
    } else if (hasInputs(section) && givesValues(section)) {
      dot = start;
      region.fillTo(start);
    } else {
      dot = address;
    }
  }

  private static boolean hasInputs(OutputSection section) {
    return section.items().stream().anyMatch(OutputSection.Item.Input.class::isInstance);
  }

  private boolean givesValues(OutputSection section) {
    return section.items().stream()
        .anyMatch(item ->
            item instanceof OutputSection.Item.Step(Script.Assignment assignment)
                && !(assignment.movesDot() && OutputSection.movesNothing(assignment))
                && (assignment.mode() != Script.Mode.PROVIDE
                    || globals.isWanted(assignment.symbol())));
  }

  /// The alignment that the script asks for.
  private long alignment(Optional<Script.Output> statement) {
    Optional<Formula> formula = statement.flatMap(Script.Output::alignment);
    long alignment = Math.max(1, formula.flatMap(evaluator::value).map(Value::address).orElse(1L));
    if (Long.bitCount(alignment) == 1) {
      return alignment;
    }
    SourceSpan span = formula.map(Formula::span).orElse(BUILT_IN.whole());
    complain(Problem.SCRIPT_ALIGNMENT.at(span, alignment));
    return 1;
  }

  /// Works through what is in a section, from its start on.
  private void fill(OutputSection section, long start) {
    Optional<Long> inputAlignment =
        section
            .statement()
            .flatMap(Script.Output::inputAlignment)
            .flatMap(evaluator::value)
            .map(Value::address)
            .filter(value -> Long.bitCount(value) == 1);
    dot = start;
    current = section;
    for (OutputSection.Item item : section.items()) {
      switch (item) {
        case OutputSection.Item.Input(InputSection input) ->
            take(section, input, inputAlignment.orElse(input.alignment()));
        case OutputSection.Item.Step(Script.Statement inner) -> evaluate(inner);
      }
    }
    current = null;
    section.grow(dot - start);
  }

  private void take(OutputSection section, InputSection input, long alignment) {
    section.raiseAlignment(alignment);
    shrink.accept(input);
    dot = dot + (alignment - 1) & -alignment;
    input.place(dot - section.address());
    dot += input.size();
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
    return globals.value(name);
  }

  @Override
  public boolean isDefined(String name) {
    return globals.isDefined(name);
  }

  @Override
  public Optional<OutputSection> section(String name) {
    OutputSection first = firstNamed.get(name);
    return first != null && first.isDropped()
        ? Optional.ofNullable(lastNamed.get(name))
        : Optional.ofNullable(first);
  }

  @Override
  public Optional<MemoryRegion> region(String name) {
    return regions.find(name);
  }

  @Override
  public Diagnostic hint(Diagnostic diagnostic, String name) {
    return globals.hint(diagnostic, name);
  }

  @Override
  public long sizeOfHeaders() {
    asksForHeaders = true;
    return headers;
  }

  /// Whether an expression has needed the size of the headers.
  boolean asksForHeaders() {
    return asksForHeaders;
  }

  @Override
  public long maxPageSize() {
    return maxPageSize;
  }

  @Override
  public long alignDataSegment(long page) {
    return data.align(dot, page, isLast);
  }

  @Override
  public void endDataSegment(long end) {
    data.end(end);
  }
}
