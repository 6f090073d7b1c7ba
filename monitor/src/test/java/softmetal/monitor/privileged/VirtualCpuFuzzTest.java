package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.state.StateHash;

/// A guest that does privileged things at random, in every mode: the monitor always has an answer.
class VirtualCpuFuzzTest {
  private static final int STEPS = 60_000;
  private static final int[] WORDS = {
    Bench.MRET, Bench.SRET, Bench.WFI, Bench.SFENCE_VMA, Bench.SFENCE_VMA | 5 << 15
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_guests_are_always_answered_and_always_alike(long seed) {
    assertEquals(hashAfter(seed, STEPS), hashAfter(seed, STEPS), "seed " + seed);
  }

  @Test
  void the_state_tells_machines_apart() {
    assertNotEquals(hashAfter(1, 100), hashAfter(2, 100));
  }

  private static String hashAfter(long seed, int steps) {
    RandomGenerator random = new SplittableRandom(seed);
    Bench bench = new Bench();
    for (int i = 0; i < steps; i++) {
      bench.now += random.nextInt(3);
      step(bench, random);
      assertTrue(bench.cpu.budget(100) >= 1);
      int previous = (int) (bench.peek("mstatus") >>> 11) & 3;
      assertNotEquals(2, previous, "a mode that does not exist");
    }
    return StateHash.of(List.of(bench.cpu));
  }

  private static void step(Bench bench, RandomGenerator random) {
    if (bench.cpu.isWaiting()) {
      bench.cpu.setLine(Interrupt.MACHINE_SOFTWARE, true);
      bench.cpu.setLine(Interrupt.MACHINE_TIMER, random.nextBoolean());
    }
    if (bench.cpu.pendingInterrupt().isPresent() && random.nextInt(4) == 0) {
      bench.enter(bench.cpu.deliver(bench.cpu.pendingInterrupt().get()), 0);
    }
    bench.state.x[5] = interesting(random);
    Access access = List.of(Access.values()).get(random.nextInt(3));
    switch (random.nextInt(10)) {
      case 0 -> bench.execute(WORDS[random.nextInt(WORDS.length)]);
      case 1 -> bench.enter(bench.cpu.answer(new Exit.EnvironmentCall()), 0);
      case 2 ->
          bench.enter(bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, interesting(random))), 0);
      case 3 ->
          bench.writeDouble(
              Bench.RAM + (random.nextLong(Bench.RAM_SIZE) & ~7), interesting(random));
      case 4, 5 -> {
        Entry entry = bench.cpu.answer(new Exit.TlbMiss(access, interesting(random)));
        bench.enter(entry, 0);
        bench.state.retired++;
      }
      case 6 -> bench.cpu.setLine(Interrupt.SUPERVISOR_EXTERNAL, random.nextBoolean());
      default -> {
        int funct3 = List.of(1, 2, 3, 5, 6, 7).get(random.nextInt(6));
        int number = random.nextInt(4) == 0 ? random.nextInt(4096) : known(random);
        int rs1 = random.nextInt(3) == 0 ? 0 : 5;
        bench.execute(number << 20 | rs1 << 15 | funct3 << 12 | 6 << 7 | 0x73);
      }
    }
  }

  private static int known(RandomGenerator random) {
    List<String> names =
        List.of(
            "mstatus",
            "sstatus",
            "satp",
            "mie",
            "mip",
            "mideleg",
            "medeleg",
            "stimecmp",
            "menvcfg",
            "pmpcfg0",
            "pmpaddr0",
            "pmpaddr1",
            "mepc",
            "sepc",
            "stvec",
            "mtvec",
            "sip",
            "sie");
    return Bench.number(names.get(random.nextInt(names.size())));
  }

  private static long interesting(RandomGenerator random) {
    long small = random.nextLong(1 << 20);
    return switch (random.nextInt(7)) {
      case 0 -> random.nextLong();
      case 1 -> Bench.RAM + small;
      case 2 -> 8L << 60 | (Bench.RAM + small) >>> 12;
      case 3 -> (Bench.RAM + small) >>> 12 << 10 | random.nextInt(256);
      case 4 -> 1L << random.nextInt(64);
      case 5 -> -1L << random.nextInt(64);
      default -> (Bench.RAM + small) >>> 2;
    };
  }
}
