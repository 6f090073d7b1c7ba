package softmetal.monitor.oracle.trial;

import java.util.ArrayList;
import java.util.List;

/// One instruction word that is executed with all combinations of some operands.
///
/// @param name the instruction, with what is not a register
/// @param frm the dynamic rounding mode meanwhile
/// @param shape what is loaded before and stored behind it
/// @param operands tables of values, one for each operand; the last one changes first
record OperandLoop(String name, int word, int frm, Shape shape, List<List<Long>> operands) {
  /// Operands are in a0 and a1, in fa0, fa1 and fa2, or in memory at a2; results in a3 and fa3, or there.
  enum Shape {
    /// `a3, a0, a1`: the result.
    INTEGER("", "sd a3, 0(s1)"),
    /// Operands in both files: the result and the flags.
    TO_FLOAT("fsflagsi 0", "fsd fa3, 0(s1)\n  frflags t0\n  sd t0, 8(s1)"),
    FLOAT_TO_INTEGER("fsflagsi 0", "sd a3, 0(s1)\n  frflags t0\n  sd t0, 8(s1)"),
    /// Skips the next two instructions where it branches: 1 or 2.
    BRANCH("li a3, 1", "j .+8\n  li a3, 2\n  sd a3, 0(s1)"),
    /// The first operand is in memory: the register, and memory afterwards.
    MEMORY("sd a0, 0(a2)", "sd a3, 0(s1)\n  ld t0, 0(a2)\n  sd t0, 8(s1)"),
    MEMORY_TO_FLOAT("sd a0, 0(a2)", "fsd fa3, 0(s1)");

    private final String before;
    private final String after;

    Shape(String before, String after) {
      this.before = before;
      this.after = after;
    }

    int resultWords() {
      return after.contains("8(s1)") ? 2 : 1;
    }
  }

  int cases() {
    return operands.stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
  }

  int resultWords() {
    return cases() * shape.resultWords();
  }

  /// The loops in assembly language: s1 is where results go.
  ///
  /// @param tables the addresses of the tables
  String assembly(List<Long> tables) {
    var text = new StringBuilder("  csrwi frm, %d\n".formatted(frm));
    text.append("  li a2, 0x%x\n".formatted(OperandLoops.SCRATCH));
    for (int i = 0; i < tables.size(); i++) {
      text.append(
          "  li s%d, 0x%x\n  li s%d, %d\n"
              .formatted(2 + i, tables.get(i), 5 + i, operands.get(i).size()));
      text.append("1%d: ld a%d, 0(s%d)\n  fld fa%d, 0(s%d)\n".formatted(i, i, 2 + i, i, 2 + i));
    }
    text.append("  %s\n  .word 0x%x\n  %s\n".formatted(shape.before, word, shape.after));
    text.append("  addi s1, s1, %d\n".formatted(8 * shape.resultWords()));
    for (int i = tables.size() - 1; i >= 0; i--) {
      text.append(
          "  addi s%1$d, s%1$d, 8\n  addi s%2$d, s%2$d, -1\n  bnez s%2$d, 1%3$db\n"
              .formatted(2 + i, 5 + i, i));
    }
    return text.toString();
  }

  /// The operands of a case.
  List<Long> operandsOf(int number) {
    List<Long> values = new ArrayList<>();
    int rest = number;
    for (int i = operands.size() - 1; i >= 0; i--) {
      values.addFirst(operands.get(i).get(rest % operands.get(i).size()));
      rest /= operands.get(i).size();
    }
    return values;
  }
}
