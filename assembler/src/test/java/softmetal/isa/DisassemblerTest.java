package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DisassemblerTest {
  private final Disassembler disassembler = new Disassembler(InstructionSet.RV64GC);

  @Test
  void operands_stand_in_the_order_of_assembly_text() {
    assertShows("addi a0,a0,-16", 0xff050513);
    assertShows("lw ra,8(sp)", 0x00812083);
    assertShows("sd ra,-8(sp)", 0xfe113c23);
    assertShows("amoadd.d.aqrl a0,a1,(a2)", 0x06b6352f);
    assertShows("lr.w a0,(a1)", 0x1005a52f);
  }

  @Test
  void numbers_are_written_as_people_think_of_them() {
    assertShows("lui a0,0xfffff", 0xfffff537);
    assertShows("slli a0,a0,0x20", 0x02051513);
    assertShows("csrrw zero,mstatus,a0", 0x30051073);
    assertShows("csrrsi a0,0x123,31", 0x123fe573);
    assertShows("fence rw,w", 0x0310000f);
    assertShows("fence.tso", 0x8330000f);
  }

  @Test
  void a_rounding_mode_appears_only_where_it_is_not_the_usual_one() {
    assertShows("fadd.s fa0,fa0,fa1", 0x00b57553);
    assertShows("fadd.s fa0,fa0,fa1,rtz", 0x00b51553);
    assertShows("fcvt.d.w fa0,a0", 0xd2050553);
  }

  @Test
  void targets_are_addresses() {
    assertShows("jal ra,0x80001000", 0x000010ef);
    assertShows("c.beqz a0,0x7fffff00", 0xd101);
  }

  @Test
  void compressed_instructions_go_by_their_own_names() {
    assertShows("c.addi16sp sp,-16", 0x717d);
    assertShows("c.ldsp ra,8(sp)", 0x60a2);
    assertShows("c.lui a0,0xfffff", 0x757d);
  }

  @Test
  void what_is_no_instruction_is_shown_as_data() {
    assertShows(".4byte 0xffffffff", 0xffffffff);
    assertShows(".2byte 0x4", 0x12340004);
  }

  @Test
  void aliases_are_what_people_write() {
    assertShowsAlias("ret", 0x00008067);
    assertShowsAlias("ret", 0x8082);
    assertShowsAlias("li a0,1", 0x4505);
    assertShowsAlias("mv a0,a1", 0x852e);
    assertShowsAlias("csrw mstatus,a0", 0x30051073);
    assertShowsAlias("unimp", 0x0000);
  }

  @Test
  void a_compressed_instruction_that_does_nothing_keeps_its_name_among_aliases() {
    assertShowsAlias("c.nop 1", 0x0005);
    assertShowsAlias("c.li zero,1", 0x4005);
    assertShowsAlias("c.slli64 ra", 0x0082);
  }

  @Test
  void registers_can_be_numbers() {
    assertEquals(
        "fcvt.d.w f10,x10", disassembler.withNumericRegisters().disassemble(0xd2050553, 0));
  }

  private void assertShowsAlias(String text, int word) {
    assertEquals(text, disassembler.withAliases().disassemble(word, 0x8000_0000L));
  }

  private void assertShows(String text, int word) {
    assertEquals(text, disassembler.disassemble(word, 0x8000_0000L));
  }
}
