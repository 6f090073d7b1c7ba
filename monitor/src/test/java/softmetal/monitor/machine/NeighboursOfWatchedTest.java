package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.Executable;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.WatchedRange;
import softmetal.monitor.project.Project;

/// Loads and stores in a page of which somebody watches other bytes do what they do in any page.
class NeighboursOfWatchedTest {
  private static final List<String> ACCESSES =
      List.of("lb", "lbu", "lh", "lhu", "lw", "lwu", "ld", "sb", "sh", "sw", "sd", "fld", "fsd");
  private static final int LENGTH = 400;
  private static final long STEP = 1_000;

  @TempDir Path directory;

  /// Watches, and wants to be told of nothing else.
  private record Watch(WatchedRange range) implements Probe {
    @Override
    public boolean before(int hart) {
      throw new AssertionError("nobody accesses " + range);
    }

    @Override
    public boolean after(int hart, Exit exit, Entry entry) {
      return true;
    }

    @Override
    public Set<Long> places() {
      return Set.of();
    }

    @Override
    public List<WatchedRange> ranges() {
      return List.of(range);
    }
  }

  /// A loop of accesses to the page at `s0`, in rows and alone, aligned and not, but none to its first 16 bytes.
  private static String source(SplittableRandom random) {
    StringBuilder text =
        new StringBuilder(
            """
            .globl _start
            _start: la t0, trap
            csrw mtvec, t0
            li t0, 0x6000
            csrs mstatus, t0
            la s0, page
            again:
            """);
    for (int i = 0; i < LENGTH; i++) {
      String name = ACCESSES.get(random.nextInt(ACCESSES.size()));
      int register = 10 + random.nextInt(8);
      int offset = 16 + (random.nextInt(4) == 0 ? random.nextInt(2000) : 8 * random.nextInt(250));
      int row = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
      for (int k = 0; k < row; k++) {
        String prefix = name.startsWith("f") ? "f" : "x";
        text.append("%s %s%d, %d(s0)%n".formatted(name, prefix, register + k, offset + 8 * k));
      }
      if (random.nextInt(4) == 0) {
        text.append("addi x%d, x%d, %d%n".formatted(register, register, random.nextInt(2000)));
      }
    }
    text.append(
        """
        j again
        trap: csrr t0, mepc
        addi t0, t0, 2
        csrw mepc, t0
        mret
        .balign 4096
        page:
        """);
    for (int i = 0; i < 512; i++) {
      text.append(".dword %d%n".formatted(random.nextLong()));
    }
    return text.toString();
  }

  @Test
  void accesses_beside_what_is_watched_do_what_they_do_elsewhere() throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    Path file = directory.resolve("kernel.s");
    Files.writeString(file, source(new SplittableRandom(seed)));
    Executable kernel =
        Project.buildFiles(List.of(file), Project.MACHINE_BASE, new Diagnostics())
            .orElseThrow()
            .kernel();
    MachineDefinition definition = MachineDefinition.small().withMemory(1 << 20);
    try (Machine free = new Machine(definition, new RecordingHost());
        Machine watched = new Machine(definition, new RecordingHost())) {
      free.load(kernel);
      watched.load(kernel);
      free.run(10);
      watched.run(10);
      long page = free.cpu(0).registers().x[8];
      watched.probe(new Watch(new WatchedRange(page, 8, true, true)));
      for (int step = 0; step < 20; step++) {
        free.run(STEP);
        watched.run(STEP);
        assertEquals(
            free.stateHash(), watched.stateHash(), "seed %d, step %d".formatted(seed, step));
      }
    }
  }
}
