package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static softmetal.isa.Instruction.*;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What memory holds is what is executed, without a `fence.i`.
class SelfModifyingCodeTest {
  private static final long CODE = HartBench.CODE;
  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;
  private static final int ADD_ONE = HartBench.word(ADDI, A0, A0, 1);
  private static final int ADD_TEN = HartBench.word(ADDI, A0, A0, 10);
  private static final int STORE = HartBench.word(SW, A1, A2, 0);

  private final HartBench bench = new HartBench();
  private final HartState state = bench.state;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void a_store_changes_the_very_next_instruction() {
    bench.put(CODE, STORE, ADD_ONE);
    state.x[A1] = CODE + 4;
    state.x[A2] = ADD_ONE;
    bench.run(2);
    assertEquals(1, state.x[A0]);

    state.pc = CODE;
    state.x[A2] = ADD_TEN;
    bench.run(2);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void a_store_changes_itself() {
    bench.put(CODE, STORE, HartBench.word(JAL, 0, -4));
    state.x[A1] = CODE;
    state.x[A2] = ADD_ONE;

    bench.run(5); // store, jump, add, jump, add

    assertEquals(2, state.x[A0]);
  }

  /// The store writes the half of a four-byte instruction that has the immediate.
  @ParameterizedTest
  @ValueSource(longs = {0x40, 0xffc, 0xffe})
  void half_of_an_instruction_is_changed_even_across_pages(long offset) {
    long at = CODE + offset;
    bench.put(at, ADD_ONE);
    state.pc = at;
    bench.run(1);
    bench.put(CODE + 0x800, HartBench.word(SH, A1, A2, 0));
    state.pc = CODE + 0x800;
    state.x[A1] = at + 2;
    state.x[A2] = ADD_TEN >> 16;
    bench.run(1);

    state.pc = at;
    bench.run(1);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void the_second_half_of_a_crossing_instruction_belongs_to_the_next_virtual_page() {
    bench.put(CODE + 0xffe, ADD_ONE);
    bench.dma.putShort(CODE + 0x5000, (short) (ADD_TEN >> 16));
    state.pc = CODE + 0xffe;
    bench.run(1);
    assertEquals(1, state.x[A0]);

    bench.tlb.flushPage(CODE + 0x1000);
    bench.tlb.fillRam(Access.FETCH, CODE + 0x1000, CODE + 0x5000);
    state.pc = CODE + 0xffe;
    bench.run(1);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void two_short_instructions_become_a_long_one_and_back() {
    int shortAdd = HartBench.word(C_ADDI, A0, 1);
    bench.put(CODE, shortAdd, shortAdd);
    bench.run(2);
    assertEquals(2, state.x[A0]);

    bench.put(CODE, ADD_TEN);
    state.pc = CODE;
    bench.run(1);
    assertEquals(12, state.x[A0]);
    assertEquals(CODE + 4, state.pc);

    bench.put(CODE, shortAdd, shortAdd);
    state.pc = CODE;
    bench.run(2);
    assertEquals(14, state.x[A0]);
  }

  @Test
  void a_store_through_another_virtual_page_counts_too() {
    long alias = 0x40_0000;
    bench.tlb.fillRam(Access.STORE, alias, CODE); // before the page has code
    bench.put(CODE + 0x100, ADD_ONE);
    bench.put(CODE + 0x2000, STORE);
    state.pc = CODE + 0x100;
    bench.run(1);

    state.x[A1] = alias + 0x100;
    state.x[A2] = ADD_TEN;
    state.pc = CODE + 0x2000;
    bench.run(1);
    state.pc = CODE + 0x100;
    bench.run(1);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void atomics_and_misaligned_stores_count_too() {
    bench.put(CODE + 0x100, ADD_ONE, ADD_ONE);
    bench.put(
        CODE + 0x2000, HartBench.word(AMOSWAP_W, 0, A1, A2, 0), HartBench.word(SW, A1, A2, 6));
    state.pc = CODE + 0x100;
    bench.run(2);

    state.x[A1] = CODE + 0x100;
    state.x[A2] = ADD_TEN;
    state.pc = CODE + 0x2000;
    bench.run(1);
    state.x[A2] = (ADD_TEN & 0xffff_0000L) >>> 16;
    bench.run(1);
    state.pc = CODE + 0x100;
    bench.run(2);

    assertEquals(22, state.x[A0]);
  }

  @Test
  void a_device_that_writes_counts_too() {
    bench.put(CODE, ADD_ONE, HartBench.word(JAL, 0, -4));
    bench.run(4);
    assertEquals(2, state.x[A0]);

    bench.dma.write(CODE, new byte[] {0x29, 0x05}, 0, 2); // c.addi a0, 10
    bench.dma.write(CODE + 2, new byte[] {0x01, 0x00}, 0, 2); // c.nop
    bench.run(2);

    assertEquals(12, state.x[A0]);
  }

  @Test
  void another_hart_that_stores_counts_too() {
    bench.put(CODE, ADD_ONE);
    bench.put(CODE + 0x2000, STORE);
    bench.run(1);
    SoftwareTlb otherTlb = new SoftwareTlb(bench.codeCache);
    InterpretedHart other = bench.newHart("hart1");
    other.use(otherTlb);
    otherTlb.fillRam(Access.FETCH, CODE + 0x2000, CODE + 0x2000);
    otherTlb.fillRam(Access.STORE, CODE, CODE);
    other.state().pc = CODE + 0x2000;
    other.state().x[A1] = CODE;
    other.state().x[A2] = ADD_TEN;

    assertInstanceOf(Exit.Preempted.class, other.run(new Entry.Resume(), 1));
    state.pc = CODE;
    bench.run(1);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void code_and_data_in_one_page_go_on_for_ever() {
    // Each round stores to the page of the loop, long enough that the page is given up and decoded
    // again.
    bench.put(
        CODE,
        HartBench.word(ADDI, A0, A0, 1),
        HartBench.word(SD, A1, A0, 0),
        HartBench.word(LD, A2, A1, 0),
        HartBench.word(BEQ, A0, A2, -12),
        HartBench.word(ECALL));
    state.x[A1] = CODE + 0xff8;

    assertEquals(new Exit.Preempted(), bench.run(40_000));

    assertEquals(10_000, state.x[A0]);
    assertEquals(10_000, state.x[A2]);
  }

  @Test
  void a_page_that_was_given_up_as_data_is_not_executed_as_it_was() {
    bench.put(CODE, STORE, HartBench.word(ADDI, A2, A2, 1), HartBench.word(JAL, 0, -8));
    bench.put(CODE + 0x1000, ADD_ONE);
    state.pc = CODE + 0x1000;
    bench.run(1);
    state.x[A1] = CODE + 0x1ff8;
    state.pc = CODE;
    bench.run(3 * 2000); // two thousand stores to the page of the one that adds
    bench.put(CODE, STORE);
    state.x[A1] = CODE + 0x1000;
    state.x[A2] = ADD_TEN;
    state.pc = CODE;
    bench.run(1);

    state.pc = CODE + 0x1000;
    bench.run(1);

    assertEquals(11, state.x[A0]);
  }

  @Test
  void code_in_more_pages_than_are_kept_decoded_is_executed_all_the_same() {
    int pages = 4000;
    try (HartBench large = new HartBench(16 << 20)) {
      for (int page = 0; page < pages; page++) {
        large.put(CODE + page * 4096L, ADD_ONE, HartBench.word(JAL, 0, 4092));
      }
      large.run(2L * pages);
      assertEquals(pages, large.state.x[A0]);

      for (int page = 0; page < pages; page++) {
        large.put(CODE + page * 4096L, ADD_TEN);
      }
      large.state.pc = CODE;
      large.run(2L * pages);
      assertEquals(11L * pages, large.state.x[A0]);
    }
  }
}
