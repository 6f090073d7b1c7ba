package softmetal.assembler.encode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.BitField;
import softmetal.isa.Csr;
import softmetal.isa.Field;
import softmetal.isa.FloatRegister;
import softmetal.isa.Form;
import softmetal.isa.Instruction;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.RoundingMode;
import softmetal.isa.Signature;
import softmetal.isa.Template;
import softmetal.isa.Xlen;

/// Compares the operands of one statement with forms.
final class FormMatcher {
  /// Modifiers that leave the upper 20 bits of something, for `lui` and `auipc`.
  static final Set<String> UPPER_PARTS =
      Set.of("hi", "pcrel_hi", "got_pcrel_hi", "tprel_hi", "tls_ie_pcrel_hi", "tls_gd_pcrel_hi");

  /// Modifiers that leave the lower 12 bits.
  static final Set<String> LOWER_PARTS = Set.of("lo", "pcrel_lo", "tprel_lo");

  private final Statement.Operation operation;
  private final Context context;
  private final Complaints complaints;

  FormMatcher(Statement.Operation operation, Context context) {
    this.operation = operation;
    this.context = context;
    this.complaints = new Complaints(operation, context);
  }

  Match match(Form form) {
    Signature signature = form.signature();
    List<Operand> operands = operation.operands();
    List<Parameter> parameters = signature.parameters();
    if (operands.size() < signature.required() || operands.size() > parameters.size()) {
      return new Match.Misfit(Match.Misfit.COUNT, () -> complaints.wrongCount(form));
    }
    Map<String, Argument> arguments = new HashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      Match.Misfit misfit = bind(parameters.get(i), operands.get(i), i, form, arguments);
      if (misfit != null) {
        return misfit;
      }
    }
    if (form.expansion() instanceof Form.Expansion.Single single) {
      Match.Misfit misfit = checkFields(single, form, arguments);
      if (misfit != null) {
        return misfit;
      }
    }
    return new Match.Fits(arguments);
  }

  /// Takes one operand for one parameter; null if it fits.
  private Match.@Nullable Misfit bind(
      Parameter parameter, Operand operand, int i, Form form, Map<String, Argument> arguments) {
    Operand given = normal(operand);
    return switch (parameter) {
      case Parameter.IntegerRegister(String name, boolean nonZero) -> {
        Register register = Register.named(word(given));
        if (register == null) {
          yield new Match.Misfit(i, () -> complaints.noRegister(operand));
        }
        if (nonZero && register == Register.ZERO) {
          yield new Match.Misfit(i, () -> complaints.badRegister(form, operand.span()));
        }
        yield put(name, register.number(), operand.span(), i, arguments);
      }
      case Parameter.FloatingRegister(String name) -> {
        FloatRegister register = FloatRegister.named(word(given));
        yield register == null
            ? new Match.Misfit(i, () -> complaints.noFloatRegister(operand))
            : put(name, register.number(), operand.span(), i, arguments);
      }
      case Parameter.FixedRegister(Register fixed) ->
          Register.named(word(given)) == fixed
              ? null
              : new Match.Misfit(
                  i, () -> complaints.unexpected(operand, "`" + fixed.lowerCaseName() + "`"));
      case Parameter.FixedNumber(long value) ->
          constant(given).equals(OptionalLong.of(value))
              ? null
              : new Match.Misfit(i, () -> complaints.unexpected(operand, "`" + value + "`"));
      case Parameter.Memory(Parameter offset, Parameter base) ->
          bindMemory(offset, base, operand, i, form, arguments);
      case Parameter.Address(Parameter base) -> {
        if (!(given
                instanceof Operand.Memory(SourceSpan _, Expression offset, Expression.Symbol at))
            || (offset != null && !context.constant(offset).equals(OptionalLong.of(0)))) {
          yield new Match.Misfit(i, () -> complaints.noAddress(operand));
        }
        yield bind(base, new Operand.Value(at.span(), at), i, form, arguments);
      }
      case Parameter.Rounding(String name, RoundingMode _) -> {
        RoundingMode mode = RoundingMode.named(word(given));
        yield mode == null
            ? new Match.Misfit(i, () -> complaints.noRoundingMode(operand))
            : put(name, mode.code(), operand.span(), i, arguments);
      }
      case Parameter.Numeric(String name, Parameter.Kind kind, boolean nonZero) ->
          bindNumber(name, kind, nonZero, operand, i, form, arguments);
    };
  }

  private Match.@Nullable Misfit bindMemory(
      Parameter offset,
      Parameter base,
      Operand operand,
      int i,
      Form form,
      Map<String, Argument> arguments) {
    if (!(normal(operand) instanceof Operand.Memory memory)) {
      return new Match.Misfit(i, () -> complaints.noMemory(operand));
    }
    Operand register = new Operand.Value(memory.base().span(), memory.base());
    Match.Misfit misfit = bind(base, register, i, form, arguments);
    if (misfit != null) {
      return misfit;
    }
    Expression distance = memory.offset();
    Operand number =
        distance == null
            ? new Operand.Value(memory.span(), new Expression.Literal(memory.span(), 0))
            : new Operand.Value(distance.span(), distance);
    return bind(offset, number, i, form, arguments);
  }

  private Match.@Nullable Misfit bindNumber(
      String name,
      Parameter.Kind kind,
      boolean nonZero,
      Operand operand,
      int i,
      Form form,
      Map<String, Argument> arguments) {
    Operand given = normal(operand);
    SourceSpan span = operand.span();
    if (!(given instanceof Operand.Value(SourceSpan _, Expression expression))) {
      return new Match.Misfit(i, () -> complaints.noNumber(operand, kind));
    }
    return switch (kind) {
      case TARGET -> {
        if (expression instanceof Expression.Modifier) {
          yield new Match.Misfit(i, () -> complaints.noNumber(operand, kind));
        }
        arguments.put(name, new Argument.Address(expression, span));
        yield null;
      }
      case SYMBOL -> {
        boolean access = isLoadOrStore(form);
        boolean plain =
            access
                && (Register.named(word(given)) != null
                    || context.constant(expression).isPresent());
        if (plain || expression instanceof Expression.Modifier) {
          yield new Match.Misfit(
              i, () -> access ? complaints.noMemory(operand) : complaints.noNumber(operand, kind));
        }
        arguments.put(name, new Argument.Address(expression, span));
        yield null;
      }
      case TPREL -> {
        if (expression
                instanceof Expression.Modifier(SourceSpan _, String function, Expression address)
            && function.equals("tprel_add")) {
          arguments.put(name, new Argument.Part(function, address, span));
          yield null;
        }
        yield new Match.Misfit(i, () -> complaints.unexpected(operand, "`%tprel_add(symbol)`"));
      }
      case CSR -> {
        Integer number = Csr.numberOf(word(given));
        OptionalLong value = number != null ? OptionalLong.of(number) : constant(given);
        yield value.isPresent()
            ? put(name, value.getAsLong(), span, i, arguments)
            : new Match.Misfit(i, () -> complaints.noCsr(operand));
      }
      case PRED, SUCC -> {
        int set = constant(given).equals(OptionalLong.of(0)) ? 0 : fenceSet(word(given));
        yield set >= 0
            ? put(name, set, span, i, arguments)
            : new Match.Misfit(
                i,
                () -> complaints.unexpected(operand, "some of the letters `iorw` in this order"));
      }
      case IMM, UPPER, SHAMT, ZIMM -> {
        if (expression instanceof Expression.Modifier modifier) {
          yield bindPart(name, kind, modifier, operand, i, form, arguments);
        }
        OptionalLong value = constant(given);
        yield value.isEmpty() || (nonZero && value.getAsLong() == 0)
            ? new Match.Misfit(i, () -> complaints.noNumber(operand, kind))
            : put(name, value.getAsLong(), span, i, arguments);
      }
    };
  }

  /// `%hi(x)` and its like: a number if `x` is one, otherwise left to a relocation.
  private Match.@Nullable Misfit bindPart(
      String name,
      Parameter.Kind kind,
      Expression.Modifier modifier,
      Operand operand,
      int i,
      Form form,
      Map<String, Argument> arguments) {
    String function = modifier.name();
    Set<String> parts =
        switch (kind) {
          case UPPER -> UPPER_PARTS;
          case IMM -> LOWER_PARTS;
          default -> Set.of();
        };
    if (!parts.contains(function)) {
      return new Match.Misfit(i, () -> complaints.badModifier(operand, function, kind));
    }
    if (form.isCompressed() || !(form.expansion() instanceof Form.Expansion.Single)) {
      return new Match.Misfit(i, () -> complaints.noNumber(operand, kind));
    }
    SourceSpan span = operand.span();
    OptionalLong value = context.constant(modifier.operand());
    if (value.isPresent() && function.equals("hi")) {
      return put(name, upperPart(value.getAsLong()), span, i, arguments);
    }
    if (value.isPresent() && function.equals("lo")) {
      return put(name, lowerPart(value.getAsLong()), span, i, arguments);
    }
    arguments.put(name, new Argument.Part(function, modifier.operand(), span));
    return null;
  }

  /// What `%hi` is: the upper 20 of 32 bits, one more where [#lowerPart] is negative.
  static long upperPart(long value) {
    return ((value + 0x800) >> 12) & 0xfffff;
  }

  /// What `%lo` is: the lower 12 bits, signed.
  static long lowerPart(long value) {
    return (value << 52) >> 52;
  }

  /// Whether each number fits in the field where it goes.
  private Match.@Nullable Misfit checkFields(
      Form.Expansion.Single single, Form form, Map<String, Argument> arguments) {
    Instruction instruction = single.instruction();
    Xlen xlen = context.instructionSet().xlen();
    List<Parameter> parameters = instruction.signature().flattened();
    for (int i = 0; i < single.operands().size(); i++) {
      Parameter parameter = parameters.get(i);
      Field field = parameter.field();
      if (field == null
          || !(single.operands().get(i) instanceof Template.Variable(String name))
          || !(arguments.get(name) instanceof Argument.Value(long value, SourceSpan span))) {
        continue;
      }
      BitField bits = instruction.encoding().field(field);
      if (bits == null) {
        throw new IllegalStateException(instruction + " has no " + field);
      }
      if (!fits(parameter, bits, value, xlen)) {
        return new Match.Misfit(
            Match.Misfit.VALUE,
            () -> complaints.badValue(form, instruction, parameter, value, span));
      }
    }
    return null;
  }

  private static boolean fits(Parameter parameter, BitField bits, long value, Xlen xlen) {
    if (!(parameter instanceof Parameter.Numeric(String _, Parameter.Kind kind, boolean _))) {
      return bits.fits(value, xlen);
    }
    return switch (kind) {
      case UPPER -> value >= 0 && value <= 0xfffff && bits.fits(upper(value), xlen);
      case PRED, SUCC -> true;
      case IMM, SHAMT, ZIMM, CSR, TARGET, SYMBOL, TPREL -> bits.fits(value, xlen);
    };
  }

  /// What `lui` with this operand loads.
  static long upper(long value) {
    return (int) (value << 12);
  }

  private Match.@Nullable Misfit put(
      String name, long value, SourceSpan span, int i, Map<String, Argument> arguments) {
    Argument before = arguments.putIfAbsent(name, new Argument.Value(value, span));
    if (before != null
        && !(before instanceof Argument.Value(long same, SourceSpan _) && same == value)) {
      return new Match.Misfit(i, () -> complaints.notTheSame(i, before.span(), span));
    }
    return null;
  }

  /// `(x)`, where `x` is no register, is an expression in parentheses.
  private static Operand normal(Operand operand) {
    return operand
                instanceof
                Operand.Memory(SourceSpan span, Expression offset, Expression.Symbol base)
            && offset == null
            && Register.named(base.name()) == null
        ? new Operand.Value(span, base)
        : operand;
  }

  /// The name, if the operand is a name and nothing else.
  static @Nullable String symbol(Operand operand) {
    return operand instanceof Operand.Value(SourceSpan _, Expression expression)
            && expression instanceof Expression.Symbol(SourceSpan _, String name)
        ? name
        : null;
  }

  /// The name, or nothing.
  private static String word(Operand operand) {
    String name = symbol(operand);
    return name == null ? "" : name;
  }

  private OptionalLong constant(Operand operand) {
    return operand instanceof Operand.Value(SourceSpan _, Expression expression)
            && !(expression instanceof Expression.Modifier)
            && !isRegister(word(operand))
        ? context.constant(expression)
        : OptionalLong.empty();
  }

  private static boolean isRegister(String name) {
    return Register.named(name) != null || FloatRegister.named(name) != null;
  }

  /// Whether the form is an access to memory, which can have `offset(register)` in another form.
  static boolean isLoadOrStore(Form form) {
    Instruction instruction = Instruction.named(form.mnemonic());
    return instruction != null
        && instruction.signature().parameters().stream()
            .anyMatch(p -> p instanceof Parameter.Memory);
  }

  /// The bits of a set of accesses, or -1: `iorw` in this order, some left out.
  static int fenceSet(String letters) {
    int set = letters.isEmpty() ? -1 : 0;
    int last = -1;
    for (int i = 0; i < letters.length(); i++) {
      int place = "iorw".indexOf(letters.charAt(i));
      if (place <= last) {
        return -1;
      }
      set |= 8 >> place;
      last = place;
    }
    return set;
  }
}
