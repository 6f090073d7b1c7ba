package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.Ordering;
import softmetal.isa.Parameter;

/// Makes the piece for one instruction whose operands are known.
final class Emitter {
  private final Context context;

  Emitter(Context context) {
    this.context = context;
  }

  /// The piece for an instruction.
  ///
  /// @param arguments in the order of the instruction's flattened signature; a rounding mode may be missing
  /// @param label the hidden label to define, or null
  Piece emit(
      Instruction instruction,
      List<Argument> arguments,
      Ordering ordering,
      Expression.@Nullable Symbol label) {
    Map<Field, Long> values = new EnumMap<>(Field.class);
    List<Piece.Fixup> fixups = new ArrayList<>();
    List<Parameter> parameters = instruction.signature().flattened();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Field field = parameter.field();
      if (i >= arguments.size()) {
        if (parameter instanceof Parameter.Rounding rounding) {
          values.put(Field.ROUNDING_MODE, (long) rounding.byDefault().code());
        }
        continue;
      }
      switch (arguments.get(i)) {
        case Argument.Value(long value, SourceSpan _) -> {
          if (field != null) {
            values.merge(field, placed(parameter, value), Long::sum);
          }
        }
        case Argument.Part part -> {
          RelocationType type = relocation(part.function(), instruction);
          values.put(Field.IMMEDIATE, placeholder(part));
          addFixup(fixups, type, part.address(), part.span());
        }
        case Argument.Address(Expression target, SourceSpan span) -> {
          return branch(instruction, arguments, target, span);
        }
      }
    }
    if (instruction.isOrdered()) {
      values.put(Field.IMMEDIATE, (long) ordering.bits());
    }
    int word = instruction.encoding().encode(values);
    return new Piece.Code(word, instruction.length(), fixups, label);
  }

  void addFixup(List<Piece.Fixup> fixups, RelocationType type, Expression target, SourceSpan span) {
    fixups.add(new Piece.Fixup(type, target, span));
    if (context.relax() && isRelaxable(type)) {
      fixups.add(
          new Piece.Fixup(RelocationType.R_RISCV_RELAX, new Expression.Literal(span, 0), span));
    }
  }

  /// A branch or jump in terms of the four-byte instruction, whichever way it was written.
  private static Piece branch(
      Instruction instruction, List<Argument> arguments, Expression target, SourceSpan span) {
    List<Argument.Value> registers = new ArrayList<>();
    for (Argument argument : arguments) {
      if (argument instanceof Argument.Value value) {
        registers.add(value);
      }
    }
    int first = registers.isEmpty() ? 0 : (int) registers.getFirst().value();
    int second = registers.size() < 2 ? 0 : (int) registers.get(1).value();
    Instruction compressed = instruction.isCompressed() ? instruction : null;
    if (instruction == Instruction.C_JAL) {
      first = 1;
    }
    return new Piece.Branch(instruction.base(), first, second, compressed, target, span);
  }

  /// An operand as its field has it.
  private static long placed(Parameter parameter, long value) {
    if (parameter instanceof Parameter.Numeric(String _, Parameter.Kind kind, boolean _)) {
      return switch (kind) {
        case UPPER -> FormMatcher.upper(value);
        case PRED -> value << 4;
        case SUCC, IMM, SHAMT, ZIMM, CSR, TARGET, SYMBOL, TPREL -> value;
      };
    }
    return value;
  }

  static RelocationType relocation(String function, Instruction instruction) {
    boolean store =
        switch (instruction) {
          case SB, SH, SW, SD, FSW, FSD -> true;
          default -> false;
        };
    return switch (function) {
      case "hi" -> RelocationType.R_RISCV_HI20;
      case "lo" -> store ? RelocationType.R_RISCV_LO12_S : RelocationType.R_RISCV_LO12_I;
      case "pcrel_hi" -> RelocationType.R_RISCV_PCREL_HI20;
      case "pcrel_lo" ->
          store ? RelocationType.R_RISCV_PCREL_LO12_S : RelocationType.R_RISCV_PCREL_LO12_I;
      case "got_pcrel_hi" -> RelocationType.R_RISCV_GOT_HI20;
      case "tls_ie_pcrel_hi" -> RelocationType.R_RISCV_TLS_GOT_HI20;
      case "tls_gd_pcrel_hi" -> RelocationType.R_RISCV_TLS_GD_HI20;
      case "tprel_hi" -> RelocationType.R_RISCV_TPREL_HI20;
      case "tprel_lo" ->
          store ? RelocationType.R_RISCV_TPREL_LO12_S : RelocationType.R_RISCV_TPREL_LO12_I;
      case "tprel_add" -> RelocationType.R_RISCV_TPREL_ADD;
      case "call" -> RelocationType.R_RISCV_CALL_PLT;
      default -> throw new IllegalArgumentException("modifier %" + function);
    };
  }

  private static boolean isRelaxable(RelocationType type) {
    return switch (type) {
      case R_RISCV_HI20,
          R_RISCV_LO12_I,
          R_RISCV_LO12_S,
          R_RISCV_PCREL_HI20,
          R_RISCV_PCREL_LO12_I,
          R_RISCV_PCREL_LO12_S,
          R_RISCV_TPREL_HI20,
          R_RISCV_TPREL_LO12_I,
          R_RISCV_TPREL_LO12_S,
          R_RISCV_TPREL_ADD,
          R_RISCV_CALL_PLT ->
          true;
      default -> false;
    };
  }

  /// What GNU as leaves in a relocated field: that part of the addend, and nothing for parts relative to the pc.
  long placeholder(Argument.Part part) {
    long addend = addend(part.address());
    return switch (part.function()) {
      case "hi" -> FormMatcher.upper(FormMatcher.upperPart(addend));
      case "tprel_hi" -> FormMatcher.upper(addend >> 12);
      case "lo" -> FormMatcher.lowerPart(addend);
      default -> 0;
    };
  }

  /// The constant terms of a sum.
  long addend(Expression expression) {
    OptionalLong value = context.constant(expression);
    if (value.isPresent()) {
      return value.getAsLong();
    }
    if (expression
        instanceof
        Expression.Binary(
            SourceSpan _,
            Expression.BinaryOperator operator,
            Expression left,
            Expression right)) {
      return switch (operator) {
        case ADD -> addend(left) + addend(right);
        case SUBTRACT -> addend(left) - addend(right);
        default -> 0;
      };
    }
    return 0;
  }
}
