package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Extension;
import softmetal.isa.FloatRegister;
import softmetal.isa.Instruction;
import softmetal.isa.Register;

/// `.insn`: an instruction that the table does not have, as a word or as the fields of one of the manual's formats.
///
/// | operand | takes |
/// |---|---|
/// | `opcode` | a name of the manual's opcode map, or its number; of two-byte formats `C0` to `C2` |
/// | `funct…` | a number for the bits from … on |
/// | `rd rs1 rs2 rs3` | a register of either kind; with `'` one of the eight that two-byte formats reach |
/// | `imm`, `imm(rs1)`, `upper` | as in ordinary instructions, `%lo` and `%hi` too |
/// | `target` | a symbol; only `b` grows where it does not reach |
/// | `field`, `field(rs1')` | bits of a two-byte format as they stand in the word |
final class RawInstruction {
  /// The start of the mnemonic under which the parser hands over a format: `.insn r`.
  static final String PREFIX = ".insn";

  private static final long MAX_BYTES = 22;

  // spotless:off (the columns are the documentation)
  private static final Map<String, List<List<String>>> FORMATS = formats(
      "r   opcode, funct3@12, funct7@25, rd, rs1, rs2",
      "r   opcode, funct3@12, funct2@25, rd, rs1, rs2, rs3",
      "r4  opcode, funct3@12, funct2@25, rd, rs1, rs2, rs3",
      "i   opcode, funct3@12, rd, rs1, imm",
      "i   opcode, funct3@12, rd, imm(rs1)",
      "s   opcode, funct3@12, rs2, simm(rs1)",
      "b   opcode, funct3@12, rs1, rs2, target",
      "sb  opcode, funct3@12, rs1, rs2, target",
      "u   opcode, rd, upper",
      "j   opcode, rd, target",
      "uj  opcode, rd, target",
      "cr  opcode, funct4@12, rd, crs2",
      "ci  opcode, funct3@13, rd, signed",
      "ciw opcode, funct3@13, crd', field8@5",
      "css opcode, funct3@13, crs2, field6@7",
      "cl  opcode, funct3@13, crd', field5(crs1')",
      "cs  opcode, funct3@13, crd', field5(crs1')",
      "ca  opcode, funct6@10, funct2@5, crs1', crd'",
      "cb  opcode, funct3@13, crs1', target",
      "cj  opcode, funct3@13, target");

  private static final Map<String, Integer> OPCODES = Map.ofEntries(
      Map.entry("LOAD",     0x03), Map.entry("LOAD_FP",   0x07), Map.entry("CUSTOM_0", 0x0b),
      Map.entry("MISC_MEM", 0x0f), Map.entry("OP_IMM",    0x13), Map.entry("AUIPC",    0x17),
      Map.entry("OP_IMM_32", 0x1b), Map.entry("STORE",    0x23), Map.entry("STORE_FP", 0x27),
      Map.entry("CUSTOM_1", 0x2b), Map.entry("AMO",       0x2f), Map.entry("OP",       0x33),
      Map.entry("LUI",      0x37), Map.entry("OP_32",     0x3b), Map.entry("MADD",     0x43),
      Map.entry("MSUB",     0x47), Map.entry("NMADD",     0x4f), Map.entry("NMSUB",    0x4b),
      Map.entry("OP_FP",    0x53), Map.entry("CUSTOM_2",  0x5b), Map.entry("BRANCH",   0x63),
      Map.entry("JALR",     0x67), Map.entry("JAL",       0x6f), Map.entry("SYSTEM",   0x73),
      Map.entry("CUSTOM_3", 0x7b));
  // spotless:on

  private static final List<String> SHORT_OPCODES = List.of("C0", "C1", "C2");

  private final Statement.Operation operation;
  private final Context context;
  private final Emitter emitter;
  private final List<Piece.Fixup> fixups = new ArrayList<>();
  private int word;

  /// Where a conditional branch goes: like any other it grows where it must.
  private @Nullable Expression branch;

  private @Nullable SourceSpan wrong;
  private String wanted = "";
  private int progress;

  RawInstruction(Statement.Operation operation, Context context) {
    this.operation = operation;
    this.context = context;
    emitter = new Emitter(context);
  }

  /// Formats by name, each with the ways to write its operands.
  private static Map<String, List<List<String>>> formats(String... rows) {
    Map<String, List<List<String>>> formats = new LinkedHashMap<>();
    for (String row : rows) {
      int space = row.indexOf(' ');
      formats
          .computeIfAbsent(row.substring(0, space), _ -> new ArrayList<>())
          .add(List.of(row.substring(space).strip().split(", ", -1)));
    }
    return formats;
  }

  List<Piece> encode() {
    String format = operation.mnemonic().substring(PREFIX.length()).strip();
    if (format.isEmpty()) {
      return number();
    }
    List<List<String>> ways = FORMATS.get(format);
    if (ways == null) {
      context.report(
          Problem.INSN_FORMAT.at(
              operation.mnemonicSpan(), format, String.join(", ", FORMATS.keySet())));
      return List.of();
    }
    boolean compressed = format.startsWith("c");
    if (compressed && !context.instructionSet().has(Extension.C)) {
      context.report(
          Problem.MISSING_EXTENSION.at(
              operation.mnemonicSpan(), operation.mnemonic(), "c", context.instructionSet()));
      return List.of();
    }
    for (List<String> way : ways) {
      Piece piece = fields(way, compressed);
      if (piece != null) {
        return List.of(piece);
      }
    }
    SourceSpan place = wrong;
    context.report(
        place == null
            ? Problem.DIRECTIVE_USAGE.at(
                operation.span(),
                operation.mnemonic(),
                usage(format, String.join(", ", ways.getFirst())))
            : Problem.INSN_OPERAND.at(place, place.text(), wanted));
    return List.of();
  }

  private static String usage(String format, String way) {
    String operands =
        way.replaceAll("@[0-9]+", "")
            .replaceAll("\\bc(r[sd])", "$1")
            .replace("simm", "imm")
            .replace("signed", "imm")
            .replaceAll("field[0-9]", "imm");
    return PREFIX + " " + format + " " + operands;
  }

  // --- a word

  /// `.insn 0x13`, `.insn 4, 0x13`: the length must be what the low bits say.
  private List<Piece> number() {
    List<Operand> operands = operation.operands();
    if (operands.isEmpty() || operands.size() > 2) {
      context.report(Problem.DIRECTIVE_USAGE.at(operation.span(), PREFIX, ".insn length, bits"));
      return List.of();
    }
    OptionalLong value = constant(operands.getLast());
    OptionalLong length = operands.size() == 2 ? constant(operands.getFirst()) : OptionalLong.of(0);
    if (value.isEmpty() || length.isEmpty()) {
      Operand operand = value.isEmpty() ? operands.getLast() : operands.getFirst();
      context.report(Problem.NOT_CONSTANT.at(operand.span(), operand.span().text()));
      return List.of();
    }
    long bits = value.getAsLong();
    long bytes = lengthOf(bits);
    boolean fits = bytes >= 8 || (bits & -1L << (8 * bytes)) == 0;
    if (bytes == 0 || !fits || (operands.size() == 2 && length.getAsLong() != bytes)) {
      context.report(
          Problem.INSN_LENGTH.at(operands.getLast().span(), Long.toHexString(bits), bytes));
      return List.of();
    }
    List<Piece> pieces = new ArrayList<>();
    for (long rest = bytes, left = bits; rest > 0; rest -= 4, left >>>= 32) {
      pieces.add(new Piece.Code((int) left, (int) Math.min(4, rest)));
    }
    return pieces;
  }

  /// How long the low bits of an instruction say that it is; what is reserved counts as two bytes, as in GNU as.
  private static long lengthOf(long bits) {
    if ((bits & 3) != 3) {
      return 2;
    }
    if ((bits & 0x1c) != 0x1c) {
      return 4;
    }
    if ((bits & 0x3f) == 0x1f) {
      return 6;
    }
    if ((bits & 0x7f) == 0x3f) {
      return 8;
    }
    long extra = bits >>> 12 & 7;
    return (bits & 0x7f) == 0x7f && extra != 7 ? Math.min(MAX_BYTES, 10 + 2 * extra) : 2;
  }

  // --- fields

  /// The instruction, or null if the operands are not written in this way; then [#wrong] says where it went furthest.
  private @Nullable Piece fields(List<String> parameters, boolean compressed) {
    List<Operand> operands = operation.operands();
    word = 0;
    branch = null;
    fixups.clear();
    if (operands.size() != parameters.size()) {
      return null;
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (!field(parameters.get(i), operands.get(i), compressed)) {
        if (i >= progress) {
          progress = i;
          wrong = operands.get(i).span();
        }
        return null;
      }
    }
    if (!compressed && branch != null) {
      return new Piece.Branch(Instruction.BEQ, 0, 0, null, branch, branch.span(), word);
    }
    return new Piece.Code(word, compressed ? 2 : 4, fixups, null);
  }

  private boolean field(String parameter, Operand operand, boolean compressed) {
    int at = parameter.indexOf('@');
    String name = at < 0 ? parameter : parameter.substring(0, at);
    int bit = at < 0 ? 0 : Integer.parseInt(parameter.substring(at + 1));
    return switch (name) {
      case "opcode" -> opcode(operand, compressed);
      case "rd" -> register(operand, 7, false);
      case "rs1" -> register(operand, 15, false);
      case "rs2" -> register(operand, 20, false);
      case "rs3" -> register(operand, 27, false);
      case "crs2" -> register(operand, 2, false);
      case "crd'" -> register(operand, 2, true);
      case "crs1'" -> register(operand, 7, true);
      case "imm" -> immediate(operand, false);
      case "imm(rs1)" -> memory(operand, false);
      case "simm(rs1)" -> memory(operand, true);
      case "field5(crs1')" -> shortMemory(operand);
      case "upper" -> upper(operand);
      case "signed" -> number(operand, -32, 31) && shortSigned(operand);
      case "target" -> target(operand, compressed);
      case "field8", "field6" -> plain(operand, bit, name.charAt(5) - '0');
      default -> plain(operand, bit, name.charAt(name.length() - 1) == '3' ? 3 : width(name));
    };
  }

  private static int width(String name) {
    return switch (name) {
      case "funct2" -> 2;
      case "funct4" -> 4;
      case "funct6" -> 6;
      case "funct7" -> 7;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private boolean opcode(Operand operand, boolean compressed) {
    String name = operand.span().text().strip();
    if (compressed) {
      int number = SHORT_OPCODES.indexOf(name);
      if (number >= 0) {
        word |= number;
        return true;
      }
      wanted = "C0, C1, C2 or 0 to 2";
      return number(operand, 0, 2) && plain(operand, 0, 2);
    }
    Integer number = OPCODES.get(name);
    if (number != null) {
      word |= number;
      return true;
    }
    wanted =
        "an opcode of the manual's map such as OP_IMM, or a number to 127 whose low bits are 11";
    OptionalLong value = constant(operand);
    if (value.isEmpty() || (value.getAsLong() & ~0x7cL) != 3) {
      return false;
    }
    word |= (int) value.getAsLong();
    return true;
  }

  private boolean register(Operand operand, int bit, boolean few) {
    String name = operand.span().text().strip();
    Register integer = Register.named(name);
    FloatRegister real = FloatRegister.named(name);
    wanted = few ? "a register from x8 to x15 or f8 to f15" : "a register";
    int number = integer != null ? integer.number() : real != null ? real.number() : -1;
    if (number < 0 || (few && (number < 8 || number > 15))) {
      return false;
    }
    word |= (few ? number - 8 : number) << bit;
    return true;
  }

  private boolean plain(Operand operand, int bit, int width) {
    if (!number(operand, 0, (1 << width) - 1)) {
      return false;
    }
    word |= (int) constant(operand).orElse(0) << bit;
    return true;
  }

  private boolean number(Operand operand, long min, long max) {
    OptionalLong value = constant(operand);
    if (value.isPresent() && value.getAsLong() >= min && value.getAsLong() <= max) {
      return true;
    }
    wanted = "a number from %d to %d".formatted(min, max);
    return false;
  }

  private boolean shortSigned(Operand operand) {
    int value = (int) constant(operand).orElse(0);
    word |= (value & 31) << 2 | (value >> 5 & 1) << 12;
    return true;
  }

  private boolean immediate(Operand operand, boolean store) {
    wanted = "a number from -2048 to 2047 or `%lo(symbol)`";
    return operand instanceof Operand.Value(SourceSpan span, Expression expression)
        && low(expression, span, store);
  }

  private boolean low(Expression expression, SourceSpan span, boolean store) {
    wanted = "a number from -2048 to 2047 or `%lo(symbol)`";
    if (expression instanceof Expression.Modifier(SourceSpan _, String function, Expression at)) {
      OptionalLong known = context.constant(at);
      if (function.equals("lo") && known.isPresent()) {
        putLow(FormMatcher.lowerPart(known.getAsLong()), store);
        return true;
      }
      @Nullable RelocationType type =
          switch (function) {
            case "lo" -> store ? RelocationType.R_RISCV_LO12_S : RelocationType.R_RISCV_LO12_I;
            case "pcrel_lo" ->
                store ? RelocationType.R_RISCV_PCREL_LO12_S : RelocationType.R_RISCV_PCREL_LO12_I;
            case "tprel_lo" ->
                store ? RelocationType.R_RISCV_TPREL_LO12_S : RelocationType.R_RISCV_TPREL_LO12_I;
            default -> null;
          };
      if (type == null) {
        return false;
      }
      emitter.addFixup(fixups, type, at, span);
      if (function.equals("lo")) {
        putLow(FormMatcher.lowerPart(emitter.addend(at)), store);
      }
      return true;
    }
    OptionalLong value = context.constant(expression);
    if (value.isEmpty() || value.getAsLong() < -2048 || value.getAsLong() > 2047) {
      return false;
    }
    putLow(value.getAsLong(), store);
    return true;
  }

  private void putLow(long value, boolean store) {
    int bits = (int) value & 0xfff;
    word |= store ? (bits & 31) << 7 | bits >> 5 << 25 : bits << 20;
  }

  private boolean memory(Operand operand, boolean store) {
    wanted = "an address such as `8(sp)`";
    if (!(operand
        instanceof Operand.Memory(SourceSpan span, Expression offset, Expression.Symbol base))) {
      return false;
    }
    Expression distance = offset == null ? new Expression.Literal(span, 0) : offset;
    return register(new Operand.Value(base.span(), base), 15, false)
        && low(distance, distance.span(), store);
  }

  private boolean shortMemory(Operand operand) {
    wanted = "an address such as `8(a0)`";
    if (!(operand
        instanceof Operand.Memory(SourceSpan span, Expression offset, Expression.Symbol base))) {
      return false;
    }
    Expression distance = offset == null ? new Expression.Literal(span, 0) : offset;
    Operand number = new Operand.Value(distance.span(), distance);
    if (!register(new Operand.Value(base.span(), base), 7, true) || !number(number, 0, 31)) {
      return false;
    }
    int value = (int) constant(number).orElse(0);
    word |= (value & 3) << 5 | value >> 2 << 10;
    return true;
  }

  private boolean upper(Operand operand) {
    wanted = "a number from 0 to 0xfffff or `%hi(symbol)`";
    if (!(operand instanceof Operand.Value(SourceSpan span, Expression expression))) {
      return false;
    }
    if (!(expression
        instanceof Expression.Modifier(SourceSpan _, String function, Expression at))) {
      OptionalLong value = context.constant(expression);
      if (value.isEmpty() || value.getAsLong() < 0 || value.getAsLong() > 0xfffff) {
        return false;
      }
      word |= (int) value.getAsLong() << 12;
      return true;
    }
    OptionalLong known = context.constant(at);
    if (function.equals("hi") && known.isPresent()) {
      word |= (int) FormMatcher.upperPart(known.getAsLong()) << 12;
      return true;
    }
    @Nullable RelocationType type =
        switch (function) {
          case "hi" -> RelocationType.R_RISCV_HI20;
          case "pcrel_hi" -> RelocationType.R_RISCV_PCREL_HI20;
          case "got_pcrel_hi" -> RelocationType.R_RISCV_GOT_HI20;
          case "tprel_hi" -> RelocationType.R_RISCV_TPREL_HI20;
          case "tls_ie_pcrel_hi" -> RelocationType.R_RISCV_TLS_GOT_HI20;
          case "tls_gd_pcrel_hi" -> RelocationType.R_RISCV_TLS_GD_HI20;
          default -> null;
        };
    if (type == null) {
      return false;
    }
    emitter.addFixup(fixups, type, at, span);
    word |= (int) emitter.placeholder(new Argument.Part(function, at, span));
    return true;
  }

  private boolean target(Operand operand, boolean compressed) {
    wanted = "a symbol";
    if (!(operand instanceof Operand.Value(SourceSpan span, Expression expression))
        || expression instanceof Expression.Modifier) {
      return false;
    }
    boolean jump = operation.mnemonic().toLowerCase(Locale.ROOT).endsWith("j");
    if (!jump && !compressed) {
      branch = expression;
      return true;
    }
    RelocationType type =
        compressed
            ? jump ? RelocationType.R_RISCV_RVC_JUMP : RelocationType.R_RISCV_RVC_BRANCH
            : RelocationType.R_RISCV_JAL;
    fixups.add(new Piece.Fixup(type, expression, span));
    return true;
  }

  private OptionalLong constant(Operand operand) {
    String name = FormMatcher.symbol(operand);
    boolean register =
        name != null && (Register.named(name) != null || FloatRegister.named(name) != null);
    return !register
            && operand instanceof Operand.Value(SourceSpan _, Expression expression)
            && !(expression instanceof Expression.Modifier)
        ? context.constant(expression)
        : OptionalLong.empty();
  }
}
