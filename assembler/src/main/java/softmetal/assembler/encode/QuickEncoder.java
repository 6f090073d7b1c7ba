package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Csr;
import softmetal.isa.FloatRegister;
import softmetal.isa.Forms;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.isa.Register;
import softmetal.isa.RoundingMode;

/// Encodes the statements that programs are made of from prepared [Plan]s. The fast path.
///
/// [FormMatcher] and [Emitter] decide what a statement means: what fits no plan here, is wrong, or deserves a warning, is
/// given to them, and they word the message. What this class does encode, it encodes as they do; a test compares the two
/// for every form and for random operands.
///
/// Why it exists: see `docs/decisions/0010-fast-paths.md`. Used by one thread.
final class QuickEncoder {
  private static final int MAX_OPERANDS = 8;

  /// More instruction sets than this are no program's; their plans are made anew then.
  private static final int MAX_SETS = 64;

  private static final int FLOAT = 32;

  /// The numbers of the integer registers by name; of the floating-point ones, and [#FLOAT].
  private static final Map<String, Integer> REGISTERS = registers();

  private final IdentityHashMap<InstructionSet, Map<String, Plan[]>> sets = new IdentityHashMap<>();
  private @Nullable InstructionSet set;
  private Map<String, Plan[]> plans = new HashMap<>();

  private final Shape[] shapes = new Shape[MAX_OPERANDS];
  private int count;
  private @Nullable Context place;

  // What the operands were taken for, by variable.
  private static final int ABSENT = 0;
  private static final int VALUE = 1;
  private static final int PART = 2;
  private static final int ADDRESS = 3;
  private final int[] states = new int[2 * MAX_OPERANDS];
  private final long[] values = new long[2 * MAX_OPERANDS];
  private final @Nullable Shape[] origins = new Shape[2 * MAX_OPERANDS];

  QuickEncoder() {
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = new Shape(new Shape(null));
    }
  }

  private Context context() {
    Context here = place;
    if (here == null) {
      throw new IllegalStateException("no statement");
    }
    return here;
  }

  private static Map<String, Integer> registers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (Register register : Register.values()) {
      numbers.put(register.lowerCaseName(), register.number());
      numbers.put("x" + register.number(), register.number());
    }
    numbers.put("fp", Register.S0.number());
    for (FloatRegister register : FloatRegister.values()) {
      numbers.put(register.lowerCaseName(), FLOAT + register.number());
      numbers.put("f" + register.number(), FLOAT + register.number());
    }
    return numbers;
  }

  /// What an operand can be taken for. One object serves one place in all statements.
  private final class Shape {
    /// The offset of a memory operand.
    final @Nullable Shape offset;

    SourceSpan span = NOWHERE;
    @Nullable Expression expression;
    boolean memory;
    int base;
    int register;
    int floatRegister;
    String word = "";
    private int constantState;
    private long constant;

    private static final SourceSpan NOWHERE = SourceText.file("", "").whole();
    private static final int UNKNOWN = 0;
    private static final int CONSTANT = 1;
    private static final int NONE = 2;

    Shape(@Nullable Shape offset) {
      this.offset = offset;
    }

    void clear(SourceSpan where) {
      span = where;
      expression = null;
      memory = false;
      base = -1;
      register = -1;
      floatRegister = -1;
      word = "";
      constantState = NONE;
    }

    void expression(Expression given) {
      expression = given;
      constantState = UNKNOWN;
      if (given instanceof Expression.Symbol symbol) {
        word = symbol.name();
        Integer number = REGISTERS.get(word);
        if (number != null) {
          constantState = NONE;
          if (number < FLOAT) {
            register = number;
          } else {
            floatRegister = number - FLOAT;
          }
        }
      } else if (given instanceof Expression.Literal literal) {
        number(literal.value());
      } else if (given instanceof Expression.Modifier) {
        constantState = NONE;
      }
    }

    void number(long value) {
      constant = value;
      constantState = CONSTANT;
    }

    void register(int number) {
      register = number;
    }

    boolean isConstant() {
      if (constantState == UNKNOWN && expression != null) {
        OptionalLong value = context().constant(expression);
        constantState = value.isPresent() ? CONSTANT : NONE;
        constant = value.orElse(0);
      }
      return constantState == CONSTANT;
    }
  }

  /// The pieces of a statement, or null when it is for the plain way. Nothing is reported.
  @Nullable List<Piece> encode(Statement.Operation operation, Context here) {
    List<Operand> operands = operation.operands();
    if (operands.size() > MAX_OPERANDS) {
      return null;
    }
    place = here;
    choose(here.instructionSet());
    for (int i = 0; i < operands.size(); i++) {
      if (!look(operands.get(i), shapes[i])) {
        return null;
      }
    }
    count = operands.size();
    String mnemonic = operation.mnemonic();
    boolean address = mnemonic.equals("la");
    Plan plan = find(address && here.positionIndependent() ? "lga" : mnemonic);
    return plan == null ? null : pieces(plan, operation.span(), address || mnemonic.equals("lla"));
  }

  @SuppressWarnings(
      "ReferenceEquality") // an equal set that is another object has plans of its own, and no harm
  // done
  private void choose(InstructionSet now) {
    if (now != set) {
      set = now;
      if (sets.size() > MAX_SETS) {
        sets.clear();
      }
      plans = sets.computeIfAbsent(now, any -> new HashMap<>());
    }
  }

  private boolean look(Operand operand, Shape shape) {
    shape.clear(operand.span());
    if (operand instanceof Operand.Value value) {
      shape.expression(value.expression());
      return true;
    }
    if (!(operand instanceof Operand.Memory memory)) {
      return false;
    }
    Integer number = REGISTERS.get(memory.base().name());
    int base = number != null && number < FLOAT ? number : -1;
    Expression distance = memory.offset();
    if (base < 0) {
      if (distance != null) {
        return false;
      }
      // `(x)`, where `x` is no register, is an expression in parentheses.
      shape.expression(memory.base());
      return true;
    }
    shape.memory = true;
    shape.base = base;
    Shape offset = offset(shape);
    offset.clear(distance == null ? memory.span() : distance.span());
    if (distance == null) {
      offset.number(0);
    } else {
      offset.expression(distance);
    }
    return true;
  }

  private static Shape offset(Shape shape) {
    Shape offset = shape.offset;
    if (offset == null) {
      throw new IllegalStateException("an offset of an offset");
    }
    return offset;
  }

  /// The first plan that the shapes fit; null when there is none, or one that the plain way must try.
  private @Nullable Plan find(String mnemonic) {
    Plan[] candidates = plans.get(mnemonic);
    if (candidates == null) {
      candidates = Plan.of(Forms.of(mnemonic), context().instructionSet());
      plans.put(mnemonic, candidates);
    }
    for (Plan plan : candidates) {
      if (plan.kind == Plan.Kind.OTHER) {
        return null;
      }
      if (fits(plan)) {
        return plan;
      }
    }
    return null;
  }

  private boolean fits(Plan plan) {
    Plan.Operand[] wanted = plan.operands;
    if (count < plan.required || count > wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      clear(wanted[i]);
    }
    for (int i = 0; i < count; i++) {
      if (!take(plan, wanted[i], shapes[i])) {
        return false;
      }
    }
    for (Plan.Slot slot : plan.slots) {
      if (slot.checked && states[slot.variable] == VALUE && !slot.fits(values[slot.variable])) {
        return false;
      }
    }
    return true;
  }

  private void clear(Plan.Operand operand) {
    if (operand.variable() >= 0) {
      states[operand.variable()] = ABSENT;
    }
    Plan.Operand offset = operand.offset();
    if (offset != null) {
      clear(offset);
    }
    Plan.Operand base = operand.base();
    if (base != null) {
      clear(base);
    }
  }

  private boolean take(Plan plan, Plan.Operand wanted, Shape shape) {
    return switch (wanted.take()) {
      case REGISTER -> register(wanted, shape.register, shape);
      case FLOAT_REGISTER ->
          shape.floatRegister >= 0 && put(wanted.variable(), shape.floatRegister, shape);
      case FIXED_REGISTER -> shape.register == wanted.fixed();
      case FIXED_NUMBER -> !shape.memory && shape.isConstant() && shape.constant == wanted.fixed();
      case MEMORY ->
          shape.memory
              && base(wanted, shape)
              && wanted.offset() != null
              && take(plan, wanted.offset(), offset(shape));
      case ADDRESS ->
          shape.memory
              && offset(shape).isConstant()
              && offset(shape).constant == 0
              && base(wanted, shape);
      case ROUNDING -> {
        RoundingMode mode = RoundingMode.named(shape.word);
        yield mode != null && put(wanted.variable(), mode.code(), shape);
      }
      case TARGET ->
          !shape.memory
              && !(shape.expression instanceof Expression.Modifier)
              && address(wanted, shape);
      case SYMBOL ->
          !shape.memory
              && !(shape.expression instanceof Expression.Modifier)
              && !(plan.access && (shape.register >= 0 || shape.isConstant()))
              && address(wanted, shape);
      case CSR -> csr(wanted, shape);
      case SET -> {
        int bits = shape.isConstant() && shape.constant == 0 ? 0 : FormMatcher.fenceSet(shape.word);
        yield !shape.memory && bits >= 0 && put(wanted.variable(), bits, shape);
      }
      case UPPER, IMMEDIATE, AMOUNT -> {
        if (shape.memory) {
          yield false;
        }
        yield shape.expression instanceof Expression.Modifier modifier
            ? part(plan, wanted, modifier, shape)
            : shape.isConstant()
                && !(wanted.nonZero() && shape.constant == 0)
                && put(wanted.variable(), shape.constant, shape);
      }
    };
  }

  private boolean register(Plan.Operand wanted, int register, Shape shape) {
    return register >= 0
        && !(wanted.nonZero() && register == 0)
        && put(wanted.variable(), register, shape);
  }

  private boolean base(Plan.Operand wanted, Shape shape) {
    Plan.Operand base = wanted.base();
    return base != null
        && (base.take() == Plan.Take.FIXED_REGISTER
            ? shape.base == base.fixed()
            : base.take() == Plan.Take.REGISTER && register(base, shape.base, shape));
  }

  private boolean csr(Plan.Operand wanted, Shape shape) {
    if (shape.memory) {
      return false;
    }
    Integer number = shape.word.isEmpty() ? null : Csr.numberOf(shape.word);
    if (number != null) {
      return put(wanted.variable(), number, shape);
    }
    return shape.isConstant() && put(wanted.variable(), shape.constant, shape);
  }

  /// `%hi(x)` and its like: a number if `x` is one, otherwise left to a relocation.
  private boolean part(Plan plan, Plan.Operand wanted, Expression.Modifier modifier, Shape shape) {
    String function = modifier.name();
    boolean known =
        switch (wanted.take()) {
          case UPPER -> FormMatcher.UPPER_PARTS.contains(function);
          case IMMEDIATE -> FormMatcher.LOWER_PARTS.contains(function);
          default -> false;
        };
    if (!known || plan.compressed || !plan.single) {
      return false;
    }
    if (function.equals("hi") || function.equals("lo")) {
      OptionalLong value = context().constant(modifier.operand());
      if (value.isPresent()) {
        long number = value.getAsLong();
        return put(
            wanted.variable(),
            function.equals("hi") ? FormMatcher.upperPart(number) : FormMatcher.lowerPart(number),
            shape);
      }
    }
    states[wanted.variable()] = PART;
    origins[wanted.variable()] = shape;
    return true;
  }

  private boolean address(Plan.Operand wanted, Shape shape) {
    states[wanted.variable()] = ADDRESS;
    origins[wanted.variable()] = shape;
    return shape.expression != null;
  }

  private boolean put(int variable, long value, Shape shape) {
    if (states[variable] != ABSENT) {
      return states[variable] == VALUE && values[variable] == value;
    }
    states[variable] = VALUE;
    values[variable] = value;
    origins[variable] = shape;
    return true;
  }

  // --- pieces

  private @Nullable List<Piece> pieces(Plan plan, SourceSpan span, boolean address) {
    switch (plan.kind) {
      case WORD -> {
        Piece word = writesReadOnly(plan) ? null : word(plan);
        return word == null ? null : List.of(word);
      }
      case BRANCH -> {
        return List.of(branch(plan));
      }
      case BITS -> {
        return List.of(new Piece.Code(plan.word, plan.length));
      }
      case LOAD_CONSTANT -> {
        List<Piece> pieces = new ArrayList<>(4);
        long value = values[plan.immediate];
        boolean narrow = context().instructionSet().xlen().bits() == 32;
        return loadConstant(values[plan.rd], narrow ? (int) value : value, span, pieces)
            ? pieces
            : null;
      }
      case PLAIN_STEPS -> {
        List<Piece> pieces = new ArrayList<>(4);
        long[] given = values.clone();
        for (Plan.Step step : plan.steps) {
          if (!step(step, given, span, pieces)) {
            return null;
          }
        }
        return pieces;
      }
      case RELOCATED_STEPS -> {
        return relocatedSteps(plan, span, address);
      }
      case OTHER -> {
        return null;
      }
    }
    return null;
  }

  /// Writing to a read-only CSR is warned of, the plain way.
  private boolean writesReadOnly(Plan plan) {
    return plan.csr >= 0
        && !(plan.written >= 0 && values[plan.written] == 0)
        && Csr.isReadOnly((int) values[plan.csr]);
  }

  private @Nullable Piece word(Plan plan) {
    int word = plan.word;
    Shape relocated = null;
    Plan.Slot hole = null;
    for (Plan.Slot slot : plan.slots) {
      switch (states[slot.variable]) {
        case VALUE -> word |= slot.scatter(values[slot.variable]);
        case PART -> {
          relocated = origins[slot.variable];
          hole = slot;
        }
        case ABSENT -> word |= slot.bits;
        default -> {
          return null;
        }
      }
    }
    Instruction instruction = plan.instruction;
    if (relocated == null || hole == null || instruction == null) {
      return new Piece.Code(word, plan.length);
    }
    if (!(relocated.expression instanceof Expression.Modifier modifier)) {
      return null;
    }
    Emitter emitter = new Emitter(context());
    Argument.Part part = new Argument.Part(modifier.name(), modifier.operand(), relocated.span);
    List<Piece.Fixup> fixups = new ArrayList<>(2);
    emitter.addFixup(
        fixups,
        Emitter.relocation(modifier.name(), instruction),
        modifier.operand(),
        relocated.span);
    return new Piece.Code(
        word | hole.scatterPlaced(emitter.placeholder(part)), plan.length, fixups, null);
  }

  private Piece branch(Plan plan) {
    Shape target = origins[plan.target];
    Instruction instruction = plan.instruction;
    if (target == null || target.expression == null || instruction == null) {
      throw new IllegalStateException("a branch without a target");
    }
    return new Piece.Branch(
        instruction.base(),
        number(plan.first),
        number(plan.second),
        instruction.isCompressed() ? instruction : null,
        target.expression,
        target.span);
  }

  /// The value of a variable, or the number that `~number` is.
  private int number(int variable) {
    return variable >= 0 ? (int) values[variable] : ~variable;
  }

  private @Nullable List<Piece> relocatedSteps(Plan plan, SourceSpan span, boolean address) {
    Shape symbol = plan.symbol >= 0 ? origins[plan.symbol] : null;
    Expression target = symbol == null ? null : symbol.expression;
    if (symbol == null || target == null || (address && symbol.isConstant())) {
      return null;
    }
    SourceSpan asked = symbol.span;
    Emitter emitter = new Emitter(context());
    List<Piece> pieces = new ArrayList<>(2);
    long[] given = values.clone();
    Expression.Symbol anchor = null;
    for (Plan.Step step : plan.steps) {
      String function = step.function();
      if (function.isEmpty()) {
        if (!step(step, given, span, pieces)) {
          return null;
        }
        continue;
      }
      int word = step.word();
      for (Plan.Slot slot : step.slots()) {
        word |= slot.scatter(given[slot.variable]);
      }
      boolean follows = function.equals("pcrel_lo") && anchor != null;
      boolean defines = !follows && !function.equals("call");
      List<Piece.Fixup> fixups = new ArrayList<>(2);
      RelocationType type = Emitter.relocation(function, step.instruction());
      emitter.addFixup(fixups, type, follows && anchor != null ? anchor : target, asked);
      if (defines) {
        anchor = context().hiddenLabel(target);
      }
      pieces.add(
          new Piece.Code(word, step.instruction().length(), fixups, defines ? anchor : null));
    }
    return pieces;
  }

  /// An instruction as if it stood in the source, so that it may become a two-byte one.
  private boolean step(Plan.Step step, long[] given, SourceSpan span, List<Piece> pieces) {
    int[] chosen = step.values();
    long[] arguments = new long[chosen.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = chosen[i] >= 0 ? given[chosen[i]] : step.constants()[~chosen[i]];
    }
    return step(step.instruction(), span, pieces, arguments);
  }

  private boolean step(
      Instruction instruction, SourceSpan span, List<Piece> pieces, long... arguments) {
    Plan own = own(instruction);
    if (own == null) {
      return false;
    }
    int next = 0;
    count = own.operands.length;
    for (int i = 0; i < count; i++) {
      Shape shape = shapes[i];
      shape.clear(span);
      switch (own.operands[i].take()) {
        case REGISTER -> shape.register((int) arguments[next++]);
        case MEMORY -> {
          shape.memory = true;
          offset(shape).clear(span);
          offset(shape).number(arguments[next++]);
          shape.base = (int) arguments[next++];
        }
        case IMMEDIATE, UPPER, AMOUNT -> shape.number(arguments[next++]);
        default -> {
          return false;
        }
      }
    }
    Plan plan = find(instruction.mnemonic());
    Piece piece = plan == null || plan.kind != Plan.Kind.WORD ? null : word(plan);
    return piece != null && pieces.add(piece);
  }

  /// The plan of an instruction under its own name, with its own operands.
  private @Nullable Plan own(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    Plan[] candidates = plans.get(mnemonic);
    if (candidates == null) {
      candidates = Plan.of(Forms.of(mnemonic), context().instructionSet());
      plans.put(mnemonic, candidates);
    }
    for (Plan plan : candidates) {
      if (plan.form.isOwn() && plan.kind == Plan.Kind.WORD) {
        return plan;
      }
    }
    return null;
  }

  /// See the plain way, [InstructionEncoder], for why these instructions.
  private boolean loadConstant(long rd, long value, SourceSpan span, List<Piece> pieces) {
    long low = FormMatcher.lowerPart(value);
    long high = value - low;
    if (value == (int) value) {
      long from = 0;
      if (high != 0) {
        if (!step(Instruction.LUI, span, pieces, rd, (high >>> 12) & 0xfffff)) {
          return false;
        }
        from = rd;
      }
      if (low != 0 || from == 0) {
        boolean wide = context().instructionSet().has(Instruction.ADDIW);
        return step(wide ? Instruction.ADDIW : Instruction.ADDI, span, pieces, rd, from, low);
      }
      return true;
    }
    int shift = Long.numberOfTrailingZeros(high);
    return loadConstant(rd, high >> shift, span, pieces)
        && step(Instruction.SLLI, span, pieces, rd, rd, shift)
        && (low == 0 || step(Instruction.ADDI, span, pieces, rd, rd, low));
  }
}
