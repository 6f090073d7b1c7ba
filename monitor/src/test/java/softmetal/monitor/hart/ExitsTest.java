package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static softmetal.isa.Instruction.*;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.monitor.hart.Trap.Cause;

class ExitsTest {
  private static final long CODE = HartBench.CODE;
  private static final int ADD_ONE = HartBench.word(ADDI, 10, 10, 1);
  private static final int CSR_READ = HartBench.word(CSRRS, 10, 0, 0x300);

  private final HartBench bench = new HartBench();
  private final HartState state = bench.state;

  @AfterEach
  void close() {
    bench.close();
  }

  static List<Integer> privileged() {
    return List.of(
        HartBench.word(CSRRW, 1, 2, 0x300),
        HartBench.word(CSRRS, 1, 2, 0x300),
        HartBench.word(CSRRC, 1, 2, 0x300),
        HartBench.word(CSRRWI, 1, 2, 0x001),
        HartBench.word(CSRRSI, 1, 2, 0x001),
        HartBench.word(CSRRCI, 1, 2, 0x001),
        HartBench.word(MRET),
        HartBench.word(SRET),
        HartBench.word(WFI),
        HartBench.word(SFENCE_VMA, 1, 2));
  }

  @ParameterizedTest
  @MethodSource("privileged")
  void privileged_instructions_stop_without_effect(int word) {
    bench.put(CODE, ADD_ONE, word);
    long[] before = state.x.clone();
    before[10] = 1;

    Exit exit = bench.run(10);

    Exit.Privileged stop = assertInstanceOf(Exit.Privileged.class, exit);
    assertEquals(word, stop.instruction().word());
    assertEquals(CODE + 4, state.pc);
    assertEquals(1, state.retired);
    assertArrayEquals(before, state.x);
  }

  @Test
  void ecall_is_an_environment_call() {
    bench.put(CODE, HartBench.word(ECALL));

    assertEquals(new Exit.EnvironmentCall(), bench.run(10));
  }

  @Test
  void ebreak_traps_with_its_address() {
    bench.put(CODE + 2, HartBench.word(C_EBREAK));
    state.pc = CODE + 2;

    assertEquals(new Exit.Trapped(new Trap(Cause.BREAKPOINT, CODE + 2)), bench.run(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0xffff_ffff, 0x0000_007f, 0x4141_8000, 0x0200_002b})
  void illegal_words_trap_with_their_bits(int word) {
    bench.put(CODE, ADD_ONE);
    bench.dma.putInt(CODE + 4, word);
    long bits = (word & 3) == 3 ? Integer.toUnsignedLong(word) : word & 0xffff;

    assertEquals(new Exit.Trapped(new Trap(Cause.ILLEGAL_INSTRUCTION, bits)), bench.run(10));
    assertEquals(CODE + 4, state.pc);
    assertEquals(1, state.retired);
  }

  @Test
  void an_answer_that_completes_retires_the_instruction() {
    bench.put(CODE, CSR_READ, ADD_ONE);

    assertInstanceOf(Exit.Privileged.class, bench.run(10));
    assertEquals(new Exit.Preempted(), bench.run(new Entry.Loaded(0x8000_0000_0000_0001L), 2));

    assertEquals(0x8000_0000_0000_0002L, state.x[10]);
    assertEquals(CODE + 8, state.pc);
    assertEquals(2, state.retired);
  }

  @Test
  void an_answer_to_a_short_instruction_goes_on_behind_it() {
    bench.tlb.fillDevice(Access.LOAD, 0, 0x1000_0000);
    bench.put(CODE, HartBench.word(C_LW, 10, 8, 4), ADD_ONE);

    assertEquals(
        new Exit.DeviceRead(0x1000_0004, 4, softmetal.monitor.memory.Width.WORD), bench.run(10));
    bench.run(new Entry.Loaded(7), 1);

    assertEquals(7, state.x[10]);
    assertEquals(CODE + 2, state.pc);
  }

  @Test
  void a_jump_is_retired_and_a_delivered_trap_is_not() {
    bench.put(CODE, HartBench.word(MRET));
    bench.put(CODE + 0x100, HartBench.word(ECALL));
    bench.put(CODE + 0x200, ADD_ONE, ADD_ONE);

    bench.run(10);
    assertEquals(new Exit.EnvironmentCall(), bench.run(new Entry.Jump(CODE + 0x100), 10));
    assertEquals(CODE + 0x100, state.pc);
    assertEquals(1, state.retired);

    bench.run(new Entry.Deliver(CODE + 0x200), 1);
    assertEquals(CODE + 0x204, state.pc);
    assertEquals(2, state.retired);
  }

  @Test
  void an_answer_without_a_question_is_refused() {
    bench.put(CODE, CSR_READ, ADD_ONE);
    bench.run(1);
    bench.run(new Entry.Completed(), 2);

    for (Entry entry : List.of(new Entry.Completed(), new Entry.Loaded(1), new Entry.Jump(CODE))) {
      assertThrows(IllegalStateException.class, () -> bench.hart.run(entry, 1));
    }
    assertThrows(IllegalArgumentException.class, () -> bench.hart.run(new Entry.Resume(), 0));
  }

  @Test
  void never_more_than_the_budget_is_retired() {
    long loop = CODE + 0xff8; // the loop goes through two pages
    bench.put(loop, ADD_ONE, ADD_ONE, ADD_ONE, HartBench.word(JAL, 0, -12));
    state.pc = loop;
    long retired = 0;

    for (long budget : new long[] {1, 2, 3, 7, 49_999, 50_000, 50_001, 200_000, 1}) {
      assertEquals(new Exit.Preempted(), bench.run(budget));
      retired += budget;
      assertEquals(retired, state.retired);
      assertEquals(loop + 4 * (retired % 4), state.pc);
      assertEquals(retired - retired / 4, state.x[10]);
    }
  }

  @Test
  void a_completed_instruction_counts_against_the_budget() {
    bench.put(CODE, CSR_READ, CSR_READ);
    bench.run(1);

    assertEquals(new Exit.Preempted(), bench.run(new Entry.Completed(), 1));
    assertEquals(CODE + 4, state.pc);
    assertInstanceOf(Exit.Privileged.class, bench.run(1));
  }

  @Test
  void another_thread_can_interrupt_an_endless_loop() throws InterruptedException {
    bench.put(CODE, HartBench.word(JAL, 0, 0));
    Thread other = new Thread(bench.hart::interrupt);
    bench.run(1);
    other.start();

    assertEquals(new Exit.Preempted(), bench.hart.run(new Entry.Resume(), Long.MAX_VALUE / 2));
    other.join();
    assertEquals(CODE, state.pc);
  }

  @Test
  void a_missing_page_of_code_is_asked_for_page_by_page() {
    long last = CODE + 0xffe;
    bench.put(last, ADD_ONE);
    state.pc = last;

    assertEquals(new Exit.TlbMiss(Access.FETCH, last), bench.hart.run(new Entry.Resume(), 1));
    bench.tlb.fillRam(Access.FETCH, last, last);
    assertEquals(
        new Exit.TlbMiss(Access.FETCH, CODE + 0x1000), bench.hart.run(new Entry.Resume(), 1));
    bench.tlb.fillRam(Access.FETCH, CODE + 0x1000, CODE + 0x1000);
    assertEquals(new Exit.Preempted(), bench.hart.run(new Entry.Resume(), 1));
    assertEquals(1, state.x[10]);
    assertEquals(CODE + 0x1002, state.pc);
  }

  @Test
  void a_load_or_store_across_the_end_of_a_page_of_code_can_be_answered() {
    bench.tlb.fillDevice(Access.LOAD, 0x5000, 0x1000_0000);
    bench.put(CODE + 0xffe, HartBench.word(LBU, 10, 11, 0));
    state.pc = CODE + 0xffe;
    state.x[11] = 0x5003;

    assertInstanceOf(Exit.DeviceRead.class, bench.run(1));
    assertEquals(new Exit.Preempted(), bench.run(new Entry.Loaded(-1), 1));
    assertEquals(255, state.x[10]);
    assertEquals(CODE + 0x1002, state.pc);
  }
}
