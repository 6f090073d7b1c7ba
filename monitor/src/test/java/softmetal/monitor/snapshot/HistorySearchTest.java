package softmetal.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.WatchedRange;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.Probe;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.History.Arrival;

/// A search backwards passes by many moments, and never by what it looks for: beside a probe that looked at every instruction.
class HistorySearchTest {
  /// The same page of code is at two virtual addresses, and now at one, now at the other. Each time that it changes, it stores to its page of data,
  /// and jumps where nothing is mapped.
  private static final String KERNEL =
      """
              .globl  _start
      _start: la      t0, trap
              csrw    mtvec, t0
              la      t0, root
              li      t1, 0x200000cf
              sd      t1, 16(t0)
              sd      t1, 24(t0)
              srli    t0, t0, 12
              li      t1, 8 << 60
              or      t0, t0, t1
              csrw    satp, t0
              li      t0, -1
              csrw    pmpaddr0, t0
              li      t0, 0xf
              csrw    pmpcfg0, t0
              li      t0, 1 << 12
              csrc    mstatus, t0
              li      t0, 1 << 11
              csrs    mstatus, t0
              la      s0, here
              csrw    mepc, s0
              li      s1, 0x40000000
              la      s3, cell
              li      s4, 5 << 30
              li      s5, 512
              mret
      here:   sd      s2, (s3)
              jalr    s4
      again:  addi    s2, s2, 1
              andi    t0, s2, 1023
              bne     t0, s5, 2f
              slli    t1, s4, 1
              jalr    t1
      2:      bnez    t0, again
              slli    t0, s2, 51
              bnez    t0, 1f
              nop
      1:      xor     s0, s0, s1
              xor     s3, s3, s1
              jr      s0
              .balign 4
      trap:   csrw    mepc, ra
              mret
              .data
              .balign 4096
      root:   .space  4096
      cell:   .dword  0
      """;

  private static final long INSTRUCTIONS = 202_000;
  private static final long SPACING = 1_000;
  private static final long UNMAPPED = 5L << 30;
  private static final long ALSO_UNMAPPED = 10L << 30;
  private static final long ALIAS = 0x4000_0000;

  @TempDir Path directory;

  private final Drives drives = Drives.inMemory(1, 1 << 20);
  private Machine machine;
  private History history;

  /// Where the machine last stood in front of an instruction, in instructions executed.
  private final Map<Long, Long> last = new HashMap<>();

  /// Nobody types.
  private static final class Silence implements Rewindable {
    private final NobodyThere nobody = new NobodyThere();

    @Override
    public void consoleOutput(int value) {}

    @Override
    public int consoleInput(long nowTicks, boolean idle) {
      return -1;
    }

    @Override
    public boolean idle(long nowTicks, long nextTicks) {
      return nobody.idle(nowTicks, nextTicks);
    }

    @Override
    public OptionalLong end() {
      return OptionalLong.of(INSTRUCTIONS);
    }

    @Override
    public Mark mark() {
      return new Mark(0, 0);
    }

    @Override
    public void rewind(Mark mark) {}

    @Override
    public Silence again(Mark mark) {
      return new Silence();
    }
  }

  private Machine booted(Silence host) throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    BootImage image =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics()).orElseThrow();
    Machine booted = new Machine(MachineDefinition.small().withMemory(1 << 20), host);
    booted.load(image.kernel());
    return booted;
  }

  @BeforeEach
  void run() throws Exception {
    try (Machine observed = booted(new Silence())) {
      observed.probe(
          new Probe() {
            @Override
            public boolean before(int hart) {
              last.put(observed.pc(hart), observed.executed());
              return true;
            }

            @Override
            public boolean after(int hart, Exit exit, Entry entry) {
              return true;
            }
          });
      assertEquals(new Outcome.LimitReached(), observed.run(INSTRUCTIONS));
    }
    Silence host = new Silence();
    machine = booted(host);
    history = new History(new Fork(machine, drives, List.of()), host, SPACING);
    history.run(INSTRUCTIONS);
  }

  @AfterEach
  void close() {
    history.close();
    machine.close();
  }

  private Arrival<Long> back(Set<Long> places, List<WatchedRange> ranges) throws Exception {
    return history.back(observed -> new EachPlace(observed, places, ranges), () -> false);
  }

  @Test
  void each_instruction_is_found_where_it_was_last() throws Exception {
    assertTrue(
        last.keySet().containsAll(List.of(UNMAPPED, ALSO_UNMAPPED)),
        "it jumps where nothing is mapped");
    assertTrue(last.size() > 50, "both addresses of the code are used");
    for (Map.Entry<Long, Long> place : last.entrySet()) {
      assertEquals(new Arrival.At<>(place.getKey()), back(Set.of(place.getKey()), List.of()));
      assertEquals(place.getValue(), machine.executed(), () -> Long.toHexString(place.getKey()));
      history.run(INSTRUCTIONS);
    }
  }

  @Test
  void a_store_is_found_at_the_address_by_which_it_was_made() throws Exception {
    long store =
        last.keySet().stream()
            .filter(pc -> pc < UNMAPPED && isStore(pc & ~ALIAS))
            .max(Long::compare)
            .orElseThrow();
    long cell = machine.cpu(0).registers().x[19] & ~ALIAS;
    for (long place : List.of(store & ~ALIAS, store | ALIAS)) {
      WatchedRange range = new WatchedRange(cell | place & ALIAS, 8, false, true);

      assertEquals(new Arrival.At<>(place), back(Set.of(), List.of(range)));
      assertEquals(last.get(place), machine.executed());

      history.run(INSTRUCTIONS);
    }
  }

  /// `sd s2, (s3)`, which has a short form.
  private boolean isStore(long pc) {
    byte[] bytes = machine.readMemory(pc, 4);
    int word = bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | bytes[2] << 16 | bytes[3] << 24;
    return word == 0x0129_b023;
  }
}
