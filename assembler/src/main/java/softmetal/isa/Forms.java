package softmetal.isa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that can be written in the place of an instruction: the rows of [Instruction] themselves, the
/// shorter encodings that the assembler takes by itself, aliases and pseudo-instructions.
///
/// The order decides: of the forms of one mnemonic, the first one that fits the operands is taken. First come
/// the two-byte encodings, as listed here, then the instruction's own row, then the rest, as listed here.
///
/// Left of each row is what is written (see [Parameter]), right of it what becomes of it (see [Template]).
/// The order and the conditions are those of GNU as.
public final class Forms {
  // spotless:off (the columns are the documentation)
  private static final List<Row> ROWS =
      list(
          // Compressed instructions, where the operands allow it
          row("addi rd, sp, imm≠0",     "c.addi4spn rd, sp, imm"),
          row("addi rd≠0, rd, imm≠0",   "c.addi rd, imm"),
          row("addi zero, zero, 0",     "c.addi zero, 0"),
          row("addi sp, sp, imm≠0",     "c.addi16sp sp, imm"),
          row("addi rd≠0, zero, imm",   "c.li rd, imm"),
          row("addi rd≠0, rs≠0, 0",     "c.mv rd, rs"),
          row("add rd, sp, imm≠0",      "c.addi4spn rd, sp, imm"),
          row("add rd≠0, rd, rs≠0",     "c.add rd, rs"),
          row("add rd≠0, rs≠0, rd",     "c.add rd, rs"),
          row("add rd≠0, rd, imm",      "c.addi rd, imm"),
          row("add sp, sp, imm≠0",      "c.addi16sp sp, imm"),
          row("add rd≠0, zero, rs≠0",   "c.mv rd, rs"),
          row("and rd, rd, rs",         "c.and rd, rs"),
          row("and rd, rs, rd",         "c.and rd, rs"),
          row("or rd, rd, rs",          "c.or rd, rs"),
          row("or rd, rs, rd",          "c.or rd, rs"),
          row("xor rd, rd, rs",         "c.xor rd, rs"),
          row("xor rd, rs, rd",         "c.xor rd, rs"),
          row("addw rd, rd, rs",        "c.addw rd, rs"),
          row("addw rd, rs, rd",        "c.addw rd, rs"),
          row("and rd, rd, imm",        "c.andi rd, imm"),
          row("andi rd, rd, imm",       "c.andi rd, imm"),
          row("sub rd, rd, rs",         "c.sub rd, rs"),
          row("subw rd, rd, rs",        "c.subw rd, rs"),
          row("addiw rd≠0, rd, imm",    "c.addiw rd, imm"),
          row("addw rd≠0, rd, imm",     "c.addiw rd, imm"),
          row("sext.w rd≠0, rd",        "c.addiw rd, 0"),
          row("slli rd≠0, rd, shamt≠0", "c.slli rd, shamt"),
          row("sll rd≠0, rd, shamt≠0",  "c.slli rd, shamt"),
          row("srli rd, rd, shamt≠0",   "c.srli rd, shamt"),
          row("srl rd, rd, shamt≠0",    "c.srli rd, shamt"),
          row("srai rd, rd, shamt≠0",   "c.srai rd, shamt"),
          row("sra rd, rd, shamt≠0",    "c.srai rd, shamt"),
          row("lui rd≠0, upper",        "c.lui rd, upper"),
          row("li rd≠0, imm",           "c.li rd, imm"),
          row("mv rd≠0, rs≠0",          "c.mv rd, rs"),
          row("move rd≠0, rs≠0",        "c.mv rd, rs"),
          row("nop",                    "c.addi zero, 0"),
          row("c.nop",                  "c.addi zero, 0"),
          row("c.nop imm≠0",            "c.addi zero, imm"),
          row("ebreak",                 "c.ebreak"),
          row("sbreak",                 "c.ebreak"),
          row("unimp",                  ".2byte 0"),
          row("c.unimp",                ".2byte 0"),
          row("lw rd≠0, imm(sp)",       "c.lwsp rd, imm(sp)"),
          row("lw rd, imm(rs1)",        "c.lw rd, imm(rs1)"),
          row("ld rd≠0, imm(sp)",       "c.ldsp rd, imm(sp)"),
          row("ld rd, imm(rs1)",        "c.ld rd, imm(rs1)"),
          row("sw rs2, imm(sp)",        "c.swsp rs2, imm(sp)"),
          row("sw rs2, imm(rs1)",       "c.sw rs2, imm(rs1)"),
          row("sd rs2, imm(sp)",        "c.sdsp rs2, imm(sp)"),
          row("sd rs2, imm(rs1)",       "c.sd rs2, imm(rs1)"),
          row("flw fd, imm(sp)",        "c.flwsp fd, imm(sp)"),
          row("flw fd, imm(rs1)",       "c.flw fd, imm(rs1)"),
          row("fld fd, imm(sp)",        "c.fldsp fd, imm(sp)"),
          row("fld fd, imm(rs1)",       "c.fld fd, imm(rs1)"),
          row("fsw fs2, imm(sp)",       "c.fswsp fs2, imm(sp)"),
          row("fsw fs2, imm(rs1)",      "c.fsw fs2, imm(rs1)"),
          row("fsd fs2, imm(sp)",       "c.fsdsp fs2, imm(sp)"),
          row("fsd fs2, imm(rs1)",      "c.fsd fs2, imm(rs1)"),
          row("j target",               "c.j target"),
          row("jal target",             "c.jal target"),
          row("beqz rs1, target",       "c.beqz rs1, target"),
          row("beq rs1, zero, target",  "c.beqz rs1, target"),
          row("bnez rs1, target",       "c.bnez rs1, target"),
          row("bne rs1, zero, target",  "c.bnez rs1, target"),
          row("jr rs≠0",                "c.jr rs"),
          row("jalr rs≠0",              "c.jalr rs"),
          row("ret",                    "c.jr ra"),

          // Jumps and branches
          row("j target",               "jal zero, target"),
          row("jal target",             "jal ra, target"),
          row("jr rs",                  "jalr zero, 0(rs)"),
          row("jr imm(rs)",             "jalr zero, imm(rs)"),
          row("jr rs, imm",             "jalr zero, imm(rs)"),
          row("jalr rs",                "jalr ra, 0(rs)"),
          row("jalr imm(rs)",           "jalr ra, imm(rs)"),
          row("jalr rd, rs",            "jalr rd, 0(rs)"),
          row("jalr rs, imm",           "jalr ra, imm(rs)"),
          row("jalr rd, rs, imm",       "jalr rd, imm(rs)"),
          row("ret",                    "jalr zero, 0(ra)"),
          row("beqz rs, target",        "beq rs, zero, target"),
          row("bnez rs, target",        "bne rs, zero, target"),
          row("blez rs, target",        "bge zero, rs, target"),
          row("bgez rs, target",        "bge rs, zero, target"),
          row("bltz rs, target",        "blt rs, zero, target"),
          row("bgtz rs, target",        "blt zero, rs, target"),
          row("bgt rs, rt, target",     "blt rt, rs, target"),
          row("ble rs, rt, target",     "bge rt, rs, target"),
          row("bgtu rs, rt, target",    "bltu rt, rs, target"),
          row("bleu rs, rt, target",    "bgeu rt, rs, target"),

          // Addresses
          row("call symbol",            "auipc ra, %call(symbol); jalr ra, 0(ra)"),
          row("call rd, symbol",        "auipc t1, %call(symbol); jalr rd, 0(t1)"),
          row("tail symbol",            "auipc t1, %call(symbol); jalr zero, 0(t1)"),
          row("jump symbol, rt",        "auipc rt, %call(symbol); jalr zero, 0(rt)"),
          row("la rd, symbol",          "auipc rd, %pcrel_hi(symbol); addi rd, rd, %pcrel_lo(symbol)"),
          row("lla rd, symbol",         "auipc rd, %pcrel_hi(symbol); addi rd, rd, %pcrel_lo(symbol)"),
          row("lga rd, symbol",         "auipc rd, %got_pcrel_hi(symbol); ld rd, %pcrel_lo(symbol)(rd)"),
          row("la.tls.ie rd, symbol",   "auipc rd, %tls_ie_pcrel_hi(symbol); ld rd, %pcrel_lo(symbol)(rd)"),
          row("la.tls.gd rd, symbol",   "auipc rd, %tls_gd_pcrel_hi(symbol); addi rd, rd, %pcrel_lo(symbol)"),
          row("lb rd, symbol",          "auipc rd, %pcrel_hi(symbol); lb rd, %pcrel_lo(symbol)(rd)"),
          row("lbu rd, symbol",         "auipc rd, %pcrel_hi(symbol); lbu rd, %pcrel_lo(symbol)(rd)"),
          row("lh rd, symbol",          "auipc rd, %pcrel_hi(symbol); lh rd, %pcrel_lo(symbol)(rd)"),
          row("lhu rd, symbol",         "auipc rd, %pcrel_hi(symbol); lhu rd, %pcrel_lo(symbol)(rd)"),
          row("lw rd, symbol",          "auipc rd, %pcrel_hi(symbol); lw rd, %pcrel_lo(symbol)(rd)"),
          row("lwu rd, symbol",         "auipc rd, %pcrel_hi(symbol); lwu rd, %pcrel_lo(symbol)(rd)"),
          row("ld rd, symbol",          "auipc rd, %pcrel_hi(symbol); ld rd, %pcrel_lo(symbol)(rd)"),
          row("sb rs, symbol, rt",      "auipc rt, %pcrel_hi(symbol); sb rs, %pcrel_lo(symbol)(rt)"),
          row("sh rs, symbol, rt",      "auipc rt, %pcrel_hi(symbol); sh rs, %pcrel_lo(symbol)(rt)"),
          row("sw rs, symbol, rt",      "auipc rt, %pcrel_hi(symbol); sw rs, %pcrel_lo(symbol)(rt)"),
          row("sd rs, symbol, rt",      "auipc rt, %pcrel_hi(symbol); sd rs, %pcrel_lo(symbol)(rt)"),
          row("flw fd, symbol, rt",     "auipc rt, %pcrel_hi(symbol); flw fd, %pcrel_lo(symbol)(rt)"),
          row("fld fd, symbol, rt",     "auipc rt, %pcrel_hi(symbol); fld fd, %pcrel_lo(symbol)(rt)"),
          row("fsw fs, symbol, rt",     "auipc rt, %pcrel_hi(symbol); fsw fs, %pcrel_lo(symbol)(rt)"),
          row("fsd fs, symbol, rt",     "auipc rt, %pcrel_hi(symbol); fsd fs, %pcrel_lo(symbol)(rt)"),

          // Constants and copies
          row("nop",                    "addi zero, zero, 0"),
          row("li rd, imm",             "addi rd, zero, imm"),
          row("li rd, imm",             "constant"),
          row("mv rd, rs",              "addi rd, rs, 0"),
          row("move rd, rs",            "addi rd, rs, 0"),
          row("not rd, rs",             "xori rd, rs, -1"),
          row("neg rd, rs",             "sub rd, zero, rs"),
          row("negw rd, rs",            "subw rd, zero, rs"),
          row("sext.w rd, rs",          "addiw rd, rs, 0"),
          row("sext.b rd, rs",          "slli rd, rs, xlen-8; srai rd, rd, xlen-8"),
          row("sext.h rd, rs",          "slli rd, rs, xlen-16; srai rd, rd, xlen-16"),
          row("zext.b rd, rs",          "andi rd, rs, 255"),
          row("zext.h rd, rs",          "slli rd, rs, xlen-16; srli rd, rd, xlen-16"),
          row("zext.w rd, rs",          "add.uw rd, rs, zero"),
          row("zext.w rd, rs",          "slli rd, rs, xlen-32; srli rd, rd, xlen-32"),

          // Comparisons
          row("seqz rd, rs",            "sltiu rd, rs, 1"),
          row("snez rd, rs",            "sltu rd, zero, rs"),
          row("sltz rd, rs",            "slt rd, rs, zero"),
          row("sgtz rd, rs",            "slt rd, zero, rs"),
          row("sgt rd, rs, rt",         "slt rd, rt, rs"),
          row("sgtu rd, rs, rt",        "sltu rd, rt, rs"),

          // A constant in place of the second register
          row("add rd, rs, imm",        "addi rd, rs, imm"),
          row("addw rd, rs, imm",       "addiw rd, rs, imm"),
          row("and rd, rs, imm",        "andi rd, rs, imm"),
          row("or rd, rs, imm",         "ori rd, rs, imm"),
          row("xor rd, rs, imm",        "xori rd, rs, imm"),
          row("slt rd, rs, imm",        "slti rd, rs, imm"),
          row("sltu rd, rs, imm",       "sltiu rd, rs, imm"),
          row("sll rd, rs, shamt",      "slli rd, rs, shamt"),
          row("srl rd, rs, shamt",      "srli rd, rs, shamt"),
          row("sra rd, rs, shamt",      "srai rd, rs, shamt"),
          row("sllw rd, rs, shamt",     "slliw rd, rs, shamt"),
          row("srlw rd, rs, shamt",     "srliw rd, rs, shamt"),
          row("sraw rd, rs, shamt",     "sraiw rd, rs, shamt"),
          row("ror rd, rs, shamt",      "rori rd, rs, shamt"),
          row("rorw rd, rs, shamt",     "roriw rd, rs, shamt"),
          row("bclr rd, rs, shamt",     "bclri rd, rs, shamt"),
          row("bext rd, rs, shamt",     "bexti rd, rs, shamt"),
          row("binv rd, rs, shamt",     "binvi rd, rs, shamt"),
          row("bset rd, rs, shamt",     "bseti rd, rs, shamt"),
          row("csrrw rd, csr, zimm",    "csrrwi rd, csr, zimm"),
          row("csrrs rd, csr, zimm",    "csrrsi rd, csr, zimm"),
          row("csrrc rd, csr, zimm",    "csrrci rd, csr, zimm"),

          // Control and status registers
          row("csrr rd, csr",           "csrrs rd, csr, zero"),
          row("csrw csr, rs",           "csrrw zero, csr, rs"),
          row("csrw csr, zimm",         "csrrwi zero, csr, zimm"),
          row("csrwi csr, zimm",        "csrrwi zero, csr, zimm"),
          row("csrs csr, rs",           "csrrs zero, csr, rs"),
          row("csrs csr, zimm",         "csrrsi zero, csr, zimm"),
          row("csrsi csr, zimm",        "csrrsi zero, csr, zimm"),
          row("csrc csr, rs",           "csrrc zero, csr, rs"),
          row("csrc csr, zimm",         "csrrci zero, csr, zimm"),
          row("csrci csr, zimm",        "csrrci zero, csr, zimm"),
          row("rdcycle rd",             "csrrs rd, cycle, zero"),
          row("rdtime rd",              "csrrs rd, time, zero"),
          row("rdinstret rd",           "csrrs rd, instret, zero"),
          row("frcsr rd",               "csrrs rd, fcsr, zero"),
          row("fscsr rs",               "csrrw zero, fcsr, rs"),
          row("fscsr rd, rs",           "csrrw rd, fcsr, rs"),
          row("frsr rd",                "csrrs rd, fcsr, zero"),
          row("fssr rs",                "csrrw zero, fcsr, rs"),
          row("fssr rd, rs",            "csrrw rd, fcsr, rs"),
          row("frrm rd",                "csrrs rd, frm, zero"),
          row("fsrm rs",                "csrrw zero, frm, rs"),
          row("fsrm rd, rs",            "csrrw rd, frm, rs"),
          row("frflags rd",             "csrrs rd, fflags, zero"),
          row("fsflags rs",             "csrrw zero, fflags, rs"),
          row("fsflags rd, rs",         "csrrw rd, fflags, rs"),
          row("fsrmi zimm",             "csrrwi zero, frm, zimm"),
          row("fsrmi rd, zimm",         "csrrwi rd, frm, zimm"),
          row("fsflagsi zimm",          "csrrwi zero, fflags, zimm"),
          row("fsflagsi rd, zimm",      "csrrwi rd, fflags, zimm"),

          // System
          row("scall",                  "ecall"),
          row("sbreak",                 "ebreak"),
          row("c.slli64 rd",            "c.slli rd, 0"),
          row("c.srli64 rd",            "c.srli rd, 0"),
          row("c.srai64 rd",            "c.srai rd, 0"),
          row("unimp",                  "csrrw zero, cycle, zero"),
          row("add rd, rs1, rs2, tprel","add rd, rs1, rs2"),
          row("fence",                  "fence iorw, iorw"),
          row("fence.tso",              ".4byte 0x8330000f"),
          row("uret",                   ".4byte 0x00200073"),
          row("hret",                   ".4byte 0x20200073"),
          row("dret",                   ".4byte 0x7b200073"),
          row("sfence.vm",              ".4byte 0x10400073"),
          row("sfence.vma",             "sfence.vma zero, zero"),
          row("sfence.vma rs",          "sfence.vma rs, zero"),

          // Floating point
          row("fmv.s fd, fs",           "fsgnj.s fd, fs, fs"),
          row("fneg.s fd, fs",          "fsgnjn.s fd, fs, fs"),
          row("fabs.s fd, fs",          "fsgnjx.s fd, fs, fs"),
          row("fgt.s rd, fs1, fs2",     "flt.s rd, fs2, fs1"),
          row("fge.s rd, fs1, fs2",     "fle.s rd, fs2, fs1"),
          row("fmv.d fd, fs",           "fsgnj.d fd, fs, fs"),
          row("fneg.d fd, fs",          "fsgnjn.d fd, fs, fs"),
          row("fabs.d fd, fs",          "fsgnjx.d fd, fs, fs"),
          row("fgt.d rd, fs1, fs2",     "flt.d rd, fs2, fs1"),
          row("fge.d rd, fs1, fs2",     "fle.d rd, fs2, fs1"),
          row("fmv.x.s rd, fs",         "fmv.x.w rd, fs"),
          row("fmv.s.x fd, rs",         "fmv.w.x fd, rs"));
  // spotless:on

  private static final Map<String, Entry> BY_MNEMONIC = byMnemonic();

  /// One row of the table, as text.
  private record Row(String usage, String meaning) {
    Form form() {
      return Form.parse(usage, meaning);
    }

    boolean isCompressed() {
      return meaning.startsWith(".2byte ")
          || (meaning.startsWith("c.") && meaning.indexOf(';') < 0);
    }
  }

  /// The forms of one mnemonic, which are read when somebody asks for them: a short program uses few.
  private static final class Entry {
    private final List<Supplier<Form>> unread = new ArrayList<>();
    private @Nullable List<Form> forms;

    List<Form> forms() {
      List<Form> known = forms;
      if (known == null) {
        known = unread.stream().map(Supplier::get).toList();
        forms = known;
      }
      return known;
    }
  }

  private Forms() {}

  private static List<Row> list(Row... rows) {
    return List.of(rows);
  }

  private static Row row(String usage, String meaning) {
    return new Row(usage, meaning);
  }

  private static Map<String, Entry> byMnemonic() {
    Map<String, Entry> forms = new HashMap<>();
    for (Row row : ROWS) {
      if (row.isCompressed()) {
        add(forms, Form.head(row.usage), row::form);
      }
    }
    for (Instruction instruction : Instruction.values()) {
      for (Ordering ordering : Ordering.values()) {
        if (instruction.isOrdered() || ordering == Ordering.RELAXED) {
          add(
              forms,
              instruction.mnemonic() + ordering.suffix(),
              () -> Form.own(instruction, ordering));
        }
      }
    }
    for (Row row : ROWS) {
      if (!row.isCompressed()) {
        add(forms, Form.head(row.usage), row::form);
      }
    }
    return Collections.unmodifiableMap(forms);
  }

  private static void add(Map<String, Entry> forms, String mnemonic, Supplier<Form> form) {
    forms.computeIfAbsent(mnemonic, any -> new Entry()).unread.add(form);
  }

  /// The forms of a mnemonic in the order in which they are tried, whatever the instruction set; empty if
  /// there is no such mnemonic.
  public static List<Form> of(String mnemonic) {
    Entry entry = BY_MNEMONIC.get(mnemonic);
    return entry == null ? List.of() : entry.forms();
  }

  /// Every mnemonic that has a form in this instruction set, in alphabetical order.
  public static Set<String> mnemonics(InstructionSet instructionSet) {
    Set<String> mnemonics = new TreeSet<>();
    BY_MNEMONIC.forEach((mnemonic, entry) -> {
      if (entry.forms().stream().anyMatch(form -> form.isIn(instructionSet))) {
        mnemonics.add(mnemonic);
      }
    });
    return mnemonics;
  }

  /// The rows of this table, for printing: without the instructions' own.
  static List<Form> rows() {
    return ROWS.stream().map(Row::form).toList();
  }
}
