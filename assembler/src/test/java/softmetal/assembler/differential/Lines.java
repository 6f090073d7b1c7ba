package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import softmetal.isa.Csr;
import softmetal.isa.Extension;
import softmetal.isa.FloatRegister;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.InstructionSet;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.RoundingMode;

/// Random lines over every mnemonic and operand form of the instruction table, most of them valid, with values at the
/// edges of what fields hold.
final class Lines {
  private static final String THREAD = "thread_local";
  private static final List<String> LOW = List.of("%lo", "%lo", "%tprel_lo");
  private static final List<String> HIGH =
      List.of(
          "%hi", "%pcrel_hi", "%got_pcrel_hi", "%tprel_hi", "%tls_ie_pcrel_hi", "%tls_gd_pcrel_hi");
  private static final List<String> SETS =
      List.of("r", "w", "rw", "iorw", "io", "ow", "i", "o", "ir", "iow", "0", "wr");

  private final SplittableRandom random;
  private final List<Form> forms = new ArrayList<>();
  private final List<String> symbols;
  private final boolean floating;

  /// @param symbols the names to refer to
  Lines(SplittableRandom random, InstructionSet set, List<String> symbols) {
    this.random = random;
    this.symbols = symbols;
    floating = set.has(Extension.F);
    for (String mnemonic : set.mnemonics()) {
      for (Form form : Forms.of(mnemonic)) {
        if (form.isIn(set)) {
          forms.add(form);
        }
      }
    }
  }

  /// One line of every form, in order, so that a few rounds reach all, and some of `.insn`.
  List<String> round() {
    List<String> lines = new ArrayList<>();
    for (Form form : forms) {
      lines.add(line(form));
    }
    for (int i = 0; i < 40; i++) {
      lines.add(raw());
    }
    return lines;
  }

  String any() {
    return random.nextInt(30) == 0 ? raw() : line(forms.get(random.nextInt(forms.size())));
  }

  private String line(Form form) {
    Map<String, String> names = new HashMap<>();
    StringJoiner operands = new StringJoiner(random.nextInt(4) == 0 ? "," : ", ");
    for (Parameter parameter : form.signature().parameters()) {
      if (!(parameter instanceof Parameter.Rounding) || random.nextBoolean()) {
        operands.add(operand(parameter, names));
      }
    }
    String line = (form.mnemonic() + " " + operands).strip();
    if (form.mnemonic().startsWith("j") && line.matches(".*[ ,]\\([a-z0-9]+\\)")) {
      // GNU as leaves an undefined symbol of this name in the object.
      return "nop";
    }
    return form.mnemonic().startsWith("la.tls") ? line.replaceFirst(",.*", ", " + THREAD) : line;
  }

  private String operand(Parameter parameter, Map<String, String> names) {
    return switch (parameter) {
      case Parameter.IntegerRegister(String name, boolean _) -> same(name, register(), names);
      case Parameter.FloatingRegister(String name) -> same(name, real(), names);
      case Parameter.FixedRegister(Register register) -> register.lowerCaseName();
      case Parameter.FixedNumber(long value) -> Long.toString(value);
      case Parameter.Rounding _ -> pick(RoundingMode.values()).lowerCaseName();
      case Parameter.Memory(Parameter offset, Parameter base) ->
          (random.nextInt(8) == 0 ? "" : operand(offset, names)) + "(" + operand(base, names) + ")";
      case Parameter.Address(Parameter base) ->
          (random.nextInt(8) == 0 ? "0" : "") + "(" + operand(base, names) + ")";
      case Parameter.Numeric(String name, Parameter.Kind kind, boolean _) ->
          same(name, number(kind), names);
    };
  }

  private String number(Parameter.Kind kind) {
    return switch (kind) {
      case IMM -> immediate();
      case UPPER ->
          switch (random.nextInt(4)) {
            case 0 -> part(pick(HIGH));
            case 1 -> "%hi(" + random.nextInt() + ")";
            case 2 -> Integer.toString(random.nextInt(40));
            default ->
                "0x" + Integer.toHexString(0xfffff - random.nextInt(1 << random.nextInt(21)));
          };
      case SHAMT ->
          Integer.toString(random.nextInt(8) == 0 ? random.nextInt(70) : random.nextInt(64));
      case ZIMM -> Integer.toString(random.nextInt(33));
      case TARGET, SYMBOL -> random.nextInt(6) == 0 ? symbol() + offset() : symbol();
      case TPREL -> part("%tprel_add");
      case CSR ->
          random.nextBoolean()
              ? Csr.names().get(random.nextInt(Csr.names().size()))
              : Integer.toString(random.nextInt(4096));
      case PRED, SUCC -> pick(SETS);
    };
  }

  /// Often the operand that the same name, or another, got before.
  private String same(String name, String fresh, Map<String, String> names) {
    String before = names.get(name);
    if (before == null && name.startsWith("r") && !names.isEmpty() && random.nextInt(3) == 0) {
      String other = names.values().iterator().next();
      before = Register.named(other) == null ? null : other;
    }
    String chosen = before != null ? before : fresh;
    names.put(name, chosen);
    return chosen;
  }

  String register() {
    Register register =
        switch (random.nextInt(4)) {
          case 0 -> Register.of(random.nextInt(3));
          case 1, 2 -> Register.of(8 + random.nextInt(8));
          default -> Register.of(random.nextInt(32));
        };
    return switch (random.nextInt(8)) {
      case 0 -> "x" + register.number();
      case 1 -> register == Register.S0 ? "fp" : register.lowerCaseName();
      default -> register.lowerCaseName();
    };
  }

  private String real() {
    if (!floating) {
      return register();
    }
    int number = random.nextBoolean() ? random.nextInt(32) : 8 + random.nextInt(8);
    return random.nextInt(8) == 0 ? "f" + number : FloatRegister.of(number).lowerCaseName();
  }

  private String immediate() {
    return switch (random.nextInt(10)) {
      case 0 -> "0";
      case 1 -> Integer.toString(random.nextInt(70) - 35);
      case 2 -> Integer.toString(random.nextInt(66) * 4);
      case 3 -> Integer.toString(random.nextInt(66) * 8);
      case 4 -> Integer.toString((random.nextInt(70) - 35) * 16);
      case 5 -> Integer.toString(random.nextInt(4100) - 2050);
      case 6 -> pick(List.of("2047", "-2048", "0x7ff", "-0x800", "31", "-32", "1020", "'a'", "~0"));
      case 7 -> "%lo(" + random.nextInt() + ")";
      case 8 -> Long.toString(constant());
      default -> part(pick(LOW));
    };
  }

  /// A constant of any width, with runs of equal bits.
  long constant() {
    long value = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(3)) {
      case 0 -> value;
      case 1 -> value << random.nextInt(64);
      default -> value & ~(0xfffL << random.nextInt(52));
    };
  }

  private String offset() {
    return switch (random.nextInt(4)) {
      case 0 -> "+" + random.nextInt(5000);
      case 1 -> "-" + random.nextInt(5000);
      default -> "";
    };
  }

  /// A part of an address; what is thread-local is never anything else.
  private String part(String function) {
    boolean threadLocal = function.startsWith("%tprel") || function.startsWith("%tls");
    return function + "(" + (threadLocal ? THREAD : symbol()) + offset() + ")";
  }

  String symbol() {
    return symbols.get(random.nextInt(symbols.size()));
  }

  /// `.insn` in one of its formats.
  private String raw() {
    String opcode =
        pick(List.of("OP", "OP_IMM", "LOAD", "CUSTOM_0", "CUSTOM_3", "0x33", "0x0b", "MADD"));
    String compressed = pick(List.of("C0", "C1", "C2", "0", "1", "2"));
    String f3 = Integer.toString(random.nextInt(8));
    String rd = random.nextBoolean() ? register() : real();
    String rs1 = register();
    String rs2 = random.nextBoolean() ? register() : real();
    return ".insn "
        + switch (random.nextInt(20)) {
          case 0 -> "r " + String.join(", ", opcode, f3, "" + random.nextInt(128), rd, rs1, rs2);
          case 1 ->
              "r " + String.join(", ", opcode, f3, "" + random.nextInt(4), rd, rs1, rs2, real());
          case 2 ->
              "r4 " + String.join(", ", opcode, f3, "" + random.nextInt(4), rd, rs1, rs2, real());
          case 3 -> "i " + String.join(", ", opcode, f3, rd, rs1, immediate());
          case 4 -> "i " + String.join(", ", opcode, f3, rd, immediate() + "(" + rs1 + ")");
          case 5 -> "s " + String.join(", ", opcode, f3, rs2, immediate() + "(" + rs1 + ")");
          case 6 -> "sb " + String.join(", ", opcode, f3, rs1, rs2, symbol());
          case 7 -> "b " + String.join(", ", opcode, f3, rs1, rs2, symbol());
          case 8 -> "u " + String.join(", ", opcode, rd, number(Parameter.Kind.UPPER));
          case 9 -> "uj " + String.join(", ", opcode, rd, symbol());
          case 10 -> "j " + String.join(", ", opcode, rd, symbol());
          case 11 -> "cr " + String.join(", ", compressed, "" + random.nextInt(16), rd, rs2);
          case 12 -> "ci " + String.join(", ", compressed, f3, rd, "" + (random.nextInt(64) - 32));
          case 13 -> "ciw " + String.join(", ", compressed, f3, rd, "" + random.nextInt(256));
          case 14 -> "css " + String.join(", ", compressed, f3, rs2, "" + random.nextInt(64));
          case 15 ->
              pick(List.of("cl ", "cs "))
                  + String.join(", ", compressed, f3, rd, random.nextInt(32) + "(" + rs1 + ")");
          case 16 ->
              "ca "
                  + String.join(
                      ", ", compressed, "" + random.nextInt(64), "" + random.nextInt(4), rd, rs2);
          // To a place that is near: of any other, GNU as 2.40 makes an internal error.
          case 17 -> "cb " + String.join(", ", compressed, f3, rs1, ".");
          case 18 -> "cj " + String.join(", ", compressed, f3, ".");
          default ->
              pick(List.of("", "2, ", "4, "))
                  + "0x"
                  + Integer.toHexString(random.nextInt() >>> random.nextInt(28));
        };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private <T> T pick(T[] list) {
    return list[random.nextInt(list.length)];
  }
}
