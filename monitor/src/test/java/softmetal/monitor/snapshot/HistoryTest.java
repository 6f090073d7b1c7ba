package softmetal.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
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
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.Probe;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.History.Arrival;

/// A machine of two harts with timers goes back, and everything is as it was.
class HistoryTest {
  /// Both harts count in a shared word, wait for their timer now and then, and trap.
  private static final String KERNEL =
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
              li      s5, 1
      again:  amoadd.w t0, s5, (s3)
              lr.w    t1, (s3)
              addi    t1, t1, 1
              sc.w    t2, t1, (s3)
              ecall
              andi    t0, t0, 63
              bnez    t0, again
              wfi
              j       again
              .balign 4
      trap:   csrr    t4, mcause
              bltz    t4, timer
              csrr    t5, mepc
              addi    t5, t5, 4
              csrw    mepc, t5
              mret
      timer:  ld      t4, (s2)
              addi    t4, t4, 17
              sd      t4, (s1)
              mret
              .data
              .balign 8
      shared: .word   0
      """;

  private static final long SHARED_PAGE = 0x8000_0000L;
  private static final long INSTRUCTIONS = 400;

  @TempDir Path directory;

  private final Drives drives = Drives.inMemory(1, 1 << 20);
  private Machine machine;
  private History history;

  /// Nobody types, and nobody reads.
  private static final class Silence implements Rewindable {
    @Override
    public void consoleOutput(int value) {}

    @Override
    public int consoleInput(long nowTicks, boolean idle) {
      return -1;
    }

    @Override
    public boolean idle(long nowTicks, long nextTicks) {
      return nextTicks != Long.MAX_VALUE;
    }

    @Override
    public OptionalLong end() {
      return OptionalLong.of(Long.MAX_VALUE);
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

  @BeforeEach
  void boot() throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    BootImage image =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics()).orElseThrow();
    Silence host = new Silence();
    machine = new Machine(MachineDefinition.small().withHarts(2).withMemory(1 << 20), host);
    machine.load(image.kernel());
    history = new History(new Fork(machine, drives, List.of()), host);
  }

  @AfterEach
  void close() {
    history.close();
    machine.close();
  }

  /// In front of an instruction.
  private record Moment(long executed, int hart, long pc, String state) {}

  /// All of them, in order.
  private List<Moment> moments(long instructions) {
    List<Moment> moments = new ArrayList<>();
    long[] last = {-1};
    int[] present = new int[1];
    machine.probe(
        new Probe() {
          @Override
          public boolean before(int hart) {
            present[0] = hart;
            boolean isNew = machine.executed() != last[0];
            last[0] = machine.executed();
            return !isNew;
          }

          @Override
          public boolean after(int hart, Exit exit, Entry entry) {
            return true;
          }
        });
    while (machine.run(instructions - machine.executed()) instanceof Outcome.Paused) {
      moments.add(present(present[0]));
    }
    machine.probe(null);
    return moments;
  }

  private Moment present(int hart) {
    machine.save();
    return new Moment(machine.executed(), hart, machine.pc(hart), machine.stateHash());
  }

  /// The last instruction of a hart; of any, if it is -1.
  private static Function<Machine, Seeker<Integer>> step(int wanted) {
    return observed ->
        new Seeker<>() {
          private long executed;

          @Override
          public boolean before(int hart) {
            executed = observed.executed();
            return true;
          }

          @Override
          public boolean after(int hart, Exit exit, Entry entry) {
            return wanted >= 0 && hart != wanted
                || observed.executed() == executed
                || foundInFront(executed, hart);
          }
        };
  }

  @Test
  void each_instruction_back_is_the_machine_in_front_of_it() throws Exception {
    List<Moment> moments = moments(INSTRUCTIONS);

    for (Moment moment : moments.reversed()) {
      assertEquals(new Arrival.At<>(moment.hart), history.back(step(-1), () -> false));
      assertEquals(moment, present(moment.hart));
    }
    assertEquals(new Arrival.AtBeginning<Integer>(), history.back(step(-1), () -> false));
  }

  @Test
  void a_hart_goes_back_alone_and_takes_the_others_along() throws Exception {
    List<Moment> moments = moments(INSTRUCTIONS);

    for (Moment moment : moments.reversed().stream().filter(m -> m.hart == 1).limit(40).toList()) {
      history.back(step(1), () -> false);
      assertEquals(moment, present(1));
    }
  }

  @Test
  void what_follows_is_what_followed() throws Exception {
    history.run(100_000);
    machine.save();
    String end = machine.stateHash();

    for (int i = 0; i < 20; i++) {
      history.back(step(0), () -> false);
    }
    history.run(100_000 - machine.executed());

    machine.save();
    assertEquals(end, machine.stateHash());
  }

  private static Function<Machine, Seeker<Long>> access(WatchedRange range) {
    return observed -> new EachPlace(observed, Set.of(), List.of(range));
  }

  @Test
  void the_last_of_very_many_accesses_is_found() throws Exception {
    history.run(1_000_000);
    WatchedRange everything = new WatchedRange(SHARED_PAGE, 4096 * 2, true, true);

    List<Long> places = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      history.back(access(everything), () -> false);
      places.add(machine.pc(machine.turn()));
    }

    List<Long> expected = new ArrayList<>();
    history.run(1_000_000 - machine.executed());
    while (expected.size() < 20) {
      history.back(step(-1), () -> false);
      if (isAtomic(machine.pc(machine.turn()))) {
        expected.add(machine.pc(machine.turn()));
      }
    }
    assertEquals(expected, places);
  }

  private boolean isAtomic(long pc) {
    return (machine.readMemory(pc, 1)[0] & 0x7f) == 0x2f;
  }

  /// What nobody accesses, in a page that is accessed all the time.
  private static WatchedRange besideShared() {
    return new WatchedRange(SHARED_PAGE + 4096 + 2048, 1, true, true);
  }

  @Test
  void whoever_gives_up_is_where_he_was() throws Exception {
    history.run(200_000);
    machine.save();
    String before = machine.stateHash();
    int[] calls = new int[1];

    Arrival<Long> arrival = history.back(access(besideShared()), () -> ++calls[0] > 3);

    assertEquals(new Arrival.Nowhere<Long>(), arrival);
    machine.save();
    assertEquals(before, machine.stateHash());
  }

  @Test
  void a_new_beginning_is_as_far_as_it_goes() throws Exception {
    history.run(10_000);
    history.restart();
    history.run(500);

    assertEquals(
        new Arrival.AtBeginning<Long>(),
        history.back(access(new WatchedRange(16, 1, true, true)), () -> false));
    assertEquals(10_000, machine.executed());
    assertTrue(history.run(10) instanceof Outcome.LimitReached);
  }
}
