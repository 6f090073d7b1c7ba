package softmetal.isa;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that people prefer to those of the instruction table: `ret` for `jalr zero,0(ra)`.
///
/// The rows read like those of [Forms], right to left: the first one whose meaning fits an instruction names it. Which
/// names these are, and their order, is that of GNU objdump 2.40 without `-M no-aliases`.
final class Aliases {
  // spotless:off (the columns are the documentation)
  private static final List<Form> ROWS =
      List.of(
          row("ret",                    "jalr zero, 0(ra)"),
          row("jr rs",                  "jalr zero, 0(rs)"),
          row("jr imm(rs1)",            "jalr zero, imm(rs1)"),
          row("jalr rs",                "jalr ra, 0(rs)"),
          row("jalr imm(rs1)",          "jalr ra, imm(rs1)"),
          row("jalr rd, rs",            "jalr rd, 0(rs)"),
          row("j target",               "jal zero, target"),
          row("jal target",             "jal ra, target"),
          row("beqz rs, target",        "beq rs, zero, target"),
          row("bnez rs, target",        "bne rs, zero, target"),
          row("blez rs, target",        "bge zero, rs, target"),
          row("bgez rs, target",        "bge rs, zero, target"),
          row("bltz rs, target",        "blt rs, zero, target"),
          row("bgtz rs, target",        "blt zero, rs, target"),
          row("nop",                    "addi zero, zero, 0"),
          row("li rd, imm",             "addi rd, zero, imm"),
          row("mv rd, rs",              "addi rd, rs, 0"),
          row("zext.b rd, rs",          "andi rd, rs, 255"),
          row("not rd, rs",             "xori rd, rs, -1"),
          row("neg rd, rs",             "sub rd, zero, rs"),
          row("negw rd, rs",            "subw rd, zero, rs"),
          row("sext.w rd, rs",          "addiw rd, rs, 0"),
          row("seqz rd, rs",            "sltiu rd, rs, 1"),
          row("snez rd, rs",            "sltu rd, zero, rs"),
          row("sltz rd, rs",            "slt rd, rs, zero"),
          row("sgtz rd, rs",            "slt rd, zero, rs"),
          row("add rd, rs, imm",        "addi rd, rs, imm"),
          row("addw rd, rs, imm",       "addiw rd, rs, imm"),
          row("and rd, rs, imm",        "andi rd, rs, imm"),
          row("or rd, rs, imm",         "ori rd, rs, imm"),
          row("xor rd, rs, imm",        "xori rd, rs, imm"),
          row("sll rd, rs, shamt",      "slli rd, rs, shamt"),
          row("srl rd, rs, shamt",      "srli rd, rs, shamt"),
          row("sra rd, rs, shamt",      "srai rd, rs, shamt"),
          row("sllw rd, rs, shamt",     "slliw rd, rs, shamt"),
          row("srlw rd, rs, shamt",     "srliw rd, rs, shamt"),
          row("sraw rd, rs, shamt",     "sraiw rd, rs, shamt"),
          row("ror rd, rs, shamt",      "rori rd, rs, shamt"),
          row("rorw rd, rs, shamt",     "roriw rd, rs, shamt"),
          row("bclr rd, rs, shamt",     "bclri rd, rs, shamt"),
          row("bset rd, rs, shamt",     "bseti rd, rs, shamt"),
          row("binv rd, rs, shamt",     "binvi rd, rs, shamt"),
          row("bext rd, rs, shamt",     "bexti rd, rs, shamt"),
          row("zext.w rd, rs",          "add.uw rd, rs, zero"),
          row("fence",                  "fence iorw, iorw"),
          row("sfence.vma",             "sfence.vma zero, zero"),
          row("sfence.vma rs",          "sfence.vma rs, zero"),
          row("frcsr rd",               "csrrs rd, fcsr, zero"),
          row("frrm rd",                "csrrs rd, frm, zero"),
          row("frflags rd",             "csrrs rd, fflags, zero"),
          row("fscsr rs",               "csrrw zero, fcsr, rs"),
          row("fscsr rd, rs",           "csrrw rd, fcsr, rs"),
          row("fsrm rs",                "csrrw zero, frm, rs"),
          row("fsrm rd, rs",            "csrrw rd, frm, rs"),
          row("fsflags rs",             "csrrw zero, fflags, rs"),
          row("fsflags rd, rs",         "csrrw rd, fflags, rs"),
          row("fsrmi rd, zimm",         "csrrwi rd, frm, zimm"),
          row("fsflagsi rd, zimm",      "csrrwi rd, fflags, zimm"),
          row("csrr rd, csr",           "csrrs rd, csr, zero"),
          row("csrw csr, rs",           "csrrw zero, csr, rs"),
          row("csrs csr, rs",           "csrrs zero, csr, rs"),
          row("csrc csr, rs",           "csrrc zero, csr, rs"),
          row("csrw csr, zimm",         "csrrwi zero, csr, zimm"),
          row("csrs csr, zimm",         "csrrsi zero, csr, zimm"),
          row("csrc csr, zimm",         "csrrci zero, csr, zimm"),
          row("csrrw rd, csr, zimm",    "csrrwi rd, csr, zimm"),
          row("csrrs rd, csr, zimm",    "csrrsi rd, csr, zimm"),
          row("csrrc rd, csr, zimm",    "csrrci rd, csr, zimm"),
          row("fmv.s fd, fs",           "fsgnj.s fd, fs, fs"),
          row("fneg.s fd, fs",          "fsgnjn.s fd, fs, fs"),
          row("fabs.s fd, fs",          "fsgnjx.s fd, fs, fs"),
          row("fmv.d fd, fs",           "fsgnj.d fd, fs, fs"),
          row("fneg.d fd, fs",          "fsgnjn.d fd, fs, fs"),
          row("fabs.d fd, fs",          "fsgnjx.d fd, fs, fs"));
  // spotless:on

  private static final Map<Instruction, List<Form>> BY_INSTRUCTION = byInstruction();

  /// An alias that fits, with the value of each name in its usage.
  record Match(Form form, Map<String, Long> values) {}

  private Aliases() {}

  private static Form row(String usage, String meaning) {
    return Form.parse(usage, meaning);
  }

  private static Map<Instruction, List<Form>> byInstruction() {
    Map<Instruction, List<Form>> forms = new EnumMap<>(Instruction.class);
    for (Form form : ROWS) {
      if (!(form.expansion() instanceof Form.Expansion.Single single)) {
        throw new IllegalArgumentException("not one instruction: " + form.usage());
      }
      forms.computeIfAbsent(single.instruction(), any -> new ArrayList<>()).add(form);
    }
    return forms;
  }

  /// The alias for an instruction that is not compressed, or null if it goes by its own name.
  static @Nullable Match of(Decoded decoded) {
    for (Form form : BY_INSTRUCTION.getOrDefault(decoded.instruction(), List.of())) {
      Map<String, Long> values = new HashMap<>();
      if (form.expansion() instanceof Form.Expansion.Single single
          && fits(decoded, single.operands(), values)) {
        return new Match(form, values);
      }
    }
    return null;
  }

  private static boolean fits(Decoded decoded, List<Template> operands, Map<String, Long> values) {
    List<Parameter> parameters = decoded.instruction().signature().flattened();
    for (int i = 0; i < operands.size(); i++) {
      long value = valueOf(decoded, parameters.get(i));
      boolean fits =
          switch (operands.get(i)) {
            case Template.FixedRegister(Register register) -> register.number() == value;
            case Template.Constant(long constant) -> constant == value;
            case Template.Variable(String name) -> {
              Long before = values.putIfAbsent(name, value);
              yield before == null || before == value;
            }
            case Template.XlenLess _, Template.Relocated _ -> false;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static long valueOf(Decoded decoded, Parameter parameter) {
    Field field = parameter.field();
    long value = field == null ? 0 : decoded.value(field);
    return switch (parameter) {
      case Parameter.Numeric(String _, Parameter.Kind kind, boolean _)
          when kind == Parameter.Kind.PRED ->
          (value >> 4) & 15;
      case Parameter.Numeric(String _, Parameter.Kind kind, boolean _)
          when kind == Parameter.Kind.SUCC ->
          value & 15;
      default -> value;
    };
  }
}
