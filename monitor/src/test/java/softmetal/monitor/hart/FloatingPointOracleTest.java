package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.monitor.hart.FloatFormat.DOUBLE;
import static softmetal.monitor.hart.FloatFormat.SINGLE;
import static softmetal.monitor.hart.FloatingPoint.RMM;
import static softmetal.monitor.hart.FloatingPoint.RNE;
import static softmetal.monitor.hart.IntegerFormat.LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_LONG;
import static softmetal.monitor.hart.IntegerFormat.UNSIGNED_WORD;
import static softmetal.monitor.hart.IntegerFormat.WORD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.oracle.QemuBoard;

/// Every F and D instruction that computes, in every rounding mode, on operands that are awkward: results and flags are
/// those of QEMU. Another run: `-Dsoftmetal.seed=n`.
@Tag("oracle")
class FloatingPointOracleTest {

  private static final int CASES = 4_000;
  private static final long OPERANDS = 0x8100_0000L;
  private static final long RESULTS = 0x8200_0000L;
  private static final int MODES = RMM - RNE + 1;

  /// What an operation is given and gives: `c` and others are register values, the mode is at the end.
  interface Meaning {
    long apply(FloatingPoint unit, long a, long b, long c, int rm);
  }

  /// One instruction: its operands are fa0, fa1 and fa2 or the integer a0, its result is in fa3 or a1.
  record Operation(String assembly, FloatFormat operands, Meaning meaning) {
    boolean takesInteger() {
      return assembly.endsWith(" a0");
    }

    boolean givesInteger() {
      return assembly.contains(" a1,");
    }
  }

  @TempDir Path directory;

  @Test
  void every_instruction_gives_the_results_and_flags_that_qemu_gives() {
    long seed = Long.getLong("softmetal.seed", 1985);
    List<Operation> operations = operations();
    long[] operands = operands(operations, seed);
    var board = new QemuBoard(directory);
    board.write(OPERANDS, operands);
    board.run(program(operations));
    long[] results = board.read(RESULTS, operations.size() * CASES * MODES * 2);

    var differences = new ArrayList<String>();
    var unit = new FloatingPoint();
    int at = 0;
    for (int i = 0; i < operations.size() * CASES; i++) {
      Operation operation = operations.get(i / CASES);
      for (int rm = RNE; rm <= RMM; rm++) {
        long a = operands[3 * i];
        long b = operands[3 * i + 1];
        long c = operands[3 * i + 2];
        unit.setFlags(0);
        long result = operation.meaning.apply(unit, a, b, c, rm);
        if (result != results[at] || unit.flags() != results[at + 1]) {
          differences.add(
              "%s of %x %x %x, rm %d: %x flags %x, QEMU: %x flags %x"
                  .formatted(
                      operation.assembly,
                      a,
                      b,
                      c,
                      rm,
                      result,
                      unit.flags(),
                      results[at],
                      results[at + 1]));
        }
        at += 2;
      }
    }
    assertEquals(
        0,
        differences.size(),
        () ->
            "seed %d: %s"
                .formatted(
                    seed,
                    String.join("\n", differences.subList(0, Math.min(20, differences.size())))));
  }

  private static List<Operation> operations() {
    var all = new ArrayList<Operation>();
    addOperations(all, SINGLE, "s");
    addOperations(all, DOUBLE, "d");
    all.add(
        new Operation(
            "fcvt.s.d fa3, fa0", DOUBLE, (u, a, b, c, rm) -> u.convert(SINGLE, DOUBLE, a, rm)));
    all.add(
        new Operation(
            "fcvt.d.s fa3, fa0", SINGLE, (u, a, b, c, rm) -> u.convert(DOUBLE, SINGLE, a, rm)));
    return all;
  }

  // spotless:off (a table)
  private static void addOperations(List<Operation> all, FloatFormat f, String suffix) {
    add(all, f, "fadd.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.add(f, a, b, rm));
    add(all, f, "fsub.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.subtract(f, a, b, rm));
    add(all, f, "fmul.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.multiply(f, a, b, rm));
    add(all, f, "fdiv.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.divide(f, a, b, rm));
    add(all, f, "fsqrt.%s fa3, fa0",            suffix, (u, a, b, c, rm) -> u.squareRoot(f, a, rm));
    add(all, f, "fmadd.%s fa3, fa0, fa1, fa2",  suffix, (u, a, b, c, rm) -> u.multiplyAdd(f, a, b, c, rm));
    add(all, f, "fmsub.%s fa3, fa0, fa1, fa2",  suffix, (u, a, b, c, rm) -> u.multiplySubtract(f, a, b, c, rm));
    add(all, f, "fnmsub.%s fa3, fa0, fa1, fa2", suffix, (u, a, b, c, rm) -> u.negatedMultiplySubtract(f, a, b, c, rm));
    add(all, f, "fnmadd.%s fa3, fa0, fa1, fa2", suffix, (u, a, b, c, rm) -> u.negatedMultiplyAdd(f, a, b, c, rm));
    add(all, f, "fmin.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.minimum(f, a, b));
    add(all, f, "fmax.%s fa3, fa0, fa1",        suffix, (u, a, b, c, rm) -> u.maximum(f, a, b));
    add(all, f, "fsgnj.%s fa3, fa0, fa1",       suffix, (u, a, b, c, rm) -> FloatingPoint.injectSign(f, a, b));
    add(all, f, "fsgnjn.%s fa3, fa0, fa1",      suffix, (u, a, b, c, rm) -> FloatingPoint.injectOppositeSign(f, a, b));
    add(all, f, "fsgnjx.%s fa3, fa0, fa1",      suffix, (u, a, b, c, rm) -> FloatingPoint.multiplySign(f, a, b));
    add(all, f, "feq.%s a1, fa0, fa1",          suffix, (u, a, b, c, rm) -> u.equal(f, a, b) ? 1 : 0);
    add(all, f, "flt.%s a1, fa0, fa1",          suffix, (u, a, b, c, rm) -> u.less(f, a, b) ? 1 : 0);
    add(all, f, "fle.%s a1, fa0, fa1",          suffix, (u, a, b, c, rm) -> u.lessOrEqual(f, a, b) ? 1 : 0);
    add(all, f, "fclass.%s a1, fa0",            suffix, (u, a, b, c, rm) -> FloatingPoint.classify(f, a));
    add(all, f, "fcvt.w.%s a1, fa0",            suffix, (u, a, b, c, rm) -> u.toInteger(WORD, f, a, rm));
    add(all, f, "fcvt.wu.%s a1, fa0",           suffix, (u, a, b, c, rm) -> u.toInteger(UNSIGNED_WORD, f, a, rm));
    add(all, f, "fcvt.l.%s a1, fa0",            suffix, (u, a, b, c, rm) -> u.toInteger(LONG, f, a, rm));
    add(all, f, "fcvt.lu.%s a1, fa0",           suffix, (u, a, b, c, rm) -> u.toInteger(UNSIGNED_LONG, f, a, rm));
    add(all, f, "fcvt.%s.w fa3, a0",            suffix, (u, a, b, c, rm) -> u.fromInteger(f, WORD, a, rm));
    add(all, f, "fcvt.%s.wu fa3, a0",           suffix, (u, a, b, c, rm) -> u.fromInteger(f, UNSIGNED_WORD, a, rm));
    add(all, f, "fcvt.%s.l fa3, a0",            suffix, (u, a, b, c, rm) -> u.fromInteger(f, LONG, a, rm));
    add(all, f, "fcvt.%s.lu fa3, a0",           suffix, (u, a, b, c, rm) -> u.fromInteger(f, UNSIGNED_LONG, a, rm));
  }
  // spotless:on

  private static void add(
      List<Operation> all, FloatFormat format, String assembly, String suffix, Meaning meaning) {
    all.add(new Operation(assembly.formatted(suffix), format, meaning));
  }

  /// Three words for each case of each operation.
  private static long[] operands(List<Operation> operations, long seed) {
    long[] words = new long[operations.size() * CASES * 3];
    int at = 0;
    for (Operation operation : operations) {
      var source = new FloatOperands(operation.operands, seed + at);
      for (int i = 0; i < 3 * CASES; i++) {
        words[at++] = operation.takesInteger() ? source.nextInteger() : source.next();
      }
    }
    return words;
  }

  /// For each operation, case and mode, two words: the result and the flags. Any trap ends the board with a failure.
  private static String program(List<Operation> operations) {
    var text = new StringBuilder();
    text.append(
        """
        .globl _start
        _start:
          la t0, trapped
          csrw mtvec, t0
          li t0, 0x6000           # FS
          csrs mstatus, t0
          li s0, %d
          li s1, %d
        """
            .formatted(OPERANDS, RESULTS));
    for (Operation operation : operations) {
      text.append("  li s2, %d\n1:\n".formatted(CASES));
      text.append("  ld a0, 0(s0)\n  fld fa0, 0(s0)\n  fld fa1, 8(s0)\n  fld fa2, 16(s0)\n");
      for (int rm = RNE; rm <= RMM; rm++) {
        text.append("  fsrmi %d\n  fsflagsi 0\n  %s\n".formatted(rm, operation.assembly));
        text.append(operation.givesInteger() ? "  sd a1, 0(s1)\n" : "  fsd fa3, 0(s1)\n");
        text.append("  frflags t0\n  sd t0, 8(s1)\n  addi s1, s1, 16\n");
      }
      text.append("  addi s0, s0, 24\n  addi s2, s2, -1\n  bnez s2, 1b\n");
    }
    return text.append(
            """
              li t1, 0x5555
              j finish
              .balign 4
            trapped:
              li t1, 0x13333
            finish:
              li t0, 0x100000
              sw t1, 0(t0)
              j .
            """)
        .toString();
  }
}
