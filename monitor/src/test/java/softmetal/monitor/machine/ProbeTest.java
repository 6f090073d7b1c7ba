package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;

/// Who looks at a machine, and whoever stops it, changes nothing in it.
class ProbeTest {
  /// Two harts count in a shared word, with a timer interrupt on each, until it is large; then hart 0 switches off.
  static final String KERNEL =
      """
              .globl  _start
      _start: la      t0, trap
              csrw    mtvec, t0
              csrr    s0, mhartid
              slli    s1, s0, 3
              li      t0, 0x2004000
              add     s1, s1, t0
              li      s2, 0x200bff8
              sd      zero, (s1)
              li      t0, 0x80
              csrw    mie, t0
              csrsi   mstatus, 8
              la      s3, shared
              li      s4, 3000
      again:  amoadd.w t0, s5, (s3)
              li      s5, 1
              lr.w    t1, (s3)
              addi    t1, t1, 1
              sc.w    t2, t1, (s3)
              ecall
              lw      t3, (s3)
              blt     t3, s4, again
              bnez    s0, park
              li      t0, 0x100000
              li      t1, 0x5555
              sw      t1, (t0)
      park:   j       park
              .balign 4
      trap:   csrr    t4, mcause
              bltz    t4, timer
              csrr    t5, mepc
              addi    t5, t5, 4
              csrw    mepc, t5
              mret
      timer:  ld      t4, (s2)
              addi    t4, t4, 7
              sd      t4, (s1)
              mret
              .data
              .balign 8
      shared: .word   0
      """;

  @TempDir Path directory;

  @Test
  void a_machine_that_is_probed_ends_in_the_same_state() throws Exception {
    String plain = run(new Looking(Long.MAX_VALUE), false);

    assertEquals(plain, run(new Looking(Long.MAX_VALUE), true));
  }

  @Test
  void a_machine_that_is_stopped_again_and_again_ends_in_the_same_state() throws Exception {
    String plain = run(new Looking(Long.MAX_VALUE), false);

    assertEquals(plain, run(new Looking(7), true));
    assertEquals(plain, run(new Looking(97), true));
  }

  @Test
  void a_machine_that_runs_in_pieces_ends_in_the_same_state() throws Exception {
    try (Machine whole = booted();
        Machine pieces = booted()) {
      whole.run(10_000);
      for (int i = 0; i < 100; i++) {
        pieces.run(100);
      }
      assertEquals(whole.stateHash(), pieces.stateHash());
    }
  }

  @Test
  void a_hart_that_may_not_run_stands_still() throws Exception {
    try (Machine machine = booted()) {
      machine.probe(
          new Looking(Long.MAX_VALUE) {
            @Override
            public boolean mayRun(int hart) {
              return hart == 0;
            }
          });
      machine.run(5_000);

      assertEquals(Board.RAM_BASE, machine.pc(1));
    }
  }

  @Test
  void a_probe_that_looks_at_places_stops_where_one_stops_that_looks_everywhere() throws Exception {
    List<Long> executed = new ArrayList<>(executed());
    Set<Long> places = new HashSet<>();
    for (int i = 0; i < executed.size(); i += 5) {
      places.add(executed.get(i));
    }
    List<String> everywhere = stops(places, false);

    assertTrue(everywhere.size() > 1_000, () -> everywhere.size() + " stops");
    List<String> atPlaces = stops(places, true);
    for (int i = 0; i < everywhere.size(); i++) {
      String before = i == 0 ? "the beginning" : everywhere.get(i - 1);
      assertEquals(
          everywhere.get(i), i < atPlaces.size() ? atPlaces.get(i) : "", "after " + before);
    }
    assertEquals(everywhere.size(), atPlaces.size());
  }

  /// The addresses of the instructions that both harts execute.
  private Set<Long> executed() throws Exception {
    Set<Long> addresses = new TreeSet<>();
    try (Machine machine = booted()) {
      machine.probe(
          new Looking(Long.MAX_VALUE) {
            @Override
            public boolean before(int hart) {
              addresses.add(machine.pc(hart));
              return true;
            }
          });
      machine.run(20_000);
    }
    return addresses;
  }

  /// Each stop, and the end.
  private List<String> stops(Set<Long> places, boolean onlyThere) throws Exception {
    List<String> stops = new ArrayList<>();
    try (Machine machine = booted()) {
      machine.probe(
          new Looking(Long.MAX_VALUE) {
            private String last = "";

            @Override
            public boolean before(int hart) {
              String here =
                  "hart %d at %x after %d".formatted(hart, machine.pc(hart), machine.executed());
              boolean stops = places.contains(machine.pc(hart)) && !here.equals(last);
              last = here;
              return !stops;
            }

            @Override
            public @Nullable Set<Long> places() {
              return onlyThere ? places : null;
            }
          });
      while (machine.run(20_000 - machine.executed()) instanceof Outcome.Paused) {
        stops.add(
            "%d %x %d".formatted(machine.turn(), machine.pc(machine.turn()), machine.retired()));
      }
      stops.add(machine.stateHash());
    }
    return stops;
  }

  private Machine booted() throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    BootImage image =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics()).orElseThrow();
    Machine machine = new Machine(MachineDefinition.small().withHarts(2), new RecordingHost());
    machine.load(image.kernel());
    return machine;
  }

  private String run(Looking probe, boolean probed) throws Exception {
    try (Machine machine = booted()) {
      if (probed) {
        machine.probe(probe);
      }
      Outcome outcome = machine.run(10_000_000);
      while (outcome instanceof Outcome.Paused) {
        outcome = machine.run(10_000_000);
      }
      assertEquals(new Outcome.PoweredOff(0), outcome);
      assertEquals(probed, probe.seen > 0);
      assertTrue(machine.retired() > 10_000);
      return machine.stateHash() + " " + machine.retired();
    }
  }

  /// Stops the machine every so many looks.
  private static class Looking implements Probe {
    private final long every;
    long seen;

    Looking(long every) {
      this.every = every;
    }

    @Override
    public boolean before(int hart) {
      return ++seen % every != 0;
    }

    @Override
    public boolean after(int hart, Exit exit, Entry entry) {
      return ++seen % every != 0;
    }
  }
}
