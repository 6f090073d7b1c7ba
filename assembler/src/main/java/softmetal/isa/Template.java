package softmetal.isa;

import java.util.ArrayList;
import java.util.List;

/// One operand of an instruction that stands for another, in terms of that other's operands.
///
/// Written like the operand itself: `rd` (the same operand again), `sp` (that register), `-1` (that number),
/// `cycle` (that CSR's number), `iorw` (that set of accesses),
/// `xlen-8` (the width of a register less 8), `%pcrel_hi(symbol)` (that part of an operand's address).
public sealed interface Template {
  /// What was given for this name.
  record Variable(String name) implements Template {}

  /// What depends on no operand.
  sealed interface Fixed extends Template {
    /// The number that stands in the instruction.
    long value(Xlen xlen);
  }

  record FixedRegister(Register register) implements Fixed {
    @Override
    public long value(Xlen xlen) {
      return register.number();
    }
  }

  record Constant(long value) implements Fixed {
    @Override
    public long value(Xlen xlen) {
      return value;
    }
  }

  /// The register width less this.
  record XlenLess(int bits) implements Fixed {
    @Override
    public long value(Xlen xlen) {
      return (long) xlen.bits() - bits;
    }
  }

  /// A relocated part of what was given for a name.
  ///
  /// @param function without the percent sign
  record Relocated(String function, String name) implements Template {}

  /// Understands a list of operands. Memory operands give two entries: offset and base.
  static List<Template> parseList(String text) {
    List<Template> templates = new ArrayList<>();
    for (String operand : Signature.split(text)) {
      int open = operand.lastIndexOf('(');
      if (open < 0 || (operand.startsWith("%") && operand.indexOf('(') == open)) {
        templates.add(parse(operand));
      } else {
        templates.add(parse(operand.substring(0, open)));
        templates.add(parse(operand.substring(open + 1, operand.length() - 1)));
      }
    }
    return List.copyOf(templates);
  }

  private static Template parse(String text) {
    if (text.startsWith("%")) {
      int open = text.indexOf('(');
      return new Relocated(text.substring(1, open), text.substring(open + 1, text.length() - 1));
    }
    if (text.startsWith("xlen-")) {
      return new XlenLess(Integer.parseInt(text.substring("xlen-".length())));
    }
    if (isNumber(text)) {
      return new Constant(Long.parseLong(text));
    }
    if (text.equals("iorw")) {
      return new Constant(15);
    }
    Integer csr = Csr.numberOf(text);
    if (csr != null) {
      return new Constant(csr);
    }
    Register register = Register.named(text);
    return register != null ? new FixedRegister(register) : new Variable(text);
  }

  /// Whether this is a decimal number: the tables have small ones only.
  static boolean isNumber(String text) {
    char first = text.charAt(text.startsWith("-") ? 1 : 0);
    return first >= '0' && first <= '9';
  }
}
