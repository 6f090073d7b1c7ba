package softmetal.isa;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One operand that an instruction takes, by kind.
///
/// The name of an operand says its kind:
///
/// | name | takes |
/// |---|---|
/// | `rd rs rs1 rs2 rt` | an integer register |
/// | `fd fs fs1 fs2 fs3` | a floating-point register |
/// | `sp`, `zero` … | that register and no other |
/// | `0` | that number and no other |
/// | `imm` | a constant, or a relocated part of an address |
/// | `upper` | the upper 20 bits of a 32-bit number, 0 to 0xfffff |
/// | `shamt zimm` | a shift amount, a 5-bit constant |
/// | `target` | where a branch or jump goes |
/// | `symbol` | an address, anywhere |
/// | `tprel` | `%tprel_add(symbol)`, which leaves nothing in the instruction |
/// | `csr` | a CSR, by name or number |
/// | `pred succ` | a set of accesses, such as `rw` |
/// | `rm`, `rm=rne` | a rounding mode, which may be left out: then it is `dyn`, or the one named here |
/// | `imm(rs1)` | memory at a register plus an offset; the offset may be left out |
/// | `(rs1)` | memory at a register |
///
/// In a pattern of [Forms], `rd≠0` and `imm≠0` exclude zero, and a name that appears twice must get the same
/// operand twice.
public sealed interface Parameter {
  /// Which field of an instruction word the operand goes to, or null if it is fixed or has none of its own.
  @Nullable Field field();

  /// The template that stands for what was given for this.
  Template itself();

  record IntegerRegister(String name, boolean nonZero) implements Parameter {
    @Override
    public @Nullable Field field() {
      return registerField(name);
    }

    @Override
    public Template itself() {
      return new Template.Variable(name);
    }
  }

  record FloatingRegister(String name) implements Parameter {
    @Override
    public @Nullable Field field() {
      return registerField(name);
    }

    @Override
    public Template itself() {
      return new Template.Variable(name);
    }
  }

  record FixedRegister(Register register) implements Parameter {
    @Override
    public @Nullable Field field() {
      return null;
    }

    @Override
    public Template itself() {
      return new Template.FixedRegister(register);
    }
  }

  record FixedNumber(long value) implements Parameter {
    @Override
    public @Nullable Field field() {
      return null;
    }

    @Override
    public Template itself() {
      return new Template.Constant(value);
    }
  }

  record Numeric(String name, Kind kind, boolean nonZero) implements Parameter {
    @Override
    public Field field() {
      return kind == Kind.ZIMM ? Field.RS1 : Field.IMMEDIATE;
    }

    @Override
    public Template itself() {
      return new Template.Variable(name);
    }
  }

  record Rounding(String name, RoundingMode byDefault) implements Parameter {
    @Override
    public Field field() {
      return Field.ROUNDING_MODE;
    }

    @Override
    public Template itself() {
      return new Template.Variable(name);
    }
  }

  /// Two operands in one; flattened signatures have the parts.
  sealed interface Composed extends Parameter {
    @Override
    default @Nullable Field field() {
      return null;
    }

    @Override
    default Template itself() {
      throw new IllegalStateException("not flattened: " + this);
    }
  }

  record Memory(Parameter offset, Parameter base) implements Composed {}

  record Address(Parameter base) implements Composed {}

  enum Kind {
    IMM,
    UPPER,
    SHAMT,
    ZIMM,
    TARGET,
    SYMBOL,
    TPREL,
    CSR,
    PRED,
    SUCC
  }

  static Parameter parse(String text) {
    int open = text.indexOf('(');
    if (open >= 0) {
      Parameter base = parse(text.substring(open + 1, text.length() - 1));
      return open == 0 ? new Address(base) : new Memory(parse(text.substring(0, open)), base);
    }
    boolean nonZero = text.endsWith("≠0");
    String name = nonZero ? text.substring(0, text.length() - 2) : text;
    if (Template.isNumber(name)) {
      return new FixedNumber(Long.parseLong(name));
    }
    if (name.startsWith("rm")) {
      RoundingMode mode = RoundingMode.named(name.substring(name.indexOf('=') + 1));
      return new Rounding("rm", mode == null ? RoundingMode.DYN : mode);
    }
    switch (name) {
      case "rd", "rs", "rs1", "rs2", "rt" -> {
        return new IntegerRegister(name, nonZero);
      }
      case "fd", "fs", "fs1", "fs2", "fs3" -> {
        return new FloatingRegister(name);
      }
      default -> {}
    }
    Register fixed = Register.named(name);
    if (fixed != null) {
      return new FixedRegister(fixed);
    }
    return new Numeric(name, Kind.valueOf(name.toUpperCase(Locale.ROOT)), nonZero);
  }

  private static @Nullable Field registerField(String name) {
    return switch (name.substring(1)) {
      case "d" -> Field.RD;
      case "s1" -> Field.RS1;
      case "s2" -> Field.RS2;
      case "s3" -> Field.RS3;
      default -> null;
    };
  }
}
