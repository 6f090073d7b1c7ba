package softmetal.monitor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import softmetal.isa.Xlen;

class HexadecimalTest {
  @Test
  void a_sign_extended_register_of_32_bits_has_eight_digits() {
    var narrow = new Hexadecimal(Xlen.RV32);

    assertEquals("0x80000000", narrow.of(0xffff_ffff_8000_0000L));
    assertEquals("0x80000000", narrow.padded(0xffff_ffff_8000_0000L));
    assertEquals("0x00000007", narrow.padded(7));
  }

  @Test
  void a_physical_address_of_34_bits_keeps_all_of_them() {
    assertEquals("0x3ffffffff", new Hexadecimal(Xlen.RV32).of(0x3_ffff_ffffL));
  }

  @Test
  void a_register_of_64_bits_stays_as_it_is() {
    assertEquals("0xffffffff80000000", new Hexadecimal(Xlen.RV64).of(0xffff_ffff_8000_0000L));
    assertEquals("0x0000000000000007", new Hexadecimal(Xlen.RV64).padded(7));
  }
}
