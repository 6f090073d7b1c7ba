package softmetal.monitor.device.finisher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import softmetal.monitor.memory.Width;

class TestFinisherTest {
  String asked = "nothing";

  final TestFinisher finisher =
      new TestFinisher(
          new PowerSwitch() {
            @Override
            public void powerOff(int exitCode) {
              asked = "off " + exitCode;
            }

            @Override
            public void reset() {
              asked = "reset";
            }
          });

  @Test
  void pass_powers_off_with_success() {
    finisher.write(0, Width.WORD, 0x5555);

    assertEquals("off 0", asked);
  }

  @Test
  void fail_powers_off_with_the_code_in_the_upper_half() {
    finisher.write(0, Width.WORD, (42 << 16) | 0x3333);

    assertEquals("off 42", asked);
  }

  @Test
  void the_largest_code_is_not_negative() {
    finisher.write(0, Width.DOUBLE, 0xffff_ffff_ffff_3333L);

    assertEquals("off 65535", asked);
  }

  @Test
  void reset_resets() {
    finisher.write(0, Width.HALF, 0x7777);

    assertEquals("reset", asked);
  }

  @Test
  void other_values_places_and_bytes_do_nothing() {
    finisher.write(0, Width.WORD, 0x1234);
    finisher.write(4, Width.WORD, 0x5555);
    finisher.write(0, Width.BYTE, 0x55);

    assertEquals("nothing", asked);
    assertEquals(0, finisher.read(0, Width.WORD));
  }
}
