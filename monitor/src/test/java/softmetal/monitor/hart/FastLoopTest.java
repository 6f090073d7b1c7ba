package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.isa.Instruction.*;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import softmetal.isa.Instruction;

/// Rows of loads and stores do what their instructions do one by one; the twin of a loop that has a budget is one that has
/// one instruction at a time.
class FastLoopTest {
  private static final int BASE = 10;
  private static final int ROUNDS = 400;

  /// Words that add 2 to `t0`.
  private static final int[] ADDITIONS = {
    HartBench.word(ADDI, 5, 5, 2), HartBench.word(C_ADDI, 5, 2), HartBench.word(ADD, 5, 5, 7)
  };

  private static final List<Instruction> BRANCHES = List.of(BEQ, BNE, BLT, BGE, BLTU, BGEU);

  /// What a sum of 42 is compared with.
  private static final long[] OTHERS = {41, 42, 43, -1, Long.MIN_VALUE};

  @Test
  void rows_do_what_their_instructions_do() {
    long seed = Long.getLong("softmetal.seed", 1972);
    SplittableRandom random = new SplittableRandom(seed);
    try (HartBench whole = new HartBench();
        HartBench single = new HartBench()) {
      for (int round = 0; round < ROUNDS; round++) {
        long program = random.nextLong();
        int count = prepare(whole, new SplittableRandom(program));
        prepare(single, new SplittableRandom(program));
        int budget = 1 + random.nextInt(count);
        String name = "seed %d, round %d".formatted(seed, round);

        Exit exit = whole.hart.run(new Entry.Resume(), budget);
        Exit expected = new Exit.Preempted();
        for (int i = 0; i < budget && expected instanceof Exit.Preempted; i++) {
          expected = single.hart.run(new Entry.Resume(), 1);
        }

        assertEquals(expected, exit, name);
        assertArrayEquals(single.state.x, whole.state.x, name);
        assertEquals(single.state.pc, whole.state.pc, name);
        assertEquals(single.state.retired, whole.state.retired, name);
        assertEquals(-1, single.ram.segment().mismatch(whole.ram.segment()), name);
        whole.hart.settle(new Entry.Resume());
        single.hart.settle(new Entry.Resume());
      }
    }
  }

  @Test
  void an_addition_and_its_branch_do_what_they_do_one_by_one() {
    for (Instruction branch : BRANCHES) {
      for (int addition : ADDITIONS) {
        for (long other : OTHERS) {
          for (int budget = 1; budget <= 4; budget++) {
            HartState once = afterPair(addition, branch, other, budget, budget);
            HartState singly = afterPair(addition, branch, other, budget, 1);

            String name = "%x and %s with %d, %d".formatted(addition, branch, other, budget);
            assertArrayEquals(singly.x, once.x, name);
            assertEquals(singly.pc, once.pc, name);
            assertEquals(singly.retired, once.retired, name);
          }
        }
      }
    }
  }

  @Test
  void a_branch_that_is_overwritten_is_no_longer_executed() {
    try (HartBench bench = new HartBench()) {
      long branch = bench.put(HartBench.CODE, HartBench.word(ADDI, 5, 5, 1));
      bench.put(bench.put(branch, HartBench.word(BNE, 5, 0, 8)), HartBench.word(ADDI, 6, 6, 1));
      bench.run(2);
      assertEquals(branch + 8, bench.state.pc);

      bench.put(branch, HartBench.word(ADDI, 7, 7, 1));
      bench.state.pc = HartBench.CODE;
      bench.run(3);

      assertEquals(1, bench.state.x[7]);
      assertEquals(1, bench.state.x[6]);
    }
  }

  /// The state after an addition to a register, a branch that compares it with another one, and what follows.
  private static HartState afterPair(
      int addition, Instruction branch, long other, int budget, int step) {
    try (HartBench bench = new HartBench()) {
      bench.state.x[5] = 40;
      bench.state.x[6] = other;
      bench.state.x[7] = 2;
      long at = bench.put(HartBench.CODE, addition);
      at = bench.put(at, HartBench.word(branch, 5, 6, 12));
      for (int i = 0; i < 4; i++) {
        at = bench.put(at, HartBench.word(ADDI, 8, 8, 1L + i));
      }
      for (int done = 0; done < budget; done += step) {
        bench.run(step);
      }
      return bench.state;
    }
  }

  @Test
  void an_instruction_that_is_overwritten_is_no_longer_in_its_row() {
    for (int overwritten = 0; overwritten < 6; overwritten++) {
      try (HartBench bench = new HartBench()) {
        for (int i = 0; i < 6; i++) {
          bench.put(HartBench.CODE + 4L * i, HartBench.word(SD, BASE, 11L + i, 8L * i));
          bench.state.x[11 + i] = 100L + i;
        }
        bench.state.x[BASE] = HartBench.DATA;
        bench.run(6);
        bench.put(HartBench.CODE + 4L * overwritten, HartBench.word(ADDI, 5, 5, 1));
        bench.put(HartBench.DATA + 8L * overwritten, 0, 0);
        bench.state.pc = HartBench.CODE;
        bench.run(6);

        assertEquals(1, bench.state.x[5]);
        for (int i = 0; i < 6; i++) {
          long expected = i == overwritten ? 0 : 100 + i;
          assertEquals(expected, bench.dma.getLong(HartBench.DATA + 8L * i), "register " + i);
        }
      }
    }
  }

  /// Rows in new code, with other things between them, and all registers; the same for the same random numbers.
  ///
  /// @return how many instructions there are
  private static int prepare(HartBench bench, SplittableRandom random) {
    for (int register = 1; register < 32; register++) {
      bench.state.x[register] = random.nextLong();
    }
    long place = HartBench.DATA + 4096 - random.nextInt(40) * 8L;
    bench.state.x[BASE] = random.nextInt(8) == 0 ? place + random.nextInt(8) : place;
    bench.tlb.flush();
    for (Access access : Access.values()) {
      bench.tlb.fillRam(access, HartBench.CODE, HartBench.CODE);
      for (int page = 0; page < 3; page++) {
        if (random.nextInt(4) > 0 || page == 0) {
          long address = HartBench.DATA + 4096L * page;
          bench.tlb.fillRam(access, address, address);
        }
      }
    }
    bench.state.pc = HartBench.CODE;
    long at = HartBench.CODE;
    int count = 0;
    while (count < 40) {
      Instruction instruction = random.nextBoolean() ? SD : LD;
      int first = random.nextInt(31);
      int length = 1 + random.nextInt(12);
      int offset = 8 * random.nextInt(20) - (random.nextInt(6) == 0 ? 3 : 0);
      for (int i = 0; i < length && first + i < 32; i++) {
        at =
            bench.put(
                at,
                instruction == SD
                    ? HartBench.word(SD, BASE, first + i, offset + 8L * i)
                    : HartBench.word(LD, first + i, BASE, offset + 8L * i));
        count++;
      }
      at = bench.put(at, HartBench.word(C_ADDI, BASE, (1 + random.nextInt(3)) * 8L));
      count++;
    }
    return count;
  }
}
