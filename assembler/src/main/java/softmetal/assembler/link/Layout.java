package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// Gives every section its address and every symbol of the script its value.
///
/// The script is walked again and again, each time with what the walk before found out, until nothing changes: so a
/// symbol may be used before it is defined. Only the last walk complains.
final class Layout {
  private static final int MAX_PASSES = 40;
  private static final int HEADER_ROUNDS = 10;
  private static final SourceText BUILT_IN = SourceText.binary("the default layout");

  private enum Relaxing {
    NOT,
    SHORTENING,
    ALIGNING
  }

  private final Script script;
  private final List<OutputSection> sections;
  private final Globals globals;
  private final DataSegment data;
  private final Segments.Rules segmentRules;
  private final boolean relaxes;
  private final Relaxation relaxation;
  private final Walk walk;
  private final Diagnostics diagnostics;

  private Relaxing relaxing = Relaxing.NOT;
  private boolean shortened;
  private long headers;

  Layout(
      Script script,
      Placement placement,
      SymbolTable objectSymbols,
      LinkSettings settings,
      Segments.Rules segmentRules,
      Diagnostics diagnostics) {
    this.script = script;
    this.sections = placement.sections();
    this.globals = new Globals(objectSymbols, sections, Mentions.of(script));
    this.data = new DataSegment(segmentRules.maxPageSize());
    this.segmentRules = segmentRules;
    this.relaxes = settings.relaxes();
    ThreadLocals.among(sections).align();
    this.relaxation = new Relaxation(objectSymbols, globals::defined, sections, diagnostics);
    this.diagnostics = diagnostics;
    this.walk =
        new Walk(script, placement, globals, data, settings, this::shrink, diagnostics::report);
  }

  /// Finds all addresses; what is wrong is reported.
  void run() {
    setHeaders(Segments.estimatedSizeOfHeaders(sections, segmentRules, script));
    walkUntilStable();
    for (OutputSection section : sections) {
      if (section.size() == 0 && !section.keepsItself()) {
        section.drop();
      }
    }
    setHeaders(Segments.estimatedSizeOfHeaders(sections, segmentRules, script));
    walkUntilStable();
    relaxUntilHeadersFit();
    for (OutputSection section : sections) {
      section.inputs().forEach(InputSection::finishRelaxation);
    }
    walkUntilStable();
    walk.isLast();
    walk.run();
    LayoutChecks.check(sections, walk.regions().all(), diagnostics);
  }

  /// Finds out where in its section everything lies, for an object: sections may lie over each other.
  void runInPlace() {
    walkUntilStable();
    for (OutputSection section : sections) {
      if (section.size() == 0 && !section.hasInputs() && !section.keepsItself()) {
        section.drop();
      }
    }
    walkUntilStable();
    walk.isLast();
    walk.run();
  }

  /// What global names stand for.
  Globals globals() {
    return globals;
  }

  List<MemoryRegion> regions() {
    return walk.regions().all();
  }

  /// What the script's PHDRS asks for; empty if it has none.
  Optional<ProgramHeaders> programHeaders() {
    return script.programHeaders().isEmpty()
        ? Optional.empty()
        : Optional.of(new ProgramHeaders(script, sections, new Evaluator(walk, _ -> {})));
  }

  boolean usesGlobalPointer() {
    return relaxation.usesGlobalPointer();
  }

  ThreadLocals threadLocals() {
    return ThreadLocals.among(sections);
  }

  /// Where register gp points, in programs that use it; 0 if nothing says so.
  long globalPointer() {
    return globals.defined(Relaxation.GLOBAL_POINTER).map(Value::address).orElse(0L);
  }

  // --- passes

  private void setHeaders(long bytes) {
    headers = bytes;
    walk.setSizeOfHeaders(bytes);
  }

  /// How many program headers there are is known only when all sections have their places, and may move them again.
  private void relaxUntilHeadersFit() {
    // As in GNU ld, an estimate that nobody asked for is no size that a first round could confirm.
    long before = walk.asksForHeaders() ? headers : -1;
    for (int round = 0; round < HEADER_ROUNDS; round++) {
      relax();
      walkUntilStable();
      long needed = Segments.sizeOfHeaders(sections, segmentRules, script);
      boolean fits = needed == before || (round >= HEADER_ROUNDS / 3 && needed <= headers);
      if (fits) {
        return;
      }
      before = needed;
      setHeaders(needed);
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
    walk.run();
    relaxing = phase;
    walkWithDataSegment();
    relaxing = Relaxing.NOT;
  }

  private void shrink(InputSection input) {
    switch (relaxing) {
      case NOT -> {}
      case SHORTENING -> shortened |= relaxation.shorten(input);
      case ALIGNING -> relaxation.align(input);
    }
  }

  private void walkWithDataSegment() {
    data.adjust(false);
    walk.run();
    if (data.wastesAPage()) {
      data.adjust(true);
      walk.run();
    }
  }

  private void walkUntilStable() {
    List<Long> before = List.of();
    for (int pass = 0; pass < MAX_PASSES; pass++) {
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
    globals.ofScript().values().forEach(value -> state.add(value.address()));
    return state;
  }
}
