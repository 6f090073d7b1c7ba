package softmetal.assembler.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.isa.InstructionSet;

class ComplaintsTest {
  @Test
  void an_unknown_instruction_is_compared_with_those_that_take_such_operands() {
    assertComplaint(
        "adi a0, a0, 1", "error at 'adi': unknown instruction `adi`", "did you mean `addi`?");
    assertComplaint("adi a0, a0, a1", "unknown instruction `adi`", "did you mean `add`?");
    assertComplaint("subi a0, a0, 1", "unknown instruction `subi`", "`addi rd, rs1, -imm`");
  }

  @Test
  void an_unknown_register_is_pointed_at() {
    assertComplaint(
        "add a0, a1, a9",
        "error at 'a9': unknown register `a9`",
        "there are a0 to a7",
        "did you mean `a0`?");
    assertComplaint(
        "lw a0, 4(A1)", "unknown register `A1`", "lower case", "'a0, 4(A1)' -> 'a0, 4(a1)'");
    assertComplaint(
        "add fa0, a0, a1", "expected an integer register, found floating-point register `fa0`");
  }

  @Test
  void a_number_out_of_range_gets_the_range() {
    assertComplaint(
        "addi a0, a0, 5000",
        "error at '5000': immediate 5000 does not fit in 12 signed bits (-2048..2047)",
        "'li t0, 5000; add a0, a0, t0'");
    assertComplaint("add a0, a0, 5000", "immediate 5000 does not fit in 12 signed bits");
    assertComplaint("slli a0, a0, 64", "shift amount 64 is not in 0..63");
    assertComplaint("csrwi mscratch, 32", "immediate 32 is not in 0..31", "through a register");
    assertComplaint("lui a0, -1", "upper immediate -1 is not in 0..1048575");
    assertComplaint("c.lw a0, 6(a1)", "immediate 6 is not a multiple of 4");
    assertComplaint("c.addi4spn a0, sp, 0", "cannot have the immediate 0");
  }

  @Test
  void a_wrong_number_of_operands_gets_the_signature() {
    assertComplaint(
        "add a0, a1",
        "error at '': `add` takes 3 operands, but there are 2",
        "write `add rd, rs1, rs2`");
    assertComplaint(
        "add a0, a1, a2, a3, a4", "error at 'a3, a4': `add` takes 3 operands, but there are 5");
    assertComplaint("ret a0", "error at 'a0': `ret` takes no operands, but there is 1");
  }

  @Test
  void a_memory_operand_in_parts_is_put_together() {
    assertComplaint("lw a0, a1, 4", "error at 'a1, 4': expected `offset(register)`", "'4(a1)'");
    assertComplaint("sd a0, 8, sp", "error at '8, sp': expected `offset(register)`", "'8(sp)'");
    assertComplaint("lw a0, a1", "expected `offset(register)`", "write `0(a1)`");
    assertComplaint("lr.w a0, a1", "expected `(register)`", "write `(a1)`");
    assertComplaint("amoadd.w a0, a1, 4(a2)", "expected `(register)`", "no offset");
  }

  @Test
  void what_the_instruction_set_lacks_is_named() {
    assertComplaint(
        InstructionSet.parse("rv64i"),
        "mul a0, a1, a2",
        "error at 'mul': `mul` needs the extension m, which rv64i does not have",
        "-march=rv64im");
    assertComplaint(
        InstructionSet.parse("rv64ic"), "c.fld fa0, 0(a0)", "needs the extension d", "+d");
    assertComplaint(
        InstructionSet.parse("rv32i"), "ld a0, 0(a1)", "`ld` exists on RV64 only, not on RV32");
  }

  @Test
  void an_unknown_csr_is_compared_with_the_others() {
    assertComplaint("csrw mstaus, a0", "unknown CSR `mstaus`", "did you mean `mstatus` (0x300)?");
    assertComplaint("csrr a0, a1", "expected a CSR, found register `a1`");
  }

  @Test
  void writing_a_read_only_csr_is_a_warning() {
    assertComplaint("csrw mhartid, a0", "warning at 'mhartid': CSR `mhartid` (0xf14) is read-only");
    assertEquals("", Encoded.problem("csrr a0, mhartid", new TestContext("rv64gc")));
  }

  @Test
  void addresses_and_numbers_are_told_apart() {
    assertComplaint("li a0, table", "`table` is not a number that is known here", "'li' -> 'la'");
    assertComplaint("addi a0, a0, table", "`table` is not a number", "`%lo(table)`");
    assertComplaint("la a0, 8(sp)", "expected a symbol, found `8(sp)`", "'addi a0, sp, 8'");
    assertComplaint("addi a0, a0, %hi(table)", "`%hi` does not fit here", "%lo");
    assertComplaint("sw a0, table", "expected `offset(register)`", "`sw rs, symbol, rt`");
    assertComplaint("jr handler", "expected a register, found `handler`", "use `j`");
  }

  @Test
  void fences_and_rounding_modes_say_what_there_is() {
    assertComplaint("fence wr, w", "error at 'wr': expected some of the letters `iorw`");
    assertComplaint(
        "fadd.s fa0, fa0, fa1, rux", "unknown rounding mode `rux`", "rne, rtz, rdn, rup, rmm, dyn");
  }

  @Test
  void what_is_suggested_can_be_encoded() {
    for (String line :
        List.of(
            "adi a0, a0, 1",
            "add a0, a1, a9",
            "lw a0, a1, 4",
            "sd a0, 8, sp",
            "lr.w a0, a1",
            "csrw mstaus, a0",
            "li a0, table",
            "la a0, 8(sp)",
            "jr handler")) {
      TestContext context = new TestContext("rv64gc");
      Encoded.problem(line, context);
      Diagnostic.Suggestion suggestion =
          context.diagnostics.all().getFirst().suggestion().orElseThrow();
      String edited =
          line.substring(0, suggestion.span().start())
              + suggestion.replacement()
              + line.substring(suggestion.span().end());

      assertEquals("", Encoded.problem(edited, new TestContext("rv64gc")), edited);
    }
  }

  @Test
  void every_mnemonic_answers_to_any_operands() {
    for (String mnemonic : InstructionSet.RV64GC.mnemonics()) {
      for (String operands :
          List.of(
              "",
              "a0",
              "99999",
              "fa0, fa0",
              "table, table, table",
              "a0, 8(sp), \"x\"",
              "%lo(x), (a0), zero, rtz",
              "1, 2, 3, 4, 5, 6")) {
        TestContext context = new TestContext("rv64gc");
        String line = mnemonic + " " + operands;

        boolean encoded = !Encoded.pieces(line, context).isEmpty();

        assertTrue(encoded != context.diagnostics.hasErrors(), line);
      }
    }
  }

  private static void assertComplaint(String line, String... parts) {
    assertComplaint(InstructionSet.RV64GC, line, parts);
  }

  private static void assertComplaint(InstructionSet isa, String line, String... parts) {
    String problem = Encoded.problem(line, new TestContext(isa.toString()));
    for (String part : parts) {
      assertTrue(problem.contains(part), () -> line + " gives: " + problem + "\nwithout: " + part);
    }
  }
}
