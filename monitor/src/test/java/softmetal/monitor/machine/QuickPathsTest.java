package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.debug.Witness;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;

/// What makes a machine quick (rows of loads and stores, words that are lent to the hart, answers within a run) changes
/// nothing: a machine ends as it does when it executes its instructions one by one, and each privileged one is an exit.
class QuickPathsTest {
  private static final int INSTRUCTIONS = 60_000;
  private static final int CHECKED_EVERY = 7_500;

  /// A process that calls, faults and reads what it must not, in two address spaces; a kernel that saves all registers; and
  /// a timer that comes at odd moments.
  private static final String KERNEL =
      """
              .globl  _start
      _start: csrr    s0, mhartid
              la      t0, root
              la      t1, machine_trap
              csrw    mtvec, t1
              li      t2, (0x80000000 >> 2) | 0xcf
              sd      t2, 16(t0)
              li      t2, (0x80000000 >> 2) | 0xdf
              sd      t2, 8(t0)
              li      t0, -1
              csrw    pmpaddr0, t0
              li      t0, 0x1f
              csrw    pmpcfg0, t0
              la      t0, trap
              csrw    stvec, t0
              la      t0, frame
              slli    t1, s0, 9
              add     t0, t0, t1
              csrw    sscratch, t0
              la      t0, machine_frame
              slli    t1, s0, 6
              add     t0, t0, t1
              csrw    mscratch, t0
              li      t0, 0xb1ff
              csrw    medeleg, t0
              li      t0, 2
              csrw    mideleg, t0
              li      t0, 0x82
              csrw    mie, t0
              li      t0, 0x2004000
              slli    t1, s0, 3
              add     t0, t0, t1
              sd      zero, (t0)
              la      t0, root
              srli    t0, t0, 12
              li      t1, 8 << 60
              or      t0, t0, t1
              csrw    satp, t0
              sfence.vma
              li      t0, 3 << 11
              csrc    mstatus, t0
              la      t0, process
              li      t1, 0x40000000
              sub     t0, t0, t1
              csrw    mepc, t0
              mret

              .balign 4
      machine_trap:
              csrrw   sp, mscratch, sp
              sd      t0, 0(sp)
              sd      t1, 8(sp)
              sd      t2, 16(sp)
              csrr    t0, mhartid
              slli    t0, t0, 3
              li      t1, 0x2004000
              add     t0, t0, t1
              li      t1, 0x200bff8
              ld      t1, (t1)
              csrr    t2, mcycle
              andi    t2, t2, 63
              add     t1, t1, t2
              addi    t1, t1, 3
              sd      t1, (t0)
              csrsi   mip, 2
              ld      t0, 0(sp)
              ld      t1, 8(sp)
              ld      t2, 16(sp)
              csrrw   sp, mscratch, sp
              mret

              .balign 4
      trap:   csrrw   sp, sscratch, sp
              sd      x1, 8(sp)
              .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
              sd      x\\n, 8 * \\n(sp)
              .endr
              csrr    t0, sscratch
              sd      t0, 16(sp)
              csrr    t0, sepc
              sd      t0, 0(sp)
              csrw    sscratch, sp
              csrr    s1, scause
              bltz    s1, timer
              csrr    t1, stval
              csrrs   t2, sstatus, x0
              csrci   sstatus, 2
              csrsi   sstatus, 2
              csrci   sstatus, 2
              addi    t0, t0, 4
              sd      t0, 0(sp)
              csrrwi  t3, stval, 9
              csrrc   t3, scause, t0
              csrrw   x0, sepc, t0
              sfence.vma t1
              j       back
      timer:  csrci   sip, 2
              csrr    t0, satp
              csrw    satp, t0
              sfence.vma
      back:   ld      t0, 0(sp)
              csrw    sepc, t0
              ld      x1, 8(sp)
              .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
              ld      x\\n, 8 * \\n(sp)
              .endr
              ld      sp, 16(sp)
              sret

              .balign 4096
      process:
              la      sp, stack + 4096 - 60
      1:      addi    s2, s2, 1
              addi    a0, a0, 3
              ecall
              csrr    t0, sscratch
              .option push
              .option norvc
              ecall
              lw      t0, (zero)
              .option pop
              addi    sp, sp, -8
              la      t1, stack
              bgtu    sp, t1, 2f
              li      t2, 4096 - 60
              add     sp, t1, t2
      2:      sd      a0, 0(sp)
              sd      a1, 8(sp)
              sd      a2, 16(sp)
              sd      a3, 24(sp)
              sd      a4, 32(sp)
              sd      a5, 40(sp)
              sd      a6, 48(sp)
              ld      a2, 0(sp)
              ld      a3, 8(sp)
              ld      a4, 16(sp)
              ld      a5, 24(sp)
              ld      a6, 32(sp)
              mul     a1, a1, s2
              xor     a1, a1, a0
              j       1b

              .bss
              .balign 4096
      root:   .zero   4096
      stack:  .zero   8192
      frame:  .zero   2048
      machine_frame: .zero 256
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 97, 1000, INSTRUCTIONS})
  void a_machine_that_is_quick_ends_as_one_that_is_plain(int budget) throws Exception {
    assertEquals(run(1, true, 1), run(1, false, budget));
  }

  @Test
  void so_does_one_with_two_harts() throws Exception {
    assertEquals(run(2, true, 1), run(2, false, 13));
    assertEquals(run(2, true, 1), run(2, false, CHECKED_EVERY));
  }

  @Test
  void so_does_one_that_is_watched() throws Exception {
    assertEquals(run(1, true, 1), run(1, true, CHECKED_EVERY));
  }

  /// What the machine is like every so often.
  private List<String> run(int harts, boolean watched, int budget) throws Exception {
    List<String> states = new ArrayList<>();
    try (Machine machine = booted(harts)) {
      if (watched) {
        machine.attend((hart, cpu) -> new Nobody());
      }
      while (machine.executed() < INSTRUCTIONS) {
        long next = (machine.executed() / CHECKED_EVERY + 1) * CHECKED_EVERY;
        Outcome outcome = new Outcome.LimitReached();
        while (machine.executed() < next && outcome instanceof Outcome.LimitReached) {
          outcome = machine.run(Math.min(budget, next - machine.executed()));
        }
        states.add(outcome + " " + machine.retired() + " " + machine.stateHash());
      }
      assertTrue(machine.retired() > INSTRUCTIONS / 2, "it traps all the time");
    }
    return states;
  }

  private Machine booted(int harts) throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    Diagnostics diagnostics = new Diagnostics();
    BootImage image =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, diagnostics).orElseThrow();
    Machine machine = new Machine(MachineDefinition.small().withHarts(harts), new RecordingHost());
    machine.load(image.kernel());
    return machine;
  }

  /// Looks on, so that nothing is answered within a run.
  private static final class Nobody implements Witness {
    @Override
    public void exiting(Exit exit) {}

    @Override
    public void entering(Exit exit, Entry entry) {}
  }
}
