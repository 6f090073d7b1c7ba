package softmetal.assembler.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Sources with their encoding behind `# =`: words in the order of the pieces, relocations in parentheses, hidden
/// labels with a colon, branches as the layout gets them (instruction, two registers, two-byte form, target).
class InstructionEncoderTest {
  @Test
  void the_shortest_encoding_that_gnu_as_knows_is_taken() {
    check(
        """
        addi a0, a0, 1                # = 0505
        addi sp, sp, -16              # = 1141
        addi sp, sp, -32              # = 1101
        addi sp, sp, -64              # = 7139
        addi a0, sp, 8                # = 0028
        addi a0, a0, 0                # = 852a
        add a0, a0, 0                 # = 0501
        add a0, a1, a0                # = 952e
        and s0, s1, s0                # = 8c65
        mv a0, zero                   # = 00000513
        lw a0, (a1)                   # = 4188
        ld ra, 8(sp)                  # = 60a2
        ret                           # = 8082
        jalr ra, a0                   # = 000500e7
        unimp                         # = 0000
        """,
        "rv64gc");
  }

  @Test
  void without_c_every_instruction_has_four_bytes() {
    check(
        """
        addi a0, a0, 1                # = 00150513
        ret                           # = 00008067
        unimp                         # = c0001073
        beqz a0, done                 # = beq 10 0 - done
        """,
        "rv64g");
  }

  @Test
  void a_relocated_operand_is_never_compressed_and_holds_a_part_of_the_addend() {
    check(
        """
        lui a0, %hi(table)            # = 00000537 (HI20 table)
        lui a0, %hi(table+0x12345)    # = 00012537 (HI20 table+0x12345)
        addi a0, a0, %lo(table)       # = 00050513 (LO12_I table)
        sw a1, %lo(table+4)(a0)       # = 00b52223 (LO12_S table+4)
        lui a0, %hi(0x12345fff)       # = 12346537
        addi a0, a0, %lo(0x12345fff)  # = fff50513
        add a0, a0, tp, %tprel_add(x) # = 00450533 (TPREL_ADD x)
        """,
        "rv64gc");
  }

  @Test
  void addresses_are_built_relative_to_the_program_counter() {
    check(
        """
        la a0, table                  # = .L0: 00000517 (PCREL_HI20 table) 00050513 (PCREL_LO12_I .L0)
        lw a0, table                  # = .L0: 00000517 (PCREL_HI20 table) 00052503 (PCREL_LO12_I .L0)
        sd a0, table, t0              # = .L0: 00000297 (PCREL_HI20 table) 00a2b023 (PCREL_LO12_S .L0)
        call print                    # = 00000097 (CALL_PLT print) 000080e7
        tail print                    # = 00000317 (CALL_PLT print) 00030067
        la a0, 0x12345                # = 6549 3455051b
        """,
        "rv64gc");
  }

  @Test
  void position_independent_addresses_go_through_the_table() {
    assertEquals(
        ".L0: 00000517 (GOT_HI20 table) 00053503 (PCREL_LO12_I .L0)",
        Encoded.text("la a0, table", new TestContext("rv64gc").positionIndependentToo()));
  }

  @Test
  void relaxation_is_announced_where_it_is_allowed() {
    assertEquals(
        "00000097 (CALL_PLT print) (RELAX) 000080e7",
        Encoded.text("call print", new TestContext("rv64gc").relaxed()));
  }

  @Test
  void the_layout_learns_which_branches_can_be_short() {
    check(
        """
        beqz a0, done                 # = beq 10 0 c.beqz done
        beq a0, zero, done            # = beq 10 0 c.beqz done
        beq zero, a0, done            # = beq 0 10 - done
        bnez t0, done                 # = bne 5 0 - done
        bgt a0, a1, done              # = blt 11 10 - done
        j done                        # = jal 0 0 c.j done
        c.j done                      # = jal 0 0 c.j done
        jal done                      # = jal 1 0 - done
        jal t0, done                  # = jal 5 0 - done
        """,
        "rv64gc");
  }

  @Test
  void li_takes_what_the_number_needs() {
    check(
        """
        li a0, 31                     # = 457d
        li a0, 32                     # = 02000513
        li a0, 0x5000                 # = 6515
        li a0, 0x12345678             # = 12345537 6785051b
        li a0, 0xffffffff             # = 0010051b 1502 157d
        li s9, 0x0fffffffffffffff     # = 00100c9b 1cf2 1cfd
        """,
        "rv64gc");
  }

  @Test
  void names_that_are_constants_count_as_their_numbers() {
    TestContext context = new TestContext("rv64gc");
    context.constants.put("SIZE", 16L);

    assertEquals("0541", Encoded.text("addi a0, a0, SIZE", context));
  }

  @Test
  void csrs_go_by_name_or_number() {
    check(
        """
        csrw mstatus, a0              # = 30051073
        csrw 0x300, 5                 # = 3002d073
        csrr a0, pmpaddr15            # = 3bf02573
        csrrw a0, 0x7c0, a1           # = 7c059573
        fsrmi a0, 1                   # = 0020d573
        """,
        "rv64gc");
  }

  @Test
  void atomics_fences_and_rounding_modes_have_their_words() {
    check(
        """
        amoadd.w.aqrl a0, a1, (a2)    # = 06b6252f
        lr.d.aq t0, 0(s0)             # = 140432af
        fence                         # = 0ff0000f
        fence rw, w                   # = 0310000f
        fadd.s fa0, fa1, fa2          # = 00c5f553
        fadd.s fa0, fa1, fa2, rtz     # = 00c59553
        fcvt.d.w fa0, a0              # = d2050553
        """,
        "rv64gc");
  }

  private static void check(String source, String architecture) {
    for (String line : source.lines().toList()) {
      int expectation = line.indexOf("# = ");
      String text = line.substring(0, expectation).strip();
      assertEquals(
          line.substring(expectation + 4), Encoded.text(text, new TestContext(architecture)), text);
    }
  }
}
