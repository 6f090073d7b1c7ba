package softmetal.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One operand of an instruction that stands for another, in terms of that other's operands.
///
/// Written like the operand itself: `rd` (the same operand again), `sp` (that register), `-1` (that number),
/// `cycle` (that CSR's number), `iorw` (that set of accesses),
/// `xlen-8` (the width of a register less 8), `%pcrel_hi(symbol)` (that part of an operand's address).
public sealed interface Template {
  /// What was given for this name.
  record Variable(String name) implements Template {}

  record FixedRegister(Register register) implements Template {}

  record Constant(long value) implements Template {}

  /// The register width less this.
  record XlenLess(int bits) implements Template {}

  /// A relocated part of what was given for a name.
  ///
  /// @param function without the percent sign
  record Relocated(String function, String name) implements Template {}

  Pattern RELOCATED = Pattern.compile("%([a-z_]+)\\(([a-z]+)\\)");
  Pattern MEMORY = Pattern.compile("([^()]+(?:\\([a-z]+\\))?)\\(([a-z0-9]+)\\)");

  /// Understands a list of operands. Memory operands give two entries: offset and base.
  static List<Template> parseList(String text) {
    List<Template> templates = new ArrayList<>();
    for (String operand : text.isEmpty() ? new String[0] : text.split(", *", -1)) {
      Matcher memory = MEMORY.matcher(operand);
      if (memory.matches() && !operand.matches(RELOCATED.pattern())) {
        templates.add(parse(memory.group(1)));
        templates.add(parse(memory.group(2)));
      } else {
        templates.add(parse(operand));
      }
    }
    return List.copyOf(templates);
  }

  private static Template parse(String text) {
    Matcher relocated = RELOCATED.matcher(text);
    if (relocated.matches()) {
      return new Relocated(relocated.group(1), relocated.group(2));
    }
    if (text.startsWith("xlen-")) {
      return new XlenLess(Integer.parseInt(text.substring("xlen-".length())));
    }
    if (text.matches("-?[0-9]+")) {
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
}
