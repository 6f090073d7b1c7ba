package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;

class BootTest {
  /// `csrr t0, scounteren`
  private static final int READS_SCOUNTEREN = 0x1060_22f3;

  private static final long MACHINE_BASE = 0x8000_0000L;
  private static final long SUPERVISOR_BASE = 0x8020_0000L;

  @Test
  void a_kernel_without_firmware_starts_in_machine_mode() throws Exception {
    try (Machine machine = machine()) {
      machine.load(Boot.of(program("kernel", MACHINE_BASE, 8)));

      assertEquals("M", machine.mode(0));
      assertEquals(MACHINE_BASE, machine.pc(0));
    }
  }

  @Test
  void above_the_built_in_sbi_it_starts_in_supervisor_mode() throws Exception {
    try (Machine machine = machine()) {
      machine.load(boot(new Firmware.BuiltIn(), program("kernel", SUPERVISOR_BASE, 8)));

      assertEquals("S", machine.mode(0));
      assertEquals(SUPERVISOR_BASE, machine.pc(0));
    }
  }

  /// Linux counts on it: its processes read the time in user mode.
  @Test
  void above_the_built_in_sbi_processes_may_read_the_counters() throws Exception {
    byte[] code =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(READS_SCOUNTEREN).array();
    Segment segment = new Segment(SUPERVISOR_BASE, SUPERVISOR_BASE, code, code.length, 7);
    Executable kernel =
        new Executable("kernel", 0, SUPERVISOR_BASE, List.of(segment), List.of(), List.of());
    try (Machine machine = machine()) {
      machine.load(boot(new Firmware.BuiltIn(), kernel));
      machine.run(1);

      machine.stateHash(); // finishes the instruction
      assertEquals(7, machine.cpu(0).registers().x[5]);
    }
  }

  @Test
  void firmware_of_the_user_is_entered_before_the_kernel() throws Exception {
    Firmware firmware = new Firmware.Image(program("firmware", MACHINE_BASE, 8));
    try (Machine machine = machine()) {
      machine.load(boot(firmware, program("kernel", SUPERVISOR_BASE, 8)));

      assertEquals("M", machine.mode(0));
      assertEquals(MACHINE_BASE, machine.pc(0));
    }
  }

  @Test
  void two_programs_at_the_same_place_are_refused() throws Exception {
    Firmware firmware = new Firmware.Image(program("firmware", MACHINE_BASE, 0x20_0010));
    try (Machine machine = machine()) {
      var refused =
          assertThrows(
              InvalidInputException.class,
              () -> machine.load(boot(firmware, program("kernel", SUPERVISOR_BASE, 8))));

      assertEquals(
          "the firmware firmware (0x80000000 to 0x80200010) lies over the kernel kernel (0x80200000 to 0x80200008)",
          refused.diagnostic().message());
    }
  }

  @Test
  void an_initial_ram_disk_that_does_not_fit_is_refused() throws Exception {
    Boot boot =
        new Boot(
            new Firmware.None(),
            Optional.of(program("kernel", MACHINE_BASE, 8)),
            new byte[9 << 20]);
    try (Machine machine =
        new Machine(MachineDefinition.small().withMemory(16 << 20), new RecordingHost())) {
      var refused = assertThrows(InvalidInputException.class, () -> machine.load(boot));

      assertEquals(Problem.NO_ROOM_IN_RAM, refused.diagnostic().problem());
    }
  }

  private static Machine machine() throws Exception {
    return new Machine(MachineDefinition.small(), new RecordingHost());
  }

  @Test
  void a_program_of_another_width_is_refused() throws Exception {
    Executable narrow =
        new Executable("narrow.elf", 32, 0, 0x8000_0000L, List.of(), List.of(), List.of());
    try (Machine machine = new Machine(MachineDefinition.small(), new RecordingHost())) {
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> machine.load(narrow));
      assertEquals(
          "the program is one of 32 bits, and the harts have 64", refused.diagnostic().message());
    }
  }

  private static Boot boot(Firmware firmware, Executable kernel) {
    return new Boot(firmware, Optional.of(kernel), new byte[0]);
  }

  private static Executable program(String name, long address, int bytes) {
    Segment segment = new Segment(address, address, new byte[bytes], bytes, 7);
    return new Executable(name, 0, address, List.of(segment), List.of(), List.of());
  }
}
