package softmetal.isa;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One instruction word, taken apart. Fields that the instruction does not have are 0 (or `RNE`).
///
/// @param word the bits in memory; of a two-byte instruction, the upper half is zero
/// @param rd 0 to 31, integer or floating-point register as the instruction has it; likewise `rs1` to `rs3`
/// @param rs1 also the 5-bit constant of `csrrwi` and its like
/// @param immediate sign-extended and ready for use: `lui a0, 1` has 4096, a branch the distance in bytes, a shift
///     the amount, `csrrw` the CSR number, `fence` its bits 31 to 20 (fm, predecessor, successor), an atomic `aq` in
///     bit 1 and `rl` in bit 0
public record Decoded(
    Instruction instruction,
    int word,
    int rd,
    int rs1,
    int rs2,
    int rs3,
    RoundingMode roundingMode,
    long immediate) {

  /// Bytes in memory: 2 or 4. Stays what it was when a compressed instruction is expanded.
  public int length() {
    return (word & 3) == 3 ? 4 : 2;
  }

  /// The value of a field, the rounding mode as its code.
  public long value(Field field) {
    return switch (field) {
      case RD -> rd;
      case RS1 -> rs1;
      case RS2 -> rs2;
      case RS3 -> rs3;
      case ROUNDING_MODE -> roundingMode.code();
      case IMMEDIATE -> immediate;
    };
  }

  /// The base instruction for which a compressed one stands, with the same word; any other is itself.
  public Decoded expanded() {
    if (!instruction.isCompressed()) {
      return this;
    }
    Instruction base = instruction.base();
    Map<Field, Long> values = new EnumMap<>(Field.class);
    List<Parameter> parameters = base.signature().flattened();
    for (int i = 0; i < parameters.size(); i++) {
      Field field = parameters.get(i).field();
      if (field != null) {
        values.put(field, valueOf(instruction.baseOperands().get(i)));
      }
    }
    return new Decoded(
        base,
        word,
        values.getOrDefault(Field.RD, 0L).intValue(),
        values.getOrDefault(Field.RS1, 0L).intValue(),
        values.getOrDefault(Field.RS2, 0L).intValue(),
        0,
        RoundingMode.RNE,
        values.getOrDefault(Field.IMMEDIATE, 0L));
  }

  private long valueOf(Template template) {
    return switch (template) {
      case Template.FixedRegister(Register register) -> register.number();
      case Template.Constant(long value) -> value;
      case Template.Variable(String name) -> {
        Field field = Parameter.parse(name).field();
        yield field == null ? 0 : value(field);
      }
      case Template.XlenLess _, Template.Relocated _ ->
          throw new IllegalStateException(instruction + " expands to " + template);
    };
  }

  /// The fields of a word that is known to be this instruction.
  static Decoded of(Instruction instruction, int word) {
    Encoding encoding = instruction.encoding();
    RoundingMode mode = RoundingMode.of((int) encoding.value(Field.ROUNDING_MODE, word));
    if (mode == null) {
      throw new IllegalArgumentException("reserved rounding mode in " + instruction);
    }
    return new Decoded(
        instruction,
        word,
        (int) encoding.value(Field.RD, word),
        (int) encoding.value(Field.RS1, word),
        (int) encoding.value(Field.RS2, word),
        (int) encoding.value(Field.RS3, word),
        mode,
        encoding.value(Field.IMMEDIATE, word));
  }
}
