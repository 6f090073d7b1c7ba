package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import softmetal.isa.Field;
import softmetal.isa.Instruction;

/// A growing sequence of instruction words: just enough of an assembler for tests that must not trust one.
final class Code {
  /// The shape of a branch that is not yet known: see [#branchFromHere].
  private static final int UNKNOWN = 0;

  private final List<Integer> words = new ArrayList<>();
  private int bytes;

  /// The distance in bytes from the first word to the next one.
  int here() {
    return bytes;
  }

  List<Integer> words() {
    return words;
  }

  /// Bytes of a word in memory.
  static int length(int word) {
    return (word & 3) == 3 ? 4 : 2;
  }

  Code add(int word) {
    words.add(word);
    bytes += length(word);
    return this;
  }

  /// `rd, rs1, imm` and `rd, imm(rs1)`.
  Code immediate(Instruction instruction, int rd, int rs1, long immediate) {
    return add(wordWithImmediate(instruction, rd, rs1, immediate));
  }

  static int wordWithImmediate(Instruction instruction, int rd, int rs1, long immediate) {
    return word(
        instruction,
        Map.of(Field.RD, (long) rd, Field.RS1, (long) rs1, Field.IMMEDIATE, immediate));
  }

  /// `rd, rs1, rs2`.
  Code registers(Instruction instruction, int rd, int rs1, int rs2) {
    return add(
        word(
            instruction,
            Map.of(Field.RD, (long) rd, Field.RS1, (long) rs1, Field.RS2, (long) rs2)));
  }

  /// `rs2, imm(rs1)`.
  Code store(Instruction instruction, int rs2, long immediate, int rs1) {
    return add(wordOfStore(instruction, rs2, immediate, rs1));
  }

  /// A store, or a branch with the distance as immediate.
  static int wordOfStore(Instruction instruction, int rs2, long immediate, int rs1) {
    return word(
        instruction,
        Map.of(Field.RS1, (long) rs1, Field.RS2, (long) rs2, Field.IMMEDIATE, immediate));
  }

  /// `rd, imm`: `lui`, `auipc`, `jal`.
  Code upper(Instruction instruction, int rd, long immediate) {
    return add(word(instruction, Map.of(Field.RD, (long) rd, Field.IMMEDIATE, immediate)));
  }

  /// An instruction without operands.
  Code plain(Instruction instruction) {
    return add(word(instruction, Map.of()));
  }

  static int word(Instruction instruction, Map<Field, Long> values) {
    return instruction.encoding().encode(values);
  }

  /// A branch to a place before this one.
  Code branchBack(Instruction instruction, int rs1, int rs2, int target) {
    return store(instruction, rs2, target - bytes, rs1);
  }

  /// A branch to a place that is named later by [#arrive].
  ///
  /// @return what to give to [#arrive]
  int branchFromHere(Instruction instruction, int rs1, int rs2) {
    store(instruction, rs2, UNKNOWN, rs1);
    return words.size() - 1;
  }

  /// Lets a branch lead here.
  void arrive(int branch) {
    int from = 0;
    for (int i = 0; i < branch; i++) {
      from += length(words.get(i));
    }
    // A branch with distance zero differs from the final one in the bits of the distance alone.
    int distance =
        Instruction.BEQ.encoding().encode(Map.of(Field.IMMEDIATE, (long) bytes - from))
            ^ Instruction.BEQ.encoding().match();
    words.set(branch, words.get(branch) | distance);
  }
}
