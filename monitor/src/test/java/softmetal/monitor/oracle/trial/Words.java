package softmetal.monitor.oracle.trial;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import softmetal.isa.Csr;
import softmetal.isa.Encoding;
import softmetal.isa.Field;
import softmetal.isa.Instruction;

/// Instruction words for trials.
final class Words {
  static final int A0 = 10;
  static final int A1 = 11;
  static final int A2 = 12;
  static final int A3 = 13;

  private Words() {}

  /// `rd, rs1, rs2` and `rs2, imm(rs1)`, as far as there are such fields.
  static int word(Instruction instruction, int rd, int rs1, int rs2, long immediate) {
    Encoding encoding = instruction.encoding();
    Map<Field, Long> values = new EnumMap<>(Field.class);
    put(encoding, values, Field.RD, rd);
    put(encoding, values, Field.RS1, rs1);
    put(encoding, values, Field.RS2, rs2);
    put(encoding, values, Field.RS3, A3);
    put(encoding, values, Field.IMMEDIATE, immediate);
    return encoding.encode(values);
  }

  /// The same, or nothing where the immediate does not fit.
  static OptionalInt wordIfLegal(
      Instruction instruction, int rd, int rs1, int rs2, long immediate) {
    try {
      return OptionalInt.of(word(instruction, rd, rs1, rs2, immediate));
    } catch (IllegalArgumentException unfit) {
      return OptionalInt.empty();
    }
  }

  private static void put(Encoding encoding, Map<Field, Long> values, Field field, long value) {
    if (encoding.field(field) != null) {
      values.put(field, value);
    }
  }

  static int csr(Instruction instruction, int rd, int number, int rs1) {
    return word(instruction, rd, rs1, 0, number);
  }

  static int csr(Instruction instruction, int rd, String name, int rs1) {
    Integer number = Csr.numberOf(name);
    if (number == null) {
      throw new IllegalArgumentException(name);
    }
    return csr(instruction, rd, number, rs1);
  }

  /// Powers of two and their neighbours, with both signs: every limit of an immediate is among them.
  static List<Long> limits() {
    var limits = new TreeSet<Long>(List.of(0L, 0x555L, -0x556L, 0x5_5555_0000L, 1365L << 12));
    for (int bit = 0; bit <= 32; bit++) {
      for (long value : List.of(1L << bit, (1L << bit) - 1, (1L << bit) - 2, (1L << bit) + 1)) {
        limits.add(value);
        limits.add(-value);
      }
    }
    return List.copyOf(limits);
  }
}
