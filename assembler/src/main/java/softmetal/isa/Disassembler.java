package softmetal.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Instructions as text that the assembler reads back: word by word what GNU objdump 2.40 shows with `-M no-aliases`,
/// or, with [#withAliases()], without it.
///
/// Compressed instructions appear by their own names, unless aliases are wanted; targets as addresses, for which the
/// caller may know a symbol. What objdump does not take for an instruction is shown as data, even where a hart would
/// execute it: fences with reserved fields, conversions with a rounding mode that cannot matter.
///
/// Immutable; for any number of threads.
public final class Disassembler {
  private static final int RELEASE_CONSISTENCY = 0x833;
  private static final int RESERVED_FENCE_FIELDS = 0xf00f_8f80;
  private static final int ROUNDING_MODE = 0x7000;
  private static final int ADD_NOTHING_TO_SP = 0x6101;

  /// Words that have a name of their own whatever the aliases.
  private static final Map<Integer, String> FIXED_WORDS =
      Map.of(0xc000_1073, "unimp", 0x0020_0073, "uret", 0x2020_0073, "hret", 0x7b20_0073, "dret");

  /// `csrrs rd, csr, zero`: all but the two.
  private static final int READ_CSR = 0x2073;

  /// `sfence.vm`, which older manuals have: all but its register.
  private static final int OLD_FENCE = 0x1040_0073;

  private final Xlen xlen;
  private final Decoder decoder;
  private final Decoder wideDecoder;
  private final boolean aliases;
  private final boolean numeric;

  /// One instruction, or what stands in its place, as text.
  ///
  /// @param length bytes in memory
  /// @param decoded null for data
  public record Shown(int length, String mnemonic, String operands, @Nullable Decoded decoded) {
    /// With a blank between mnemonic and operands.
    @Override
    public String toString() {
      return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
    }
  }

  public Disassembler(InstructionSet instructionSet) {
    this(
        instructionSet.xlen(),
        new Decoder(instructionSet),
        new Decoder(instructionSet.with(Xlen.RV64)),
        false,
        false);
  }

  private Disassembler(
      Xlen xlen, Decoder decoder, Decoder wideDecoder, boolean aliases, boolean numeric) {
    this.xlen = xlen;
    this.decoder = decoder;
    this.wideDecoder = wideDecoder;
    this.aliases = aliases;
    this.numeric = numeric;
  }

  /// The same, but with the names that people write: `ret`, `li a0,1`, and no compressed instruction by its own name.
  public Disassembler withAliases() {
    return new Disassembler(xlen, decoder, wideDecoder, true, numeric);
  }

  /// The same, but with registers by number: `x10` for `a0`.
  public Disassembler withNumericRegisters() {
    return new Disassembler(xlen, decoder, wideDecoder, aliases, true);
  }

  /// How many bytes the encoding that starts with a half word has: 2, 4, or more for what is reserved so far.
  ///
  /// @param half the first two bytes in memory, little-endian; bits above them do not count
  public static int length(int half) {
    if ((half & 3) != 3) {
      return 2;
    }
    if ((half & 0x1f) != 0x1f) {
      return 4;
    }
    if ((half & 0x3f) == 0x1f) {
      return 6;
    }
    if ((half & 0x7f) == 0x3f) {
      return 8;
    }
    int more = (half >> 12) & 7;
    return more == 7 ? 2 : 10 + 2 * more;
  }

  /// The instruction at an address as text, such as `addi a0,a0,-16`; what is none, as `.4byte` or `.2byte`.
  ///
  /// @param word the four bytes there; if the low two bits are not 3, only the low half counts
  public String disassemble(int word, long pc) {
    Shown shown = instruction(word, pc);
    if (shown != null) {
      return shown.toString();
    }
    return (word & 3) == 3
        ? ".4byte 0x" + Integer.toHexString(word)
        : ".2byte 0x" + Integer.toHexString(word & 0xffff);
  }

  /// What stands at a place in memory, with as many bytes as it takes.
  ///
  /// @param bytes at least one remaining; its position does not move. An instruction that is cut off by the end is data.
  /// @param pc the address of the first one
  public Shown show(ByteBuffer bytes, long pc) {
    ByteBuffer memory = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    int left = memory.remaining();
    if (left < 2) {
      return data(memory, left);
    }
    int half = memory.getShort(0) & 0xffff;
    int length = length(half);
    if (length > left) {
      return data(memory, 2);
    }
    if (length <= 4) {
      Shown shown = instruction(length == 4 ? memory.getInt(0) : half, pc);
      if (shown != null) {
        return shown;
      }
    }
    return data(memory, length);
  }

  /// Bytes as data: one number where there is a directive for its size.
  private static Shown data(ByteBuffer memory, int length) {
    return switch (length) {
      case 2 ->
          new Shown(2, ".2byte", "0x" + Integer.toHexString(memory.getShort(0) & 0xffff), null);
      case 4 -> new Shown(4, ".4byte", "0x" + Integer.toHexString(memory.getInt(0)), null);
      case 8 -> new Shown(8, ".8byte", "0x" + Long.toHexString(memory.getLong(0)), null);
      default -> {
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < length; i++) {
          list.add("0x%02x".formatted(memory.get(i)));
        }
        yield new Shown(length, ".byte", list.toString(), null);
      }
    };
  }

  private @Nullable Shown instruction(int word, long pc) {
    int bits = (word & 3) == 3 ? word : word & 0xffff;
    Shown special = special(bits);
    if (special != null) {
      return special;
    }
    Decoded decoded = decoder.decode(bits);
    if (decoded == null) {
      decoded = shiftTooFar(bits);
    }
    if (decoded != null) {
      return isWithheld(decoded) ? null : shown(decoded, pc, null);
    }
    Decoded rounding = decoder.decode(bits & ~ROUNDING_MODE);
    return rounding != null && (bits & 3) == 3 && takesEveryRounding(rounding.instruction())
        ? shown(rounding, pc, "unknown")
        : null;
  }

  /// What has a name that is not in the table, or not for these bits.
  private @Nullable Shown special(int bits) {
    if (bits == 0 && decoder.knows(Extension.C)) {
      return new Shown(2, aliases ? "unimp" : "c.unimp", "", null);
    }
    if (bits == ADD_NOTHING_TO_SP && decoder.knows(Extension.C)) {
      String sp = register(Register.SP);
      return aliases
          ? new Shown(2, "add", sp + "," + sp + ",0", null)
          : new Shown(2, "c.addi16sp", sp + ",0", null);
    }
    String name = FIXED_WORDS.get(bits);
    if (name != null) {
      return new Shown(4, name, "", null);
    }
    if ((bits & ~0xf_8000) == OLD_FENCE) {
      int base = (bits >>> 15) & 31;
      return new Shown(4, "sfence.vm", base == 0 ? "" : register(Register.of(base)), null);
    }
    boolean readsCsr = (bits & 0xf_f07f) == READ_CSR;
    if (aliases && readsCsr && isCounter(bits >>> 20)) {
      return new Shown(
          4, "rd" + Csr.nameOf(bits >>> 20), register(Register.of((bits >>> 7) & 31)), null);
    }
    return null;
  }

  /// The counters, which can be read by these names even where the CSR instructions are missing.
  private boolean isCounter(int csr) {
    return (csr >= 0xc00 && csr <= 0xc02) || (xlen == Xlen.RV32 && csr >= 0xc80 && csr <= 0xc82);
  }

  /// On a narrow hart, shifts have the wide encoding all the same.
  private @Nullable Decoded shiftTooFar(int bits) {
    if (xlen == Xlen.RV64) {
      return null;
    }
    Decoded wide = wideDecoder.decode(bits);
    return wide != null && wide.instruction().xlens().contains(Xlen.RV32) ? wide : null;
  }

  private static boolean isWithheld(Decoded decoded) {
    Instruction instruction = decoded.instruction();
    return switch (instruction) {
      case FENCE ->
          decoded.immediate() == RELEASE_CONSISTENCY
              ? (decoded.word() & RESERVED_FENCE_FIELDS & 0x0fff_ffff) != 0
              : (decoded.word() & RESERVED_FENCE_FIELDS) != 0;
      case FENCE_I -> (decoded.word() & ~0x7fff) != 0 || (decoded.word() & 0xf80) != 0;
      default ->
          decoded.roundingMode() != RoundingMode.RNE
              && rounding(instruction) instanceof Parameter.Rounding mode
              && mode.byDefault() == RoundingMode.RNE;
    };
  }

  private static boolean takesEveryRounding(Instruction instruction) {
    return rounding(instruction) instanceof Parameter.Rounding mode
        && mode.byDefault() == RoundingMode.DYN;
  }

  private static @Nullable Parameter rounding(Instruction instruction) {
    List<Parameter> parameters = instruction.signature().parameters();
    return !parameters.isEmpty() && parameters.getLast() instanceof Parameter.Rounding rounding
        ? rounding
        : null;
  }

  /// An instruction as text.
  ///
  /// @param pc its address
  public String text(Decoded decoded, long pc) {
    return shown(decoded, pc, null).toString();
  }

  /// @param rounding what to write for a rounding mode that has no name
  private Shown shown(Decoded decoded, long pc, @Nullable String rounding) {
    Instruction instruction = decoded.instruction();
    if (instruction == Instruction.FENCE && decoded.immediate() == RELEASE_CONSISTENCY) {
      return new Shown(4, "fence.tso", "", decoded);
    }
    if (instruction.isCompressed() && shiftsByNothing(decoded)) {
      return new Shown(
          2, instruction.mnemonic() + "64", register(Register.of(decoded.rd())), decoded);
    }
    return aliases && !isHint(decoded) ? alias(decoded, pc, rounding) : own(decoded, pc, rounding);
  }

  /// Whether it is one of the compressed instructions that do nothing, which have no other names.
  private static boolean isHint(Decoded decoded) {
    return decoded.rd() == 0
        && switch (decoded.instruction()) {
          case C_ADD, C_LI, C_LUI, C_MV, C_SLLI -> true;
          default -> false;
        };
  }

  private Shown alias(Decoded decoded, long pc, @Nullable String rounding) {
    String rd = register(Register.of(decoded.rd()));
    String immediate = Long.toString(decoded.immediate());
    switch (decoded.instruction()) {
      case C_MV -> {
        return new Shown(2, "mv", rd + "," + register(Register.of(decoded.rs2())), decoded);
      }
      case C_ADDI -> {
        if (decoded.rd() != 0) {
          return new Shown(2, "add", rd + "," + rd + "," + immediate, decoded);
        }
        return decoded.immediate() == 0
            ? new Shown(2, "nop", "", decoded)
            : new Shown(2, "c.nop", immediate, decoded);
      }
      default -> {}
    }
    Decoded base = decoded.expanded();
    Aliases.Match match = Aliases.of(base);
    if (match == null) {
      Shown shown = own(base, pc, rounding);
      return new Shown(decoded.length(), shown.mnemonic(), shown.operands(), decoded);
    }
    String operands =
        list(
            match.form().signature().parameters(),
            parameter -> match.values().getOrDefault(nameOf(parameter), 0L),
            pc,
            rounding);
    return new Shown(decoded.length(), match.form().mnemonic(), operands, decoded);
  }

  private static String nameOf(Parameter parameter) {
    return switch (parameter) {
      case Parameter.IntegerRegister(String name, boolean _) -> name;
      case Parameter.FloatingRegister(String name) -> name;
      case Parameter.Numeric(String name, Parameter.Kind _, boolean _) -> name;
      default -> "";
    };
  }

  private static boolean shiftsByNothing(Decoded decoded) {
    return switch (decoded.instruction()) {
      case C_SLLI, C_SRLI, C_SRAI -> decoded.immediate() == 0;
      default -> false;
    };
  }

  private Shown own(Decoded decoded, long pc, @Nullable String rounding) {
    Instruction instruction = decoded.instruction();
    String mnemonic = instruction.mnemonic();
    if (instruction.isOrdered()) {
      mnemonic += Ordering.of((int) decoded.immediate()).suffix();
    }
    String operands =
        list(
            instruction.signature().parameters(),
            parameter -> {
              Field field = parameter.field();
              return field == null ? 0 : decoded.value(field);
            },
            pc,
            rounding);
    return new Shown(decoded.length(), mnemonic, operands, decoded);
  }

  private String list(
      List<Parameter> parameters,
      ToLongFunction<Parameter> values,
      long pc,
      @Nullable String rounding) {
    List<String> operands = new ArrayList<>();
    for (Parameter parameter : parameters) {
      String operand =
          rounding != null && parameter instanceof Parameter.Rounding
              ? rounding
              : operand(parameter, values, pc);
      if (operand != null) {
        operands.add(operand);
      }
    }
    return String.join(",", operands);
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

  private @Nullable String operand(Parameter parameter, ToLongFunction<Parameter> values, long pc) {
    long value = values.applyAsLong(parameter);
    return switch (parameter) {
      case Parameter.IntegerRegister _ -> register(Register.of((int) value));
      case Parameter.FloatingRegister _ ->
          numeric ? "f" + value : FloatRegister.of((int) value).lowerCaseName();
      case Parameter.FixedRegister(Register register) -> register(register);
      case Parameter.FixedNumber(long number) -> Long.toString(number);
      case Parameter.Rounding(String _, RoundingMode byDefault) -> {
        RoundingMode mode = RoundingMode.of((int) value);
        yield mode == null || mode == byDefault ? null : mode.lowerCaseName();
      }
      case Parameter.Memory(Parameter offset, Parameter base) ->
          operand(offset, values, pc) + "(" + operand(base, values, pc) + ")";
      case Parameter.Address(Parameter base) -> "(" + operand(base, values, pc) + ")";
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

  private String register(Register register) {
    return numeric ? "x" + register.number() : register.lowerCaseName();
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
    return text.isEmpty() ? "unknown" : text;
  }
}
