package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Csr;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.Instruction;
import softmetal.isa.Ordering;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.Template;

/// Turns one instruction statement into pieces: the first of its mnemonic's [Forms] that fits decides.
///
/// Bytes and relocations are those of GNU as. Used by one thread.
public final class InstructionEncoder {
  private final QuickEncoder quick = new QuickEncoder();

  /// The pieces of a statement, in order; empty after an error, which is reported.
  public List<Piece> encode(Statement.Operation operation, Context context) {
    if (operation.mnemonic().startsWith(RawInstruction.PREFIX)) {
      return new RawInstruction(operation, context).encode();
    }
    List<Piece> pieces = quick.encode(operation, context);
    return pieces != null ? pieces : encodePlainly(operation, context);
  }

  /// The same without [QuickEncoder]: its plain twin.
  List<Piece> encodePlainly(Statement.Operation operation, Context context) {
    List<Form> forms = forms(operation, context);
    FormMatcher matcher = new FormMatcher(operation, context);
    for (Form form : forms) {
      if (form.isIn(context.instructionSet())
          && matcher.match(form) instanceof Match.Fits(Map<String, Argument> arguments)) {
        return expand(operation, form, arguments, context);
      }
    }
    context.report(new Complaints(operation, context).nothingFits(forms, matcher));
    return List.of();
  }

  private static List<Form> forms(Statement.Operation operation, Context context) {
    boolean throughTable = operation.mnemonic().equals("la") && context.positionIndependent();
    return Forms.of(throughTable ? "lga" : operation.mnemonic());
  }

  private List<Piece> expand(
      Statement.Operation operation, Form form, Map<String, Argument> arguments, Context context) {
    return switch (form.expansion()) {
      case Form.Expansion.Bits(int word, int length) ->
          List.of(new Piece.Code(word, length, List.of(), null));
      case Form.Expansion.LoadConstant() ->
          loadConstant(operation, value(arguments, "rd"), value(arguments, "imm"), context);
      case Form.Expansion.Single single -> {
        Emitter emitter = new Emitter(context);
        List<Argument> resolved = resolve(single.operands(), arguments, operation.span(), context);
        Piece piece = emitter.emit(single.instruction(), resolved, single.ordering(), null);
        if (arguments.get("tprel")
                instanceof Argument.Part(String _, Expression at, SourceSpan span)
            && piece instanceof Piece.Code(int word, int length, List<Piece.Fixup> _, var label)) {
          List<Piece.Fixup> fixups = new ArrayList<>();
          emitter.addFixup(fixups, RelocationType.R_RISCV_TPREL_ADD, at, span);
          piece = new Piece.Code(word, length, fixups, label);
        }
        warnOfReadOnly(single.instruction(), resolved, form, context);
        yield List.of(piece);
      }
      case Form.Expansion.Sequence(List<Form.Step> steps) ->
          sequence(operation, steps, arguments, context);
    };
  }

  private List<Piece> sequence(
      Statement.Operation operation,
      List<Form.Step> steps,
      Map<String, Argument> arguments,
      Context context) {
    if (arguments.get("symbol") instanceof Argument.Address(Expression address, SourceSpan _)
        && (operation.mnemonic().equals("la") || operation.mnemonic().equals("lla"))
        && context.constant(address).isPresent()) {
      return loadConstant(
          operation, value(arguments, "rd"), context.constant(address).getAsLong(), context);
    }
    List<Piece> pieces = new ArrayList<>();
    Expression.Symbol anchor = null;
    for (Form.Step step : steps) {
      if (step.operands().stream().noneMatch(Template.Relocated.class::isInstance)) {
        pieces.addAll(again(operation, step, arguments, context));
        continue;
      }
      List<Argument> resolved = new ArrayList<>();
      boolean definesAnchor = false;
      for (Template template : step.operands()) {
        if (template instanceof Template.Relocated(String function, String name)
            && arguments.get(name)
                instanceof Argument.Address(Expression target, SourceSpan span)) {
          if (function.equals("pcrel_lo") && anchor != null) {
            resolved.add(new Argument.Part(function, anchor, span));
          } else {
            definesAnchor = !function.equals("call");
            resolved.add(new Argument.Part(function, target, span));
          }
        } else {
          resolved.addAll(resolve(List.of(template), arguments, operation.span(), context));
        }
      }
      if (definesAnchor && arguments.get("symbol") instanceof Argument.Address symbol) {
        anchor = context.hiddenLabel(symbol.address());
      }
      pieces.add(
          new Emitter(context)
              .emit(step.instruction(), resolved, Ordering.RELAXED, definesAnchor ? anchor : null));
    }
    return pieces;
  }

  /// Encodes a step as if it stood in the source, so that it may become a two-byte instruction.
  private List<Piece> again(
      Statement.Operation operation,
      Form.Step step,
      Map<String, Argument> arguments,
      Context context) {
    SourceSpan span = operation.span();
    List<Argument> resolved = resolve(step.operands(), arguments, span, context);
    List<Operand> operands = new ArrayList<>();
    int next = 0;
    for (Parameter parameter : step.instruction().signature().parameters()) {
      if (parameter instanceof Parameter.Memory) {
        Expression offset = literal(resolved.get(next++), span);
        operands.add(new Operand.Memory(span, offset, register(resolved.get(next++), span)));
      } else {
        Argument argument = resolved.get(next++);
        operands.add(
            new Operand.Value(
                span,
                parameter instanceof Parameter.IntegerRegister
                    ? register(argument, span)
                    : literal(argument, span)));
      }
    }
    return encodePlainly(
        new Statement.Operation(
            span, operation.mnemonicSpan(), step.instruction().mnemonic(), operands),
        context);
  }

  /// Builds a constant in a register, with the instructions that GNU as takes for it: what fits in 32 signed bits
  /// with `lui` and `addiw`; of any other the upper part first, without its trailing zeros, shifted into place.
  private List<Piece> loadConstant(
      Statement.Operation operation, long rd, long value, Context context) {
    List<Piece> pieces = new ArrayList<>();
    int bits = context.instructionSet().xlen().bits();
    loadConstant(operation, rd, bits == 32 ? (int) value : value, context, pieces);
    return pieces;
  }

  private void loadConstant(
      Statement.Operation operation, long rd, long value, Context context, List<Piece> pieces) {
    long low = FormMatcher.lowerPart(value);
    long high = value - low;
    if (value == (int) value) {
      long source = 0;
      if (high != 0) {
        pieces.addAll(step(operation, context, Instruction.LUI, rd, (high >>> 12) & 0xfffff));
        source = rd;
      }
      // Asks for the register, as GNU as does: `li zero` gets the second instruction even if it
      // adds nothing.
      if (low != 0 || source == 0) {
        boolean wide = context.instructionSet().has(Instruction.ADDIW);
        Instruction add = wide ? Instruction.ADDIW : Instruction.ADDI;
        pieces.addAll(step(operation, context, add, rd, source, low));
      }
      return;
    }
    int shift = Long.numberOfTrailingZeros(high);
    loadConstant(operation, rd, high >> shift, context, pieces);
    pieces.addAll(step(operation, context, Instruction.SLLI, rd, rd, shift));
    if (low != 0) {
      pieces.addAll(step(operation, context, Instruction.ADDI, rd, rd, low));
    }
  }

  private List<Piece> step(
      Statement.Operation operation, Context context, Instruction instruction, long... values) {
    List<Template> templates = new ArrayList<>();
    for (long value : values) {
      templates.add(new Template.Constant(value));
    }
    return again(operation, new Form.Step(instruction, templates), Map.of(), context);
  }

  private static List<Argument> resolve(
      List<Template> templates, Map<String, Argument> arguments, SourceSpan span, Context context) {
    List<Argument> resolved = new ArrayList<>();
    for (Template template : templates) {
      switch (template) {
        case Template.Variable(String name) -> {
          Argument argument = arguments.get(name);
          if (argument != null) {
            resolved.add(argument);
          }
        }
        case Template.FixedRegister(Register register) ->
            resolved.add(new Argument.Value(register.number(), span));
        case Template.Constant(long value) -> resolved.add(new Argument.Value(value, span));
        case Template.XlenLess(int bits) ->
            resolved.add(new Argument.Value(context.instructionSet().xlen().bits() - bits, span));
        case Template.Relocated relocated ->
            throw new IllegalStateException("relocated outside a sequence: " + relocated);
      }
    }
    return resolved;
  }

  private static void warnOfReadOnly(
      Instruction instruction, List<Argument> arguments, Form form, Context context) {
    @Nullable Argument csr =
        switch (instruction) {
          case CSRRW, CSRRWI -> arguments.get(1);
          case CSRRS, CSRRC, CSRRSI, CSRRCI ->
              ((Argument.Value) arguments.get(2)).value() == 0 ? null : arguments.get(1);
          default -> null;
        };
    if (csr instanceof Argument.Value(long number, SourceSpan span)
        && Csr.isReadOnly((int) number)
        && !form.mnemonic().equals("unimp")) {
      context.report(Problem.READ_ONLY_CSR.at(span, Csr.nameOf((int) number), number));
    }
  }

  private static long value(Map<String, Argument> arguments, String name) {
    if (arguments.get(name) instanceof Argument.Value(long value, SourceSpan _)) {
      return value;
    }
    throw new IllegalStateException("no number for " + name);
  }

  private static Expression literal(Argument argument, SourceSpan span) {
    return new Expression.Literal(span, ((Argument.Value) argument).value());
  }

  private static Expression.Symbol register(Argument argument, SourceSpan span) {
    return new Expression.Symbol(span, "x" + ((Argument.Value) argument).value());
  }
}
