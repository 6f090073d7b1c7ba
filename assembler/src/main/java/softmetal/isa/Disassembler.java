package softmetal.isa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Instructions as text that the assembler reads back, in the manner of `objdump -d -M no-aliases`.
///
/// Compressed instructions appear by their own names; targets as addresses, for which the caller may know a symbol.
public final class Disassembler {
  private static final int RELEASE_CONSISTENCY = 0x833;

  private final Xlen xlen;
  private final Decoder decoder;

  public Disassembler(InstructionSet instructionSet) {
    this.xlen = instructionSet.xlen();
    this.decoder = new Decoder(instructionSet);
  }

  /// The instruction at an address as text, such as `addi a0,a0,-16`; what is none, as `.4byte` or `.2byte`.
  ///
  /// @param word the four bytes there; if the low two bits are not 3, only the low half counts
  public String disassemble(int word, long pc) {
    Decoded decoded = decoder.decode(word);
    if (decoded != null) {
      return text(decoded, pc);
    }
    return (word & 3) == 3
        ? ".4byte 0x%08x".formatted(word)
        : ".2byte 0x%04x".formatted(word & 0xffff);
  }

  /// An instruction as text.
  ///
  /// @param pc its address
  public String text(Decoded decoded, long pc) {
    Instruction instruction = decoded.instruction();
    if (instruction == Instruction.FENCE && decoded.immediate() == RELEASE_CONSISTENCY) {
      return "fence.tso";
    }
    List<String> operands = new ArrayList<>();
    for (Parameter parameter : instruction.signature().parameters()) {
      String operand = operand(decoded, parameter, pc);
      if (operand != null) {
        operands.add(operand);
      }
    }
    String mnemonic = instruction.mnemonic();
    if (instruction.isOrdered()) {
      mnemonic += Ordering.of((int) decoded.immediate()).suffix();
    }
    return operands.isEmpty() ? mnemonic : mnemonic + " " + String.join(",", operands);
  }

  /// The address to which a branch or jump goes, if this is one that has it in the word.
  public static @Nullable Long target(Decoded decoded, long pc) {
    for (Parameter parameter : decoded.instruction().signature().parameters()) {
      if (parameter instanceof Parameter.Numeric(String _, Parameter.Kind kind, boolean _)
          && kind == Parameter.Kind.TARGET) {
        return pc + decoded.immediate();
      }
    }
    return null;
  }

  private @Nullable String operand(Decoded decoded, Parameter parameter, long pc) {
    Field field = parameter.field();
    long value = field == null ? 0 : decoded.value(field);
    return switch (parameter) {
      case Parameter.IntegerRegister _ -> Register.of((int) value).lowerCaseName();
      case Parameter.FloatingRegister _ -> FloatRegister.of((int) value).lowerCaseName();
      case Parameter.FixedRegister(Register register) -> register.lowerCaseName();
      case Parameter.FixedNumber(long number) -> Long.toString(number);
      case Parameter.Rounding(String _, RoundingMode byDefault) ->
          decoded.roundingMode() == byDefault ? null : decoded.roundingMode().lowerCaseName();
      case Parameter.Memory(Parameter offset, Parameter base) ->
          operand(decoded, offset, pc) + "(" + operand(decoded, base, pc) + ")";
      case Parameter.Address(Parameter base) -> "(" + operand(decoded, base, pc) + ")";
      case Parameter.Numeric(String _, Parameter.Kind kind, boolean _) ->
          switch (kind) {
            case IMM, ZIMM -> Long.toString(value);
            case UPPER -> "0x" + Long.toHexString((value >>> 12) & 0xfffff);
            case SHAMT -> "0x" + Long.toHexString(value);
            case TARGET, SYMBOL, TPREL -> "0x" + Long.toHexString(address(pc + value));
            case CSR -> Csr.nameOf((int) value);
            case PRED -> fenceSet(((int) value >> 4) & 15);
            case SUCC -> fenceSet((int) value & 15);
          };
    };
  }

  private long address(long address) {
    return xlen == Xlen.RV32 ? address & 0xffff_ffffL : address;
  }

  private static String fenceSet(int set) {
    String text = "";
    for (int bit = 3; bit >= 0; bit--) {
      if (((set >> bit) & 1) != 0) {
        text += "wroi".charAt(bit);
      }
    }
    return text.isEmpty() ? "0" : text;
  }
}
