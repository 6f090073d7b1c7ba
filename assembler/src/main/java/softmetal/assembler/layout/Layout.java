package softmetal.assembler.layout;

import static softmetal.assembler.layout.SectionBuilder.Mapping.CODE;
import static softmetal.assembler.layout.SectionBuilder.Mapping.DATA;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Severity;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.encode.Context;
import softmetal.assembler.encode.Piece;
import softmetal.assembler.expand.Limit;
import softmetal.assembler.expand.Limits;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Place;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.assembler.syntax.Expression.UnaryOperator;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;
import softmetal.isa.Register;

/// Takes the statements of one source in order, and makes an object of them.
///
/// While statements come in, bytes gather in fragments of sections, and symbols get positions in those. At the end
/// fragments get addresses, branches their sizes, and relocations are made ([ObjectBuilder]). Used once, by one
/// thread.
public final class Layout {
  /// Instructions that make an object say for which version of the privileged architecture it is.
  private static final Set<String> PRIVILEGED =
      Set.of("mret", "sret", "wfi", "sfence.vm", "sfence.vma");

  private static final int LUI = 0x37;
  private static final int AUIPC = 0x17;
  private static final int JALR_LENGTH = 4;

  private final Diagnostics diagnostics;
  private final Encoder encoder;
  private final Symbols symbols = new Symbols();
  private final long maxSymbols;
  private final long maxEquations;
  private boolean full;
  private final Sections sections;
  private final Attributes attributes = new Attributes();

  /// Whether one has come already, right or wrong.
  private boolean instructions;

  /// Whether the last instruction was the first of the two of a call.
  private boolean halfCall;

  /// Whether the instruction is given as a number: nobody looks what it is.
  private boolean raw;

  private final Options options;
  private final Evaluator early = new Evaluator(Evaluator.Known.EARLY);
  private final DebugInformation debug;

  /// Names that `.eqv` defines by each other can take exponential time; nobody's do.
  private static final int MAX_EQUATIONS = 10_000;

  /// How many names one name may lead to, one behind the other.
  private static final int MAX_EQUATION_DEPTH = 500;

  private final Map<String, Expression> equations = new HashMap<>();
  private int equationDepth;
  private int equationSteps;
  private long equationsFollowed;
  private final Map<String, String> weakAliases = new HashMap<>();
  private final Map<String, Expression.Symbol> versions = new LinkedHashMap<>();
  private final Directives directives;
  private @Nullable String fileName;

  /// Where each statement's bytes start; null as long as nobody wants to know.
  private @Nullable List<Start> starts;

  private SourceSpan somewhere = SourceText.file("", "").whole();
  private final Limits limits;
  private final long maxContents;
  private long contents;

  private record Start(SourceSpan span, Position position) {}

  public Layout(
      InstructionSet instructionSet,
      boolean relax,
      Encoder encoder,
      BinaryFiles files,
      Limits limits,
      DebugSetting debugSetting,
      Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.limits = limits;
    maxContents = limits.of(Limit.BYTES);
    maxSymbols = limits.of(Limit.SYMBOLS);
    maxEquations = limits.of(Limit.EQUATIONS);
    this.encoder = encoder;
    options = new Options(instructionSet, relax);
    sections = new Sections(symbols, instructionSet.has(Extension.C) ? 2 : 4);
    debug = new DebugInformation(this, symbols, sections, debugSetting);
    directives = new Directives(this, files);
  }

  /// Gives a symbol a value before the first statement, as `-D name=value` does.
  public void define(String name, long value, SourceSpan where) {
    symbols.get(name, where).equate(new Term.Constant(value), where);
  }

  public boolean isDefined(String symbol) {
    Entry entry = symbols.find(symbol);
    return entry != null && entry.isDefined();
  }

  /// Whether a name, in small letters, is that of a directive.
  public boolean isDirective(String name) {
    return directives.isKnown(name);
  }

  /// The value of an expression that must be absolute here; when it is not, reports why and answers empty.
  public OptionalLong absolute(Expression expression, String directive) {
    Term term = freeze(expression);
    if (term == null) {
      return OptionalLong.empty();
    }
    OptionalLong value = early.absolute(term);
    if (value.isEmpty()) {
      report(notAbsolute(term, expression.span(), directive));
    }
    return value;
  }

  private Diagnostic notAbsolute(Term term, SourceSpan span, String directive) {
    Term.Binary division = early.divisionByZero(term);
    if (division != null) {
      return Problem.DIVISION_BY_ZERO.at(division.span());
    }
    Entry undefined = undefinedIn(term);
    if (undefined == null) {
      return Problem.NOT_ABSOLUTE.at(span, directive);
    }
    Diagnostic diagnostic = Problem.NOT_YET_DEFINED.at(span, undefined, directive);
    List<String> defined = new ArrayList<>();
    for (String name : symbols.names()) {
      if (isDefined(name) && Character.isLetter(name.charAt(0))) {
        defined.add(name);
      }
    }
    return Spelling.nearest(undefined.name(), defined)
        .map(name -> diagnostic.note("did you mean `%s`?".formatted(name)))
        .orElse(diagnostic);
  }

  private static @Nullable Entry undefinedIn(Term term) {
    return switch (term) {
      case Term.Constant _ -> null;
      case Term.Named(Entry entry) -> entry.isUndefined() ? entry : null;
      case Term.Unary(var _, Term operand) -> undefinedIn(operand);
      case Term.Binary binary -> {
        Entry left = undefinedIn(binary.left());
        yield left != null ? left : undefinedIn(binary.right());
      }
    };
  }

  /// Whether anybody will read this when it is reported.
  boolean isNews(Diagnostic diagnostic) {
    return !diagnostics.isFull() && !diagnostics.isKnown(diagnostic);
  }

  /// Whether a limit was reached, which is reported then.
  public boolean isFull() {
    return full;
  }

  public void accept(Statement statement) {
    somewhere = statement.span();
    if (symbols.count() > maxSymbols) {
      if (!full) {
        report(Problem.TOO_MANY_SYMBOLS.at(somewhere, maxSymbols));
      }
      full = true;
      return;
    }
    if (equationsFollowed > maxEquations) {
      tooManyEquations(somewhere);
      return;
    }
    if (starts != null) {
      starts.add(new Start(statement.span(), sections.current().here()));
    }
    if (statement instanceof Statement.Operation operation) {
      operation(operation);
    } else if (statement instanceof Statement.Label label) {
      label(label);
    } else if (statement instanceof Statement.Directive directive) {
      directives.run(directive);
    } else {
      Statement.Assignment assignment = (Statement.Assignment) statement;
      assign(assignment.name(), assignment.nameSpan(), assignment.value(), false);
    }
  }

  /// The object, or empty after errors.
  public Optional<ObjectFile> finish(String name) {
    settleEquations();
    debug.finish(somewhere);
    sections.finish(options);
    versions.forEach(this::addVersion);
    return new ObjectBuilder(sections, symbols, attributes, options, limits, diagnostics)
        .build(name, fileName, somewhere);
  }

  /// From here on, notes where the bytes of each statement start.
  public void keepPlaces() {
    starts = new ArrayList<>();
  }

  /// What was noted, in terms of the finished object.
  public List<Place> places(ObjectFile object) {
    Map<String, Section> byName = new HashMap<>();
    object.sections().forEach(section -> byName.putIfAbsent(section.name(), section));
    List<Place> places = new ArrayList<>();
    for (Start start : starts == null ? List.<Start>of() : starts) {
      Section section = byName.get(start.position.section().name());
      if (section != null) {
        places.add(new Place(section, start.position.address(), start.span));
      }
    }
    return places;
  }

  // --- symbols

  private void addVersion(String versioned, Expression.Symbol original) {
    Entry entry = symbols.find(original.name());
    if (entry == null) {
      return;
    }
    if (entry.isUndefined()) {
      entry.rename(versioned);
      return;
    }
    Entry second = symbols.version(versioned, original.span());
    second.equate(entry.reference(), original.span());
    second.visibility(entry.visibility());
    if (entry.type() == Symbol.Type.TLS) {
      second.type(Symbol.Type.OBJECT); // as in GNU as
    }
    Symbol.Binding binding = entry.binding();
    if (binding != null) {
      second.bind(binding);
    }
  }

  private void label(Statement.Label label) {
    String name = label.name();
    SourceSpan span = label.span();
    Entry entry =
        Character.isDigit(name.charAt(0))
            ? symbols.defineNumeric(Integer.parseInt(name), span)
            : symbols.get(name, span);
    OptionalLong offset = sections.current().structureOffset();
    if (offset.isPresent()) {
      if (mayDefine(entry, span)) {
        entry.equate(new Term.Constant(offset.getAsLong()), span);
      }
      return;
    }
    if (entry.value() instanceof Term.Constant && entry.isDefined()) {
      entry = replaceConstant(entry, span);
    }
    Position here = sections.current().here();
    if (here.equals(entry.position())) {
      return; // as in GNU as: who says the same twice says nothing wrong
    }
    if (mayDefine(entry, span)) {
      entry.placeAt(here, span);
      debug.label(sections.current(), entry);
    }
  }

  /// GNU as lets a label take the place of a constant; here that is an error that can be switched off.
  private Entry replaceConstant(Entry entry, SourceSpan span) {
    SourceSpan first = entry.defined();
    Diagnostic diagnostic = Problem.LABEL_REDEFINES_EQU.at(span, entry);
    report(first == null ? diagnostic : diagnostic.note(first, "given a value here"));
    return diagnostics.refuses(Problem.LABEL_REDEFINES_EQU)
        ? new Entry(entry.name(), entry.keep(), span)
        : symbols.replace(entry, span);
  }

  private boolean mayDefine(Entry entry, SourceSpan span) {
    if (!entry.isDefined()) {
      return true;
    }
    Diagnostic diagnostic = Problem.DEFINED_TWICE.at(span, entry);
    SourceSpan first = entry.defined();
    report(first == null ? diagnostic : diagnostic.note(first, "first defined here"));
    return false;
  }

  /// `.set`, `.equ` and `=`; with `once`, `.equiv`.
  void assign(String name, SourceSpan nameSpan, Expression expression, boolean once) {
    if (name.equals(".")) {
      Term place = freeze(expression);
      if (place != null) {
        sections.current().append(new Fragment.Space(place, true, new byte[1], expression.span()));
      }
      return;
    }
    Entry entry = symbols.get(name, nameSpan);
    Term term = freeze(expression);
    if (term == null) {
      return;
    }
    if (entry.isDefined() && (once || entry.value() == null || entry.isFixed())) {
      mayDefine(entry, nameSpan);
      return;
    }
    OptionalLong value = early.absolute(term);
    if (value.isPresent()) {
      term = new Term.Constant(value.getAsLong());
    } else if (early.divisionByZero(term) != null) {
      report(notAbsolute(term, expression.span(), ".set"));
      return;
    }
    if (entry.value() != null && !(entry.value() instanceof Term.Constant)) {
      Entry old = entry;
      entry = symbols.replace(old, nameSpan);
      old.supersede();
      if (old.binding() != null) {
        entry.bind(old.binding());
      }
    }
    entry.equate(term, nameSpan);
    if (once) {
      entry.fix();
    }
    symbols.promote(entry);
    promoteUndefined(term);
  }

  /// A local label that `.set` needs before it is defined, alone or with a number, becomes a symbol like others.
  private void promoteUndefined(Term term) {
    if (term instanceof Term.Named(Entry entry)) {
      if (entry.isUndefined()) {
        symbols.promote(entry);
      }
    } else if (term instanceof Term.Unary(UnaryOperator operator, Term operand)) {
      if (operator == UnaryOperator.PLUS) {
        promoteUndefined(operand);
      }
    } else if (term instanceof Term.Binary binary) {
      if (binary.operator() == BinaryOperator.ADD && early.absolute(binary.left()).isPresent()) {
        promoteUndefined(binary.right());
      } else if ((binary.operator() == BinaryOperator.ADD
              || binary.operator() == BinaryOperator.SUBTRACT)
          && early.absolute(binary.right()).isPresent()) {
        promoteUndefined(binary.left());
      }
    }
  }

  /// A symbol of which a directive says more than where it is.
  Entry symbol(String name, SourceSpan mentioned) {
    Entry entry = symbols.get(name, mentioned);
    symbols.promote(entry);
    return entry;
  }

  Symbols symbols() {
    return symbols;
  }

  /// Ties an expression to this place, and mentions its symbols.
  ///
  /// @return null after an error, which is reported
  @Nullable Term freeze(Expression expression) {
    if (expression instanceof Expression.Literal literal) {
      return new Term.Constant(literal.value());
    }
    if (expression instanceof Expression.Symbol symbol) {
      Expression equation = equations.get(symbol.name());
      return equation == null
          ? reference(symbols.get(symbol.name(), symbol.span()))
          : equated(symbol, equation);
    }
    if (expression instanceof Expression.LocalLabel label) {
      Entry entry = symbols.numeric(label.number(), label.forward(), label.span());
      if (entry == null) {
        report(noLocalLabel(label));
      }
      return entry == null ? null : entry.reference();
    }
    if (expression instanceof Expression.Here) {
      OptionalLong offset = sections.current().structureOffset();
      if (offset.isPresent()) {
        return new Term.Constant(offset.getAsLong());
      }
      return symbols.here(sections.current().here()).reference();
    }
    if (expression instanceof Expression.Unary unary) {
      Term operand = freeze(unary.operand());
      return operand == null ? null : new Term.Unary(unary.operator(), operand);
    }
    if (expression instanceof Expression.Binary binary) {
      Term left = freeze(binary.left());
      Term right = freeze(binary.right());
      return left == null || right == null ? null : joined(binary, left, right);
    }
    Expression.Modifier modifier = (Expression.Modifier) expression;
    report(Problem.MODIFIER_HERE.at(modifier.span(), modifier.name()));
    return null;
  }

  /// The term of an operator. Places in two sections cannot be compared, once both are known.
  private @Nullable Term joined(Expression.Binary binary, Term left, Term right) {
    BinaryOperator operator = binary.operator();
    Term.Binary term = new Term.Binary(operator, left, right, binary.span());
    if (operator.compares() && early.comparesSections(term)) {
      report(Complaints.notKnown(early, term, binary.span()));
      return null;
    }
    return term;
  }

  /// What `.eqv` said of a name, computed anew at each use.
  private @Nullable Term equated(Expression.Symbol symbol, Expression equation) {
    String weak = weakAliases.get(symbol.name());
    if (weak != null) {
      boolean mentioned = symbols.find(weak) != null;
      Entry entry = symbols.get(weak, symbol.span());
      if (!mentioned) {
        entry.bindWeakly();
      }
      return reference(entry);
    }
    if (!mayFollow()) {
      if (equationsFollowed <= maxEquations) {
        report(Problem.EXPRESSION_TOO_DEEP.at(symbol.span(), MAX_EQUATION_DEPTH));
      } else {
        tooManyEquations(symbol.span());
      }
      return null;
    }
    equations.remove(symbol.name());
    equationDepth++;
    Term value = freeze(equation);
    equationDepth--;
    equations.put(symbol.name(), equation);
    equationSteps = equationDepth == 0 ? 0 : equationSteps;
    OptionalLong number = value == null ? OptionalLong.empty() : early.absolute(value);
    Entry entry = symbols.get(symbol.name(), symbol.span());
    if (number.isPresent() && entry.isUndefined()) {
      entry.equate(new Term.Constant(number.getAsLong()), symbol.span());
    }
    return value;
  }

  /// Counts a step from one name by `.eqv` to another; false when there are too many.
  private boolean mayFollow() {
    equationsFollowed++;
    equationSteps++;
    return equationSteps <= MAX_EQUATIONS
        && equationDepth < MAX_EQUATION_DEPTH
        && equationsFollowed <= maxEquations;
  }

  private void tooManyEquations(SourceSpan where) {
    if (!full) {
      report(Problem.TOO_MANY_EQUATIONS.at(where, maxEquations));
    }
    full = true;
  }

  /// `.eqv name, expression` and `name == expression`.
  void equation(String name, SourceSpan span, Expression value) {
    Entry entry = symbols.get(name, span);
    if (mayDefine(entry, span) && equations.putIfAbsent(name, value) == null) {
      mention(value);
      OptionalLong number = knownConstant(value);
      if (number.isPresent()) {
        entry.equate(new Term.Constant(number.getAsLong()), span);
      }
      entry.fix();
      symbols.promote(entry);
    }
  }

  /// At the end, a name by `.eqv` that nobody needed is worth what it is then.
  private void settleEquations() {
    if (equations.isEmpty()) {
      return;
    }
    for (Entry entry : List.copyOf(symbols.inOrder())) {
      Expression equation = equations.get(entry.name());
      SourceSpan place = entry.mentioned();
      if (equation != null && place != null && entry.isUndefined()) {
        Term value = freeze(equation);
        if (value != null && !weakAliases.containsKey(entry.name())) {
          entry.equate(value, place);
        }
      }
    }
  }

  /// Makes `alias` another name for a symbol that may stay undefined.
  void weakReference(String alias, Expression.Symbol symbol) {
    if (isDefined(alias)) {
      mayDefine(symbols.get(alias, symbol.span()), symbol.span());
      return;
    }
    equations.put(alias, symbol);
    weakAliases.put(alias, symbol.name());
  }

  void version(String name, String versioned, SourceSpan span) {
    symbols.get(name, span);
    versions.put(versioned, new Expression.Symbol(span, name));
  }

  /// Asks for a relocation at an offset of the present section.
  void relocation(Term offset, RelocationType type, Term target, SourceSpan span) {
    sections
        .current()
        .whole()
        .requested()
        .add(new SectionBuilder.Requested(offset, type, target, span));
  }

  private static Term reference(Entry entry) {
    return entry.value() instanceof Term.Constant constant ? constant : entry.reference();
  }

  /// Says which numeric labels there are: those above, and the same number below.
  private Diagnostic noLocalLabel(Expression.LocalLabel label) {
    SourceSpan span = label.span();
    Diagnostic diagnostic = Problem.NO_LOCAL_LABEL.at(span, label.number(), span.text());
    List<Integer> above = symbols.numericLabels();
    if (!above.isEmpty()) {
      String list =
          above.stream()
              .limit(10)
              .map(number -> "`" + number + ":`")
              .collect(Collectors.joining(", "));
      diagnostic = diagnostic.note("above " + (above.size() == 1 ? "is " : "are ") + list);
    }
    String text = span.source().text();
    Matcher below = Pattern.compile("(?m)^[ \\t]*" + label.number() + ":").matcher(text);
    if (!below.find(span.end())) {
      return diagnostic;
    }
    int end = below.end();
    String forward = label.number() + "f";
    return diagnostic
        .note(span.source().span(end - forward.length(), end), "this one is below")
        .suggest(span, forward, "did you mean `%s`?".formatted(forward));
  }

  /// The value of an expression that is absolute already, without mentioning any symbol.
  private OptionalLong knownConstant(Expression expression) {
    Term term = look(expression);
    // A distance in code is a number only where no linker will shorten the code.
    Linear value = term == null ? null : early.linear(term, !options.relax());
    return value != null && value.isAbsolute()
        ? OptionalLong.of(value.constant())
        : OptionalLong.empty();
  }

  private @Nullable Term look(Expression expression) {
    if (expression instanceof Expression.Literal literal) {
      return new Term.Constant(literal.value());
    }
    if (expression instanceof Expression.Symbol symbol) {
      Expression equation = equations.get(symbol.name());
      if (equation != null) {
        return mayFollow() ? lookBehind(symbol.name(), equation) : null;
      }
      Entry entry = symbols.find(symbol.name());
      return entry == null || entry.isUndefined() ? null : reference(entry);
    }
    if (expression instanceof Expression.Unary unary) {
      Term operand = look(unary.operand());
      return operand == null ? null : new Term.Unary(unary.operator(), operand);
    }
    if (expression instanceof Expression.Binary binary) {
      Term left = look(binary.left());
      Term right = left == null ? null : look(binary.right());
      return left == null || right == null
          ? null
          : new Term.Binary(binary.operator(), left, right, binary.span());
    }
    return null;
  }

  private @Nullable Term lookBehind(String name, Expression equation) {
    equations.remove(name);
    equationDepth++;
    Term value = look(equation);
    equationDepth--;
    equations.put(name, equation);
    equationSteps = equationDepth == 0 ? 0 : equationSteps;
    return value;
  }

  // --- instructions

  /// `.insn` with a number; with a format it is no directive, but an operation.
  void rawInstruction(Statement.Directive directive) {
    raw = true;
    operation(
        new Statement.Operation(
            directive.span(), directive.nameSpan(), directive.name(), directive.operands()));
    raw = false;
  }

  boolean hasInstructions() {
    return instructions;
  }

  private void operation(Statement.Operation operation) {
    instructions = true;
    SectionBuilder section = sections.current();
    if (section.hasNoContents()) {
      report(Problem.NO_CONTENTS.at(operation.span(), section.name()));
      return;
    }
    Here here = new Here(operation);
    List<Piece> pieces = encoder.encode(parenthesised(operation), here);
    if (here.failed) {
      return;
    }
    map(section, CODE);
    if (debug.wantsInstructions()) {
      pieces.forEach(this::mention);
      debug.instruction(section, operation.span());
    }
    if (operation.mnemonic().startsWith("csr") || PRIVILEGED.contains(operation.mnemonic())) {
      attributes.set(Attributes.PRIV_SPEC, 1);
      attributes.set(Attributes.PRIV_SPEC_MINOR, 11);
    }
    for (int i = 0; i < pieces.size(); i++) { // no iterator: this runs for every instruction
      Piece piece = pieces.get(i);
      if (piece instanceof Piece.Code code) {
        place(code, section);
        continue;
      }
      Piece.Branch branch = (Piece.Branch) piece;
      Term target = freeze(branch.target());
      if (target != null) {
        section.append(new Fragment.Branch(branch, target));
      }
    }
    symbols.forgetHiddenNames();
  }

  /// Makes the symbols that a piece of code names: they come before the label of its row in a line table.
  private void mention(Piece piece) {
    switch (piece) {
      case Piece.Code code -> code.fixups().forEach(fixup -> mention(fixup.target()));
      case Piece.Branch branch -> mention(branch.target());
    }
  }

  private void mention(Expression expression) {
    switch (expression) {
      case Expression.Symbol symbol -> symbols.get(symbol.name(), symbol.span());
      case Expression.LocalLabel label ->
          symbols.numeric(label.number(), label.forward(), label.span());
      case Expression.Literal _, Expression.Here _ -> {}
      case Expression.Unary unary -> mention(unary.operand());
      case Expression.Binary binary -> {
        mention(binary.left());
        mention(binary.right());
      }
      case Expression.Modifier modifier -> mention(modifier.operand());
    }
  }

  private void place(Piece.Code code, SectionBuilder section) {
    Expression.Symbol label = code.label();
    if (label != null) {
      symbols.get(label.name(), label.span()).placeAt(section.here(), null);
    }
    if (!haveRoom(code.length(), somewhere)) {
      return;
    }
    if (code.fixups().isEmpty()) {
      section.append(code.word(), code.length());
      if (halfCall || (!raw && isUpper(code))) {
        halfCall = false;
        section.breakStretch(0);
      }
      return;
    }
    RelocationType first = code.fixups().getFirst().type();
    boolean call = first == RelocationType.R_RISCV_CALL_PLT;
    if (call) {
      // GNU as keeps both instructions in one fragment.
      section.keepTogether(code.length() + JALR_LENGTH);
    } else if (Contents.isBranch(first)) {
      section.keepTogether(Fragment.Branch.ROOM);
    }
    // A `.` in an operand is the place of the instruction, not the one behind it.
    int offset = section.data().length();
    for (Piece.Fixup fixup : code.fixups()) {
      if (fixup.type() == RelocationType.R_RISCV_RELAX) {
        section.data().fix(new Fragment.Fix.Mark(offset, fixup.type(), 0, fixup.span()));
        continue;
      }
      Term target = freeze(fixup.target());
      if (target != null) {
        section.data().fix(new Fragment.Fix.Field(offset, fixup.type(), target, fixup.span()));
      }
    }
    section.append(code.word(), code.length());
    halfCall = call;
    if (Contents.isBranch(first)) {
      section.breakStretch(Fragment.Branch.ROOM - code.length());
    } else if (!call && mayShrink(code)) {
      section.breakStretch(0);
    }
  }

  /// Whether a linker may take away an instruction like this, as GNU as sees it: also where its operand is a number.
  private static boolean mayShrink(Piece.Code code) {
    for (Piece.Fixup fixup : code.fixups()) {
      switch (fixup.type()) {
        case R_RISCV_TPREL_ADD -> {
          return true;
        }
        case R_RISCV_GOT_HI20, R_RISCV_TLS_GOT_HI20, R_RISCV_TLS_GD_HI20 -> {
          return false;
        }
        default -> {}
      }
    }
    return isUpper(code);
  }

  private static boolean isUpper(Piece.Code code) {
    int opcode = code.word() & 0x7f;
    return code.length() == 4 && (opcode == LUI || opcode == AUIPC);
  }

  /// `(x)` is a memory operand only where x is a register; the grammar cannot know.
  private static Statement.Operation parenthesised(Statement.Operation operation) {
    List<Operand> given = operation.operands();
    boolean clear = true;
    for (int i = 0; i < given.size(); i++) { // no iterator: this runs for every instruction
      clear &=
          !(given.get(i) instanceof Operand.Memory memory
              && memory.offset() == null
              && Register.named(memory.base().name()) == null);
    }
    if (clear) {
      return operation;
    }
    List<Operand> operands = new ArrayList<>();
    for (Operand operand : given) {
      operands.add(
          operand instanceof Operand.Memory(var span, var offset, var base)
                  && offset == null
                  && Register.named(base.name()) == null
              ? new Operand.Value(span, base)
              : operand);
    }
    return new Statement.Operation(
        operation.span(), operation.mnemonicSpan(), operation.mnemonic(), operands);
  }

  /// What an instruction may know of its place.
  private final class Here implements Context {
    private final Statement.Operation operation;
    private boolean failed;

    Here(Statement.Operation operation) {
      this.operation = operation;
    }

    @Override
    public InstructionSet instructionSet() {
      return options.instructionSet();
    }

    @Override
    public boolean relax() {
      return options.relax();
    }

    @Override
    public boolean positionIndependent() {
      return options.positionIndependent();
    }

    @Override
    public OptionalLong constant(Expression expression) {
      return knownConstant(expression);
    }

    @Override
    public Expression.Symbol hiddenLabel(Expression near) {
      return new Expression.Symbol(near.span(), symbols.hiddenLabel(operation.span()));
    }

    @Override
    public boolean isNews(Diagnostic diagnostic) {
      return Layout.this.isNews(diagnostic);
    }

    @Override
    public void report(Diagnostic diagnostic) {
      failed |= diagnostic.severity() == Severity.ERROR;
      diagnostics.report(diagnostic);
    }
  }

  // --- for the directives

  void map(SectionBuilder section, SectionBuilder.Mapping kind) {
    Entry symbol = section.map(kind, options.architecture(), kind == DATA);
    if (symbol != null) {
      symbols.add(symbol);
    }
  }

  /// A mapping symbol for padding made of nops.
  void mapPadding(SectionBuilder section) {
    Entry symbol = section.map(CODE, options.architecture(), true);
    if (symbol != null) {
      symbols.add(symbol);
    }
  }

  DebugInformation debug() {
    return debug;
  }

  Sections sections() {
    return sections;
  }

  Options options() {
    return options;
  }

  Attributes attributes() {
    return attributes;
  }

  Evaluator early() {
    return early;
  }

  /// The largest contents of the object, in bytes: beyond, somebody made a mistake.
  long maxContents() {
    return maxContents;
  }

  /// Whether more bytes may come; reports it once when they may not.
  boolean haveRoom(long bytes, SourceSpan span) {
    boolean before = contents <= maxContents();
    contents += bytes;
    boolean now = contents <= maxContents();
    if (before && !now) {
      report(Problem.SECTION_OVERSIZED.at(span, maxContents()));
    }
    return now;
  }

  void fileName(String name) {
    fileName = name;
  }

  void report(Diagnostic diagnostic) {
    diagnostics.report(diagnostic);
  }
}
