package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static softmetal.isa.Instruction.*;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.isa.Instruction;
import softmetal.monitor.hart.Trap.Cause;
import softmetal.monitor.memory.Width;

class LoadsAndStoresTest {
  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;
  private static final long DATA = HartBench.DATA;
  private static final long DEVICE = 0x1000_0000L;
  private static final long PATTERN = 0x8182_8384_8586_8788L;

  private final HartBench bench = new HartBench();
  private final HartState state = bench.state;

  @AfterEach
  void close() {
    bench.close();
  }

  /// Of a load: what it makes of [#PATTERN]; of a store: what is left of it in memory that was zero.
  record Case(Instruction instruction, Width width, long result) {}

  static List<Case> loads() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(LB,  Width.BYTE,   0xffff_ffff_ffff_ff88L),
        new Case(LBU, Width.BYTE,   0x88),
        new Case(LH,  Width.HALF,   0xffff_ffff_ffff_8788L),
        new Case(LHU, Width.HALF,   0x8788),
        new Case(LW,  Width.WORD,   0xffff_ffff_8586_8788L),
        new Case(LWU, Width.WORD,   0x8586_8788L),
        new Case(LD,  Width.DOUBLE, PATTERN),
        new Case(FLW, Width.WORD,   0xffff_ffff_8586_8788L),
        new Case(FLD, Width.DOUBLE, PATTERN));
        // spotless:on
  }

  static List<Case> stores() {
    return List.of(
        // spotless:off (the columns are the documentation)
        new Case(SB,  Width.BYTE,   0x88),
        new Case(SH,  Width.HALF,   0x8788),
        new Case(SW,  Width.WORD,   0x8586_8788L),
        new Case(SD,  Width.DOUBLE, PATTERN),
        new Case(FSW, Width.WORD,   0x8586_8788L),
        new Case(FSD, Width.DOUBLE, PATTERN));
        // spotless:on
  }

  private static boolean isFloat(Instruction instruction) {
    return instruction.name().startsWith("F");
  }

  private long[] file(Instruction instruction) {
    return isFloat(instruction) ? state.f : state.x;
  }

  @ParameterizedTest
  @MethodSource("loads")
  void loads_from_any_address_even_across_pages(Case c) {
    state.floatEnabled = true;
    for (long address = DATA; address < DATA + 0x1010; address += address % 64 == 16 ? 47 : 1) {
      bench.dma.putLong(address, PATTERN);
      state.x[A1] = address + 3;
      state.pc = HartBench.CODE;

      bench.execute(HartBench.word(c.instruction, A0, A1, -3));

      assertEquals(c.result, file(c.instruction)[A0], "at " + Long.toHexString(address));
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void stores_to_any_address_even_across_pages(Case c) {
    state.floatEnabled = true;
    file(c.instruction)[A2] = PATTERN;
    for (long address = DATA; address < DATA + 0x1010; address += address % 64 == 16 ? 47 : 1) {
      bench.dma.putLong(address, 0);
      bench.dma.putLong(address + 8, 0);
      state.x[A1] = address + 3;
      state.pc = HartBench.CODE;

      bench.execute(HartBench.word(c.instruction, A1, A2, -3));

      assertEquals(c.result, bench.dma.getLong(address), "at " + Long.toHexString(address));
      assertEquals(0, bench.dma.getLong(address + 8));
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void neighbours_of_a_store_keep_their_bytes(Case c) {
    state.floatEnabled = true;
    file(c.instruction)[A2] = PATTERN;
    state.x[A1] = DATA + 8;
    bench.put(HartBench.CODE, HartBench.word(c.instruction, A1, A2, 0));
    for (int round = 0; round < 3; round++) { // the first ones fill the TLB
      bench.dma.write(DATA, new byte[24], 0, 24);
      state.pc = HartBench.CODE;
      bench.run(1);

      assertEquals(0, bench.dma.getLong(DATA));
      assertEquals(c.result, bench.dma.getLong(DATA + 8));
      assertEquals(0, bench.dma.getLong(DATA + 16));
    }
    assertEquals(2, bench.misses.size());
  }

  @ParameterizedTest
  @MethodSource({"loads", "stores"})
  void an_access_across_pages_goes_on_where_the_second_one_is(Case c) {
    long virtual = 0x40_0000_0000L;
    for (Access access : new Access[] {Access.LOAD, Access.STORE}) {
      bench.tlb.fillRam(access, virtual, DATA + 0x3000);
      bench.tlb.fillRam(access, virtual + 0x1000, DATA);
    }
    state.floatEnabled = true;
    boolean isStore = stores().contains(c);
    bench.put(
        HartBench.CODE,
        isStore
            ? HartBench.word(c.instruction, A1, A2, 0)
            : HartBench.word(c.instruction, A2, A1, 0));
    file(c.instruction)[A2] = PATTERN;
    for (int inFirst = c.width.bytes() - 1; inFirst > 0; inFirst--) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < c.width.bytes(); i++) {
        bytes[i] = (byte) (PATTERN >> (8 * i));
      }
      if (!isStore) {
        bench.dma.write(DATA + 0x4000 - inFirst, bytes, 0, inFirst);
        bench.dma.write(DATA, bytes, inFirst, 8 - inFirst);
      }
      state.x[A1] = virtual + 0x1000 - inFirst;
      state.pc = HartBench.CODE;
      bench.run(1);

      if (isStore) {
        byte[] found = new byte[8];
        bench.dma.read(DATA + 0x4000 - inFirst, found, 0, inFirst);
        bench.dma.read(DATA, found, inFirst, c.width.bytes() - inFirst);
        assertArrayEquals(bytes, found);
        assertEquals(0, bench.dma.getLong(DATA + 0x4000));
      } else {
        assertEquals(c.result, file(c.instruction)[A2]);
      }
    }
  }

  @Test
  void a_store_across_pages_writes_nothing_until_both_pages_are_there() {
    long address = DATA + 0xffc;
    state.x[A1] = address;
    state.x[A2] = PATTERN;
    bench.put(HartBench.CODE, HartBench.word(SD, A1, A2, 0));
    bench.tlb.fillRam(Access.FETCH, HartBench.CODE, HartBench.CODE);

    assertEquals(new Exit.TlbMiss(Access.STORE, address), bench.hart.run(new Entry.Resume(), 1));
    bench.tlb.fillRam(Access.STORE, address, address);
    assertEquals(
        new Exit.TlbMiss(Access.STORE, DATA + 0x1000), bench.hart.run(new Entry.Resume(), 1));
    assertEquals(0, bench.dma.getInt(address));
    assertEquals(0, state.retired);

    // The second page is another one than the next in RAM.
    bench.tlb.fillRam(Access.STORE, DATA + 0x1000, DATA + 0x3000);
    assertEquals(new Exit.Preempted(), bench.hart.run(new Entry.Resume(), 1));
    assertEquals((int) PATTERN, bench.dma.getInt(address));
    assertEquals((int) (PATTERN >> 32), bench.dma.getInt(DATA + 0x3000));
    assertEquals(0, bench.dma.getInt(DATA + 0x1000));
  }

  @ParameterizedTest
  @MethodSource("loads")
  void loads_from_a_device_ask_and_extend_the_answer(Case c) {
    state.floatEnabled = true;
    bench.tlb.fillDevice(Access.LOAD, 0xffff_ffc0_0000_0000L, DEVICE);
    state.x[A1] = 0xffff_ffc0_0000_0010L;
    bench.put(HartBench.CODE, HartBench.word(c.instruction, A0, A1, 8));

    Exit exit = bench.run(1);

    assertEquals(new Exit.DeviceRead(DEVICE + 0x18, 0xffff_ffc0_0000_0018L, c.width), exit);
    assertEquals(HartBench.CODE, state.pc);
    assertEquals(0, state.retired);
    assertEquals(new Exit.Preempted(), bench.run(new Entry.Loaded(PATTERN), 1));
    assertEquals(c.result, file(c.instruction)[A0]);
    assertEquals(HartBench.CODE + 4, state.pc);
    assertEquals(1, state.retired);
  }

  @ParameterizedTest
  @MethodSource("stores")
  void stores_to_a_device_ask(Case c) {
    state.floatEnabled = true;
    bench.tlb.fillDevice(Access.STORE, 0x5000, DEVICE);
    state.x[A1] = 0x5000;
    file(c.instruction)[A2] = PATTERN;
    bench.put(HartBench.CODE, HartBench.word(c.instruction, A1, A2, 0));

    Exit exit = bench.run(1);

    assertEquals(new Exit.DeviceWrite(DEVICE, 0x5000, c.width, c.result), exit);
    assertEquals(new Exit.Preempted(), bench.run(new Entry.Completed(), 1));
    assertEquals(HartBench.CODE + 4, state.pc);
  }

  @Test
  void a_misaligned_access_to_a_device_is_an_access_fault() {
    bench.tlb.fillDevice(Access.LOAD, 0x5000, DEVICE);
    bench.tlb.fillDevice(Access.STORE, 0x5000, DEVICE);
    bench.tlb.fillRam(Access.LOAD, 0x4000, DATA);
    state.x[A1] = 0x5002;
    state.x[A2] = 0x4ffe;
    int[] words = {
      HartBench.word(LW, A0, A1, 0), HartBench.word(SW, A1, A0, 0), HartBench.word(LW, A0, A2, 0)
    };
    Trap[] traps = {
      new Trap(Cause.LOAD_ACCESS_FAULT, 0x5002),
      new Trap(Cause.STORE_ACCESS_FAULT, 0x5002),
      new Trap(Cause.LOAD_ACCESS_FAULT, 0x4ffe)
    };

    for (int i = 0; i < words.length; i++) {
      bench.put(HartBench.CODE, words[i]);
      assertEquals(new Exit.Trapped(traps[i]), bench.run(1));
    }
    assertEquals(0, state.retired);
  }

  @Test
  void a_load_to_x0_is_done_but_not_written() {
    bench.tlb.fillDevice(Access.LOAD, 0x5000, DEVICE);
    state.x[A1] = DATA;
    state.x[A2] = 0x5000;
    bench.dma.putLong(DATA, PATTERN);

    bench.execute(HartBench.word(LD, 0, A1, 0));
    bench.put(state.pc, HartBench.word(LD, 0, A2, 0));

    assertTrue(bench.run(1) instanceof Exit.DeviceRead);
    assertEquals(new Exit.Preempted(), bench.run(new Entry.Loaded(PATTERN), 1));
    assertEquals(0, state.x[0]);
  }
}
