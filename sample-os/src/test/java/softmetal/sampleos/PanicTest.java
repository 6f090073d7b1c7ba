package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import softmetal.sdk.Guest;
import softmetal.sdk.Instructions;
import softmetal.sdk.junit.BootKernel;

@BootKernel(project = ".", ready = Shell.PROMPT)
class PanicTest {
  @Test
  void a_kernel_panic_switches_the_machine_off_with_status_1(Guest guest) {
    guest.console().enters("panic");

    assertEquals(1, guest.panics("PANIC: ", Instructions.millions(5)));
  }

  @Test
  void the_dump_says_what_happened_and_where(Guest guest) {
    guest.console().enters("panic");
    guest.panics("PANIC: ", Instructions.millions(5));

    String dump = guest.console().transcript();
    assertTrue(dump.contains("cause store page fault, address 0x0000000000000000\n"), dump);
    assertTrue(dump.matches("(?s).*\npc    0x[0-9a-f]{16}  status 0x[0-9a-f]{16}\n.*"), dump);
    for (String register : new String[] {"ra", "sp", "gp", "tp", "a0", "s11", "t6"}) {
      assertTrue(dump.matches("(?s).*\\b" + register + " +0x[0-9a-f]{16}.*"), register);
    }
    assertTrue(dump.contains("\nstack, from sp\n"), dump);
  }
}
