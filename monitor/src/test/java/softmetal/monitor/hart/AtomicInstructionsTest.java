package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.isa.Instruction.*;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.isa.Instruction;
import softmetal.monitor.hart.Trap.Cause;

class AtomicInstructionsTest {
  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;
  private static final long DATA = HartBench.DATA;
  private static final long MIN_WORD = 0xffff_ffff_8000_0000L;

  private final HartBench bench = new HartBench();
  private final HartState state = bench.state;

  @AfterEach
  void close() {
    bench.close();
  }

  /// What `instruction` with `operand` leaves in memory that held `memory`.
  record Case(Instruction instruction, long memory, long operand, long result) {}

  static List<Case> operations() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(AMOSWAP_W, 1, 0x1_0000_0002L, 2),
        new Case(AMOADD_W,  0x7fff_ffff, 1, MIN_WORD),
        new Case(AMOXOR_W,  0b1100, 0b1010, 0b0110),
        new Case(AMOAND_W,  0b1100, 0b1010, 0b1000),
        new Case(AMOOR_W,   0b1100, 0b1010, 0b1110),
        new Case(AMOMIN_W,  1, 0xffff_ffffL, -1),
        new Case(AMOMAX_W,  1, 0xffff_ffffL, 1),
        new Case(AMOMINU_W, MIN_WORD, 1, 1),
        new Case(AMOMAXU_W, MIN_WORD, 1, MIN_WORD),
        new Case(AMOSWAP_D, 1, 2, 2),
        new Case(AMOADD_D,  Long.MAX_VALUE, 1, Long.MIN_VALUE),
        new Case(AMOXOR_D,  0b1100, 0b1010, 0b0110),
        new Case(AMOAND_D,  0b1100, 0b1010, 0b1000),
        new Case(AMOOR_D,   0b1100, 0b1010, 0b1110),
        new Case(AMOMIN_D,  1, -1, -1),
        new Case(AMOMAX_D,  1, -1, 1),
        new Case(AMOMINU_D, 1, -1, 1),
        new Case(AMOMAXU_D, 1, -1, -1));
        // spotless:on
  }

  private static boolean isWord(Instruction instruction) {
    return instruction.name().endsWith("_W");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void an_operation_gives_the_old_value_and_leaves_the_new_one(Case c) {
    bench.dma.putLong(DATA, c.memory);
    bench.dma.putInt(DATA + (isWord(c.instruction) ? 4 : 8), 0x1234);
    state.x[A1] = DATA;
    state.x[A2] = c.operand;

    bench.execute(HartBench.word(c.instruction, A0, A1, A2, 3));

    boolean isWord = isWord(c.instruction);
    assertEquals(c.memory, state.x[A0]);
    assertEquals(c.result, isWord ? bench.dma.getInt(DATA) : bench.dma.getLong(DATA));
    assertEquals(0x1234, bench.dma.getInt(DATA + (isWord ? 4 : 8)));
  }

  @Test
  void a_store_conditional_succeeds_once_after_its_load_reserved() {
    bench.dma.putLong(DATA, 0x8000_0000L);
    state.x[A1] = DATA;
    state.x[A2] = 7;

    bench.execute(
        HartBench.word(LR_W, A0, A1, 0),
        HartBench.word(SC_W, 13, A1, A2, 0),
        HartBench.word(SC_W, 14, A1, A2, 0));

    assertEquals(MIN_WORD, state.x[A0]);
    assertEquals(0, state.x[13]);
    assertEquals(1, state.x[14]);
    assertEquals(7, bench.dma.getLong(DATA));
  }

  @Test
  void a_store_conditional_elsewhere_fails_and_ends_the_reservation() {
    state.x[A1] = DATA;
    state.x[A2] = DATA + 8;

    bench.execute(
        HartBench.word(LR_D, 0, A1, 0),
        HartBench.word(SC_D, 13, A2, A2, 0),
        HartBench.word(SC_D, 14, A1, A2, 0));

    assertEquals(1, state.x[13]);
    assertEquals(1, state.x[14]);
    assertEquals(0, bench.dma.getLong(DATA + 8));
    assertEquals(0, bench.dma.getLong(DATA));
  }

  @Test
  void the_reservation_is_of_the_physical_address() {
    state.x[A1] = DATA;
    state.x[A2] = 0x5000;
    bench.tlb.fillRam(Access.STORE, 0x5000, DATA);

    bench.execute(HartBench.word(LR_D, 0, A1, 0), HartBench.word(SC_D, 13, A2, A2, 0));

    assertEquals(0, state.x[13]);
    assertEquals(0x5000, bench.dma.getLong(DATA));
  }

  @Test
  void the_monitor_or_a_write_by_a_device_breaks_the_reservation() {
    int reserve = HartBench.word(LR_D, 0, A1, 0);
    int store = HartBench.word(SC_D, 13, A1, A2, 0);
    state.x[A1] = DATA;

    bench.execute(reserve);
    bench.hart.cancelReservation();
    bench.execute(store);
    assertEquals(1, state.x[13]);

    bench.execute(reserve);
    bench.dma.putLong(DATA, 1);
    bench.execute(store);
    assertEquals(1, state.x[13]);
  }

  @Test
  void misaligned_atomics_trap_with_their_address() {
    state.x[A1] = DATA + 4;
    state.x[A2] = DATA + 2;
    assertTraps(Cause.LOAD_MISALIGNED, DATA + 4, HartBench.word(LR_D, A0, A1, 0));
    assertTraps(Cause.STORE_MISALIGNED, DATA + 4, HartBench.word(SC_D, A0, A1, A0, 0));
    assertTraps(Cause.STORE_MISALIGNED, DATA + 2, HartBench.word(AMOADD_W, A0, A2, A0, 0));
  }

  @Test
  void atomics_on_a_device_are_access_faults() {
    bench.tlb.fillDevice(Access.LOAD, 0x5000, 0x1000_0000);
    bench.tlb.fillDevice(Access.STORE, 0x5000, 0x1000_0000);
    state.x[A1] = 0x5008;
    state.x[A2] = DATA;
    assertTraps(Cause.LOAD_ACCESS_FAULT, 0x5008, HartBench.word(LR_D, A0, A1, 0));
    assertTraps(Cause.STORE_ACCESS_FAULT, 0x5008, HartBench.word(AMOADD_D, A0, A1, A0, 0));
    bench.execute(HartBench.word(LR_D, A0, A2, 0));
    assertTraps(Cause.STORE_ACCESS_FAULT, 0x5008, HartBench.word(SC_D, A0, A1, A0, 0));
  }

  @Test
  void an_absent_page_is_asked_for_as_a_store() {
    state.x[A1] = 0x9008;
    bench.put(HartBench.CODE, HartBench.word(AMOADD_D, A0, A1, A0, 0));

    assertEquals(new Exit.TlbMiss(Access.STORE, 0x9008), bench.run(1));
    assertEquals(0, state.retired);
  }

  private void assertTraps(Cause cause, long value, int word) {
    bench.put(state.pc, word);
    assertEquals(new Exit.Trapped(new Trap(cause, value)), bench.run(1));
  }
}
