package softmetal.monitor.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.Firmware;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.project.Project;

/// What harts do to each other: code that another one executes, interrupts that another one serves.
class SeveralHartsLintTest {
  private static final String KERNEL =
      """
              .globl  _start
      _start: li      a7, 0x48534d            # hart 1 begins at `worker`
              li      a6, 0
              li      a0, 1
              la      a1, worker
              ecall
      1:      lw      t1, ready
              beqz    t1, 1b
              li      t1, 0x00200513          # li a0, 2
              la      t0, code
              sw      t1, (t0)
              li      a7, FENCE
              li      a6, 0
              li      a0, 2
              li      a1, 0
              ecall
              li      t0, PAUSE
      4:      addi    t0, t0, -1
              bnez    t0, 4b
              li      t1, 1
              la      t0, go
              sw      t1, (t0)
      2:      j       2b
      worker: call    code
              li      t1, 1
              la      t0, ready
              sw      t1, (t0)
      3:      lw      t1, go
              beqz    t1, 3b
              call    code
              li      a7, 8
              ecall
              .balign 4
      code:   .word   0x00100513              # li a0, 1
              ret
              .data
      ready:  .word   0
      go:     .word   0
      """;

  @TempDir Path directory;

  @Test
  void a_remote_fence_i_is_a_fence_of_the_hart_that_it_names() throws Exception {
    assertEquals(List.of(), found("0x52464e43", 200_000));
  }

  @Test
  void code_that_changes_under_the_feet_of_another_hart_is_nothing_to_tell_of_yet()
      throws Exception {
    assertEquals(List.of(), found("0x10", 1));
  }

  @Test
  void another_call_is_none() throws Exception {
    List<String> found = found("0x10", 200_000);

    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().startsWith("lint: hart 1, code "), found::toString);
  }

  /// @param call the number of the extension that is called before the code is executed again
  /// @param pause turns of a loop before that
  private List<String> found(String call, int pause) throws Exception {
    String text = KERNEL.replace("FENCE", call).replace("PAUSE", String.valueOf(pause));
    return found(text, new Firmware.BuiltIn());
  }

  private List<String> found(String text, Firmware firmware) throws Exception {
    Path source = Files.writeString(directory.resolve("kernel.s"), text);
    Executable kernel =
        Project.buildFiles(
                List.of(source),
                firmware instanceof Firmware.None ? Project.MACHINE_BASE : Project.SUPERVISOR_BASE,
                new Diagnostics())
            .orElseThrow()
            .kernel();
    List<String> found = new ArrayList<>();
    try (Machine machine =
        new Machine(MachineDefinition.small().withHarts(2), new RecordingHost())) {
      machine.load(new Boot(firmware, Optional.of(kernel), new byte[0]));
      Linter.attach(machine, SymbolTable.of(kernel), found::add);
      assertEquals(new Outcome.PoweredOff(0), machine.run(3_000_000));
    }
    return found;
  }

  private static final String LATE_START =
      """
              .globl  _start
      _start: call    code
              li      t1, 0x00200513
              la      t0, code
              sw      t1, (t0)
              li      t0, 200000
      1:      addi    t0, t0, -1
              bnez    t0, 1b
              li      a7, 0x48534d
              li      a6, 0
              li      a0, 1
              la      a1, worker
              ecall
      2:      j       2b
      worker: call    code
              li      a7, 8
              ecall
              .balign 4
      code:   .word   0x00100513
              ret
      """;

  @Test
  void a_hart_that_has_only_been_started_has_nothing_old() throws Exception {
    assertEquals(List.of(), found(LATE_START, new Firmware.BuiltIn()));
  }

  private static final String ONE_SERVES_AND_ONE_WAITS =
      """
              .globl  _start
      _start: csrr    t0, mhartid
              bnez    t0, other
              li      t0, 0x0c000000          # the serial port, with a priority, for hart 0
              li      t1, 1
              sw      t1, 40(t0)
              li      t0, 0x0c002000
              li      t1, 1 << 10
              sw      t1, (t0)
              li      t0, 0x10000000
              li      t1, 2
              sb      t1, 1(t0)
              li      t0, 0x0c200004
              lw      t1, (t0)                # claimed
              la      t0, served
              sw      t1, (t0)
      1:      j       1b
      other:  lw      t1, served
              beqz    t1, other
              csrwi   mie, 8
              li      t0, 0x2000004
              li      t1, 1
              sw      t1, (t0)
              wfi
              li      t0, 0x100000
              li      t1, 0x5555
              sw      t1, (t0)
      2:      j       2b
              .data
      served: .word   0
      """;

  @Test
  void a_hart_that_waits_says_nothing_about_what_another_one_serves() throws Exception {
    assertEquals(List.of(), found(ONE_SERVES_AND_ONE_WAITS, new Firmware.None()));
  }
}
