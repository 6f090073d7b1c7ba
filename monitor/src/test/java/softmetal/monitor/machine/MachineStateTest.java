package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.Executable;
import softmetal.monitor.project.Project;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Payload;

/// A machine goes on from where one was saved as that one would have.
class MachineStateTest {
  /// Supervisor mode stores through a gigapage, takes that away without a fence, and stores there again 100,000 times. Status 7 if that
  /// faults, which it may, but not on this machine.
  static final String CARELESS =
      """
              .globl  _start
      _start: la      t0, trap
              csrw    mtvec, t0
              li      t0, -1
              csrw    pmpaddr0, t0
              li      t0, 0x1f
              csrw    pmpcfg0, t0
              la      s0, table
              srli    t0, s0, 12
              li      t1, 8
              slli    t1, t1, 60
              or      t0, t0, t1
              csrw    satp, t0
              li      t0, 0x20000000 | 0xcf
              sd      t0, 8(s0)
              sd      t0, 16(s0)
              li      t0, 0xcf
              sd      t0, (s0)
              li      t0, 0x800
              csrs    mstatus, t0
              la      t0, paged
              csrw    mepc, t0
              mret
      paged:  li      s1, 0x40000000 + 0x8000
              li      s2, 100000
              sd      s2, (s1)
              sd      zero, 8(s0)
      again:  sd      s2, (s1)
              addi    s2, s2, -1
              bnez    s2, again
              li      t1, 0x5555
      off:    li      t0, 0x100000
              sw      t1, (t0)
              j       .
              .balign 4
      trap:   li      t1, 0x73333
              csrw    satp, zero
              j       off
              .balign 4096
      table:  .zero   4096
      """;

  @TempDir Path directory;

  @Test
  void goes_on_where_the_other_one_would_have() throws Exception {
    try (Machine whole = booted(ProbeTest.KERNEL, 2);
        Machine first = booted(ProbeTest.KERNEL, 2)) {
      first.run(20_000);
      MachineState state = first.save();
      try (Machine second = Machine.restore(state, List.of(), new RecordingHost())) {
        assertEquals(whole.run(Long.MAX_VALUE), second.run(Long.MAX_VALUE));
        assertEquals(ended(whole), ended(second));
      }
      first.run(Long.MAX_VALUE);
      assertEquals(ended(whole), ended(first));
    }
  }

  @Test
  void many_go_on_from_one_moment_and_know_nothing_of_each_other() throws Exception {
    try (Machine first = booted(ProbeTest.KERNEL, 2)) {
      first.run(20_000);
      MachineState state = first.save();
      String atOnce = first.stateHash();
      List<String> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        try (Machine fork = Machine.restore(state, List.of(), new RecordingHost())) {
          assertEquals(atOnce, fork.stateHash());
          fork.run(Long.MAX_VALUE);
          ends.add(ended(fork));
        }
      }
      assertEquals(List.of(ends.getFirst()), ends.stream().distinct().toList());
      assertNotEquals(atOnce, ends.getFirst());
    }
  }

  @Test
  void is_saved_many_times_on_its_way() throws Exception {
    try (Machine whole = booted(ProbeTest.KERNEL, 2);
        Machine first = booted(ProbeTest.KERNEL, 2)) {
      whole.run(Long.MAX_VALUE);
      MachineState state = first.save();
      while (first.run(997) instanceof Outcome.LimitReached) {
        state = first.save();
        try (Machine same = Machine.restore(state, List.of(), new RecordingHost())) {
          assertEquals(first.stateHash(), same.stateHash());
        }
      }
      assertEquals(ended(whole), ended(first));
    }
  }

  @Test
  void a_translation_that_should_have_been_forgotten_is_not_forgotten_by_saving() throws Exception {
    try (Machine whole = booted(CARELESS, 1);
        Machine first = booted(CARELESS, 1)) {
      assertEquals(new Outcome.PoweredOff(0), whole.run(1_000_000));
      first.run(100_000);
      try (Machine second = Machine.restore(first.save(), List.of(), new RecordingHost())) {
        assertEquals(new Outcome.PoweredOff(0), second.run(1_000_000));
        assertEquals(ended(whole), ended(second));
      }
    }
  }

  @Test
  void a_reset_loads_the_kernel_again() throws Exception {
    try (Machine whole = booted(CARELESS, 1);
        Machine first = booted(CARELESS, 1)) {
      first.run(1_000);
      try (Machine second = Machine.restore(first.save(), List.of(), new RecordingHost())) {
        second.reset();
        whole.run(1_000);
        whole.reset();
        assertEquals(whole.run(Long.MAX_VALUE), second.run(Long.MAX_VALUE));
        assertEquals(ended(whole), ended(second));
      }
    }
  }

  @Test
  void what_no_machine_can_be_in_is_refused_by_name() throws Exception {
    try (Machine machine = booted(ProbeTest.KERNEL, 2)) {
      machine.run(5_000);
      MachineState state = machine.save();
      for (int i = 0; i < state.payloads().size(); i++) {
        Payload payload = state.payloads().get(i);
        String name = payload.name();
        refused(name, state, i, new Payload(name, payload.version() + 1, payload.bytes()));
        refused(name, state, i, new Payload(name, payload.version(), longer(payload.bytes())));
        if (payload.bytes().length > 0) {
          refused(name, state, i, new Payload(name, payload.version(), shorter(payload.bytes())));
        }
      }
    }
  }

  private static byte[] longer(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static byte[] shorter(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 1);
  }

  private static void refused(String name, MachineState state, int index, Payload wrong) {
    List<Payload> payloads = new ArrayList<>(state.payloads());
    payloads.set(index, wrong);
    MachineState changed =
        new MachineState(
            state.definition(), state.boot(), state.ticksBefore(), state.ram(), payloads);
    InvalidStateException refused =
        assertThrows(
            InvalidStateException.class,
            () -> Machine.restore(changed, List.of(), new RecordingHost()));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(name + ":"), message);
  }

  private static String ended(Machine machine) {
    return machine.stateHash() + " " + machine.retired();
  }

  private Machine booted(String kernel, int harts) throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, kernel);
    Optional<Executable> program =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics())
            .map(image -> image.kernel());
    Machine machine = new Machine(MachineDefinition.small().withHarts(harts), new RecordingHost());
    machine.load(program.orElseThrow());
    return machine;
  }
}
