package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.isa.BitField;
import softmetal.isa.Field;
import softmetal.isa.Form;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.isa.Ordering;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.Template;

/// A [Form], prepared for matching many statements in one instruction set: names are numbers, fields are shifts.
///
/// Only what [QuickEncoder] can do; any other form is [Kind#OTHER], and means that the plain way must decide.
final class Plan {
  /// How a form becomes pieces.
  enum Kind {
    WORD,
    BRANCH,
    LOAD_CONSTANT,
    RELOCATED_STEPS,
    PLAIN_STEPS,
    BITS,
    OTHER
  }

  /// What an operand must be.
  enum Take {
    REGISTER,
    FLOAT_REGISTER,
    FIXED_REGISTER,
    FIXED_NUMBER,
    MEMORY,
    ADDRESS,
    ROUNDING,
    UPPER,
    IMMEDIATE,
    AMOUNT,
    CSR,
    SET,
    TARGET,
    SYMBOL
  }

  /// One operand of the form.
  ///
  /// @param variable the number of its name in the form, or -1
  /// @param fixed the register or number that it must be
  /// @param offset of a memory operand
  /// @param base of a memory operand or an address
  record Operand(
      Take take,
      int variable,
      boolean nonZero,
      long fixed,
      @Nullable Operand offset,
      @Nullable Operand base) {}

  /// Where a value goes in the word.
  static final class Slot {
    /// Whose value.
    final int variable;

    /// What is left in the word when the variable was not given.
    final int bits;

    /// Whether a value that does not fit means that the form does not.
    final boolean checked;

    private final boolean upper;
    private final int shift;
    private final long min;
    private final long max;
    private final long base;
    private final long stepMask;
    private final long[] excluded;
    private final int[] wordBits;
    private final int[] valueBits;
    private final int[] masks;

    Slot(int variable, int bits, Parameter parameter, BitField field, InstructionSet set) {
      this.variable = variable;
      this.bits = bits;
      Parameter.Kind kind =
          parameter instanceof Parameter.Numeric(String _, Parameter.Kind numeric, boolean _)
              ? numeric
              : null;
      upper = kind == Parameter.Kind.UPPER;
      shift = kind == Parameter.Kind.PRED ? 4 : 0;
      checked = kind != Parameter.Kind.PRED && kind != Parameter.Kind.SUCC;
      min = field.min();
      max = field.max(set.xlen());
      base = field.base();
      stepMask = field.step() - 1;
      excluded = field.excluded().stream().mapToLong(Long::longValue).toArray();
      List<BitField.Piece> pieces = field.pieces();
      wordBits = pieces.stream().mapToInt(BitField.Piece::wordBit).toArray();
      valueBits = pieces.stream().mapToInt(BitField.Piece::valueBit).toArray();
      masks = pieces.stream().mapToInt(piece -> (1 << piece.width()) - 1).toArray();
    }

    /// Whether an instruction may have this value here.
    boolean fits(long given) {
      long value = given;
      if (upper) {
        if (given < 0 || given > 0xfffff) {
          return false;
        }
        value = FormMatcher.upper(given);
      }
      if (value < min || value > max || ((value - base) & stepMask) != 0) {
        return false;
      }
      for (long none : excluded) {
        if (value == none) {
          return false;
        }
      }
      return true;
    }

    /// The bits of the word that hold a value that fits.
    int scatter(long given) {
      return scatterPlaced(upper ? FormMatcher.upper(given) : given << shift);
    }

    /// The same for a value as the field has it.
    int scatterPlaced(long placed) {
      long value = placed - base;
      int word = 0;
      for (int i = 0; i < wordBits.length; i++) {
        word |= ((int) (value >>> valueBits[i]) & masks[i]) << wordBits[i];
      }
      return word;
    }
  }

  /// One instruction of a sequence.
  ///
  /// @param function of the relocated operand, without the percent sign; empty if there is none
  /// @param values what its operands are, where none is relocated: a variable (not negative), or `~index` into
  ///     `constants`
  record Step(
      Instruction instruction,
      int word,
      Slot[] slots,
      String function,
      int[] values,
      long[] constants) {}

  final Form form;
  final Kind kind;
  final int required;
  final Operand[] operands;
  final boolean compressed;
  final boolean single;
  final boolean access;

  /// Of a single instruction: which, and its word without the operands.
  final @Nullable Instruction instruction;

  final int word;
  final Slot[] slots;
  final int length;

  /// Of a branch: its registers, as variables or `~number`; and the variable of its target.
  final int first;

  final int second;
  final int target;

  /// Of a CSR instruction: the variable of its CSR, or -1; and that which is written only where it is not zero, or -1.
  final int csr;

  final int written;

  final Step[] steps;
  final int symbol;

  /// Of a constant: the register and the number.
  final int rd;

  final int immediate;

  private Plan(Builder builder, Kind kind) {
    form = builder.form;
    this.kind = kind;
    required = form.signature().required();
    operands = kind == Kind.OTHER ? new Operand[0] : builder.operands.toArray(new Operand[0]);
    compressed = form.isCompressed();
    single = form.expansion() instanceof Form.Expansion.Single;
    access = FormMatcher.isLoadOrStore(form);
    instruction = builder.instruction;
    word = builder.word;
    slots = builder.slots.toArray(new Slot[0]);
    length = builder.length;
    first = builder.registers.size() > 0 ? builder.registers.get(0) : ~0;
    second = builder.registers.size() > 1 ? builder.registers.get(1) : ~0;
    target = builder.target;
    csr = builder.csr;
    written = builder.written;
    steps = builder.steps.toArray(new Step[0]);
    symbol = builder.variable("symbol");
    rd = builder.variable("rd");
    immediate = builder.variable("imm");
  }

  /// The forms of a mnemonic that exist in an instruction set, in the order in which they are tried.
  static Plan[] of(List<Form> forms, InstructionSet set) {
    List<Plan> plans = new ArrayList<>();
    for (Form form : forms) {
      if (form.isIn(set)) {
        plans.add(of(form, set));
      }
    }
    return plans.toArray(new Plan[0]);
  }

  private static Plan of(Form form, InstructionSet set) {
    Builder builder = new Builder(form, set);
    try {
      return new Plan(builder, builder.build());
    } catch (Unprepared _) {
      return new Plan(new Builder(form, set), Kind.OTHER);
    }
  }

  /// A form that is left to the plain way.
  private static final class Unprepared extends Exception {
    private static final long serialVersionUID = 1;

    Unprepared() {
      super(null, null, false, false);
    }
  }

  private static final class Builder {
    private final Form form;
    private final InstructionSet set;
    private final Map<String, Integer> variables = new HashMap<>();
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final List<Operand> operands = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Integer> registers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Instruction instruction;
    private int word;
    private int length;
    private int target = -1;
    private int csr = -1;
    private int written = -1;

    Builder(Form form, InstructionSet set) {
      this.form = form;
      this.set = set;
    }

    int variable(String name) {
      return variables.getOrDefault(name, -1);
    }

    private int variable(String name, Parameter parameter) {
      parameters.put(name, parameter);
      return variables.computeIfAbsent(name, any -> variables.size());
    }

    Kind build() throws Unprepared {
      for (Parameter parameter : form.signature().parameters()) {
        operands.add(operand(parameter));
      }
      Form.Expansion expansion = form.expansion();
      if (expansion instanceof Form.Expansion.Single single) {
        return single(single.instruction(), single.operands(), single.ordering());
      }
      if (expansion instanceof Form.Expansion.Sequence(List<Form.Step> sequence)) {
        return sequence(sequence);
      }
      if (expansion instanceof Form.Expansion.Bits(int bits, int bytes)) {
        word = bits;
        length = bytes;
        return Kind.BITS;
      }
      return Kind.LOAD_CONSTANT;
    }

    // A `switch` over the types would be made anew by the JVM at each start: here, tests are the
    // quicker way.
    private Operand operand(Parameter parameter) throws Unprepared {
      if (parameter instanceof Parameter.IntegerRegister(String name, boolean nonZero)) {
        return new Operand(Take.REGISTER, variable(name, parameter), nonZero, 0, null, null);
      }
      if (parameter instanceof Parameter.Numeric(String name, var kind, boolean nonZero)) {
        return new Operand(take(kind), variable(name, parameter), nonZero, 0, null, null);
      }
      if (parameter instanceof Parameter.Memory(Parameter offset, Parameter base)) {
        return new Operand(Take.MEMORY, -1, false, 0, operand(offset), operand(base));
      }
      if (parameter instanceof Parameter.FloatingRegister(String name)) {
        return new Operand(Take.FLOAT_REGISTER, variable(name, parameter), false, 0, null, null);
      }
      if (parameter instanceof Parameter.FixedRegister(Register register)) {
        return new Operand(Take.FIXED_REGISTER, -1, false, register.number(), null, null);
      }
      if (parameter instanceof Parameter.FixedNumber(long value)) {
        return new Operand(Take.FIXED_NUMBER, -1, false, value, null, null);
      }
      if (parameter instanceof Parameter.Address(Parameter base)) {
        return new Operand(Take.ADDRESS, -1, false, 0, null, operand(base));
      }
      if (parameter instanceof Parameter.Rounding rounding) {
        int variable = variable(rounding.name(), parameter);
        return new Operand(Take.ROUNDING, variable, false, 0, null, null);
      }
      throw new Unprepared();
    }

    private static Take take(Parameter.Kind kind) throws Unprepared {
      return switch (kind) {
        case IMM -> Take.IMMEDIATE;
        case UPPER -> Take.UPPER;
        case SHAMT, ZIMM -> Take.AMOUNT;
        case TARGET -> Take.TARGET;
        case SYMBOL -> Take.SYMBOL;
        case CSR -> Take.CSR;
        case PRED, SUCC -> Take.SET;
        case TPREL -> throw new Unprepared();
      };
    }

    private Kind single(Instruction only, List<Template> templates, Ordering ordering)
        throws Unprepared {
      instruction = only;
      length = only.length();
      for (Template template : templates) {
        if (template instanceof Template.Variable(String name) && isTarget(name)) {
          target = variable(name);
        }
      }
      if (target >= 0) {
        branch(only, templates);
        slots(only, templates, slots);
        return Kind.BRANCH;
      }
      word = only.encoding().match();
      slots(only, templates, slots);
      if (only.isOrdered()) {
        word |= field(only, Field.IMMEDIATE).scatter(ordering.bits());
      }
      csr(only, templates);
      return Kind.WORD;
    }

    private boolean isTarget(String name) {
      return parameters.get(name)
              instanceof Parameter.Numeric(String _, Parameter.Kind kind, boolean _)
          && kind == Parameter.Kind.TARGET;
    }

    private void branch(Instruction only, List<Template> templates) throws Unprepared {
      if (only == Instruction.C_JAL) {
        throw new Unprepared();
      }
      for (Template template : templates) {
        if (template instanceof Template.FixedRegister(Register register)) {
          registers.add(~register.number());
        } else if (!(template instanceof Template.Variable(String name))) {
          throw new Unprepared();
        } else if (!isTarget(name)) {
          registers.add(variable(name));
        }
      }
    }

    /// The operands of an instruction as slots; fixed ones go to the word at once.
    private void slots(Instruction only, List<Template> templates, List<Slot> into)
        throws Unprepared {
      List<Parameter> flattened = only.signature().flattened();
      for (int i = 0; i < flattened.size(); i++) {
        Parameter parameter = flattened.get(i);
        Field field = parameter.field();
        if (field == null) {
          continue;
        }
        if (i >= templates.size()) {
          if (parameter instanceof Parameter.Rounding rounding) {
            word |= field(only, field).scatter(rounding.byDefault().code());
          }
          continue;
        }
        Template template = templates.get(i);
        if (template instanceof Template.Fixed fixed) {
          word |= constant(only, parameter, field, fixed.value(set.xlen()));
        } else if (template instanceof Template.Variable(String name)) {
          int bits =
              parameter instanceof Parameter.Rounding rounding
                  ? field(only, field).scatter(rounding.byDefault().code())
                  : 0;
          into.add(new Slot(known(name), bits, parameter, field(only, field), set));
        }
      }
    }

    private int known(String name) throws Unprepared {
      Integer variable = variables.get(name);
      if (variable == null) {
        throw new Unprepared();
      }
      return variable;
    }

    private int constant(Instruction only, Parameter parameter, Field field, long value)
        throws Unprepared {
      Slot slot = new Slot(-1, 0, parameter, field(only, field), set);
      if (slot.checked && !slot.fits(value)) {
        throw new Unprepared();
      }
      return slot.scatter(value);
    }

    private static BitField field(Instruction only, Field field) throws Unprepared {
      BitField bits = only.encoding().field(field);
      if (bits == null) {
        throw new Unprepared();
      }
      return bits;
    }

    /// What is needed to see that a read-only CSR is written: the plain way warns of it.
    private void csr(Instruction only, List<Template> templates) throws Unprepared {
      boolean always = only == Instruction.CSRRW || only == Instruction.CSRRWI;
      boolean sometimes =
          switch (only) {
            case CSRRS, CSRRC, CSRRSI, CSRRCI -> true;
            default -> false;
          };
      if (!always && !sometimes) {
        return;
      }
      if (sometimes && !(templates.get(2) instanceof Template.Variable)) {
        return; // the zero of `csrr`
      }
      if (!(templates.get(1) instanceof Template.Variable(String name))) {
        throw new Unprepared();
      }
      csr = known(name);
      if (sometimes && templates.get(2) instanceof Template.Variable(String source)) {
        written = known(source);
      }
    }

    private Kind sequence(List<Form.Step> sequence) throws Unprepared {
      boolean relocated = false;
      boolean plain = false;
      boolean anchored = false;
      for (Form.Step step : sequence) {
        Step made = step(step);
        steps.add(made);
        relocated |= !made.function().isEmpty();
        plain |= made.function().isEmpty();
        anchored |= !made.function().isEmpty() && !made.function().equals("call");
      }
      if (anchored && plain) {
        throw new Unprepared();
      }
      return relocated ? Kind.RELOCATED_STEPS : Kind.PLAIN_STEPS;
    }

    private Step plain(Form.Step step) throws Unprepared {
      List<Template> templates = step.operands();
      int[] values = new int[templates.size()];
      long[] constants = new long[templates.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = ~i;
        if (templates.get(i) instanceof Template.Fixed fixed) {
          constants[i] = fixed.value(set.xlen());
        } else if (templates.get(i) instanceof Template.Variable(String name)) {
          values[i] = known(name);
        } else {
          throw new Unprepared();
        }
      }
      return new Step(step.instruction(), 0, new Slot[0], "", values, constants);
    }

    private Step step(Form.Step step) throws Unprepared {
      String function = "";
      for (Template template : step.operands()) {
        if (template instanceof Template.Relocated(String name, String of)) {
          if (!function.isEmpty()
              || !of.equals("symbol")
              || name.equals("hi")
              || name.equals("lo")) {
            throw new Unprepared();
          }
          function = name;
        }
      }
      if (function.isEmpty()) {
        return plain(step);
      }
      Instruction only = step.instruction();
      word = only.encoding().match();
      List<Slot> of = new ArrayList<>();
      slots(only, step.operands(), of);
      return new Step(only, word, of.toArray(new Slot[0]), function, new int[0], new long[0]);
    }
  }
}
