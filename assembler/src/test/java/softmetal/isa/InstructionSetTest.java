package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InstructionSetTest {
  @Test
  void g_is_short_for_the_general_purpose_set() {
    assertEquals("rv64imafdc_zicsr_zifencei", InstructionSet.parse("rv64gc").toString());
  }

  @Test
  void version_numbers_are_tolerated() {
    assertEquals(
        InstructionSet.parse("rv64imafdc_zifencei"),
        InstructionSet.parse("rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0_zmmul1p0"));
  }

  @Test
  void the_attribute_names_versions_and_what_is_implied() {
    assertEquals(
        "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0_zmmul1p0",
        InstructionSet.RV64GC.versionedName());
  }

  @Test
  void compressed_doubles_need_both_extensions() {
    InstructionSet soft = InstructionSet.parse("rv64imac");

    assertTrue(soft.has(Instruction.C_LD));
    assertFalse(soft.has(Instruction.C_FLD));
    assertFalse(InstructionSet.RV64GC.has(Instruction.C_JAL));
  }

  @Test
  void leaving_one_out_leaves_out_what_needs_it() {
    assertEquals("rv64imac_zicsr_zifencei", InstructionSet.RV64GC.without(Extension.F).toString());
  }

  @Test
  void what_is_not_understood_is_named() {
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> InstructionSet.parse("rv64gc_zvfh"));

    assertTrue(unknown.toString().contains("there is no extension `zvfh`"), unknown::toString);
  }
}
