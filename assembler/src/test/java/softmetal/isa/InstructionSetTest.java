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
  void leaving_one_out_keeps_what_another_one_implies() {
    InstructionSet doubles = InstructionSet.parse("rv64imadc");

    assertEquals(doubles, doubles.without("f"));
    assertEquals("rv64imafc_zicsr", doubles.without("d").toString());
    assertEquals(InstructionSet.RV64GC, InstructionSet.RV64GC.without("m"));
    assertEquals("rv64iafdc_zicsr_zmmul", doubles.without("m").toString());
  }

  @Test
  void names_stand_in_canonical_order() {
    assertEquals(
        "rv64i2p1_m2p0_f2p2_h1p0_zicond1p0_zicsr2p0_zmmul1p0_zfh1p0_zfhmin1p0_zba1p0_zbkb1p0"
            + "_smepmp1p0_svinval1p0_xfoo2p0",
        InstructionSet.parse("rv64imh_xfoo2p0_svinval_smepmp_zbkb_zba_zicond_zfh").versionedName());
  }

  @Test
  void the_first_versions_of_the_base_had_the_registers_and_the_fence() {
    assertEquals(
        "rv64i2p0_m2p0_zicsr2p0_zifencei2p0_zmmul1p0",
        InstructionSet.parse("rv64i2p0m2").versionedName());
  }

  @Test
  void what_excludes_each_other_is_refused() {
    assertRefused("rv64if_zfinx", "`zfinx`");
    assertRefused("rv64i_zvl128b", "without `v`");
    assertRefused("rv64gc_zbaa", "did you mean `zba`?");
    assertRefused("rv64gc_zbsb", "did you mean `zbb` or `zbkb` or `zbs`?");
    assertRefused("rv64gc_xmine", "xmine1p0");
    assertRefused("rv64gc_zba1p", "cut short");
    assertRefused("rv64gC", "small letters");
  }

  private static void assertRefused(String architecture, String part) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> InstructionSet.parse(architecture));

    assertTrue(refused.toString().contains(part), refused::toString);
  }

  @Test
  void what_is_not_understood_is_named() {
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> InstructionSet.parse("rv64gc_zvfh"));

    assertTrue(unknown.toString().contains("there is no extension `zvfh`"), unknown::toString);
  }
}
