package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static softmetal.isa.Instruction.LD;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwareTlbTest {
  private static final List<Access> ACCESSES = List.of(Access.values());
  private static final long BASE = HartBench.BASE;
  private static final long HIGH = 0xffff_ffff_ffff_f000L;

  private final HartBench bench = new HartBench();
  private final SoftwareTlb tlb = bench.tlb;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void finds_what_was_filled_for_that_access_only() {
    tlb.fillRam(Access.LOAD, HIGH + 0x123, BASE + 0x2fff);

    assertEquals(0x2008, tlb.find(Access.LOAD, HIGH + 8));
    assertEquals(SoftwareTlb.ABSENT, tlb.find(Access.STORE, HIGH + 8));
    assertEquals(SoftwareTlb.ABSENT, tlb.find(Access.FETCH, HIGH + 8));
    assertEquals(SoftwareTlb.ABSENT, tlb.find(Access.LOAD, HIGH - 8));
    assertEquals(SoftwareTlb.ABSENT, tlb.find(Access.LOAD, 0));
  }

  @Test
  void knows_devices_by_their_physical_address() {
    tlb.fillDevice(Access.STORE, 0x7000, 0xff_ffff_ffff_e000L);

    long found = tlb.find(Access.STORE, 0x7ffc);

    assertTrue(SoftwareTlb.isDevice(found));
    assertEquals(0xff_ffff_ffff_effcL, SoftwareTlb.deviceAddress(found));
    assertFalse(SoftwareTlb.isDevice(0x2000));
  }

  @Test
  void a_later_entry_takes_the_place_of_one_with_the_same_index() {
    tlb.fillRam(Access.LOAD, 0x1000, BASE);
    tlb.fillRam(Access.LOAD, 0x1000 + (512 << 12), BASE + 0x1000);

    assertEquals(SoftwareTlb.ABSENT, tlb.find(Access.LOAD, 0x1000));
    assertEquals(0x1000, tlb.find(Access.LOAD, 0x1000 + (512 << 12)));
  }

  @Test
  void flushes_one_page_or_all() {
    for (Access access : Access.values()) {
      tlb.fillRam(access, 0x1000, BASE);
      tlb.fillRam(access, 0x2000, BASE);
    }
    tlb.flushPage(0x1000 + (512 << 12)); // another page of the same index
    tlb.flushPage(0x1abc);

    for (Access access : Access.values()) {
      assertEquals(SoftwareTlb.ABSENT, tlb.find(access, 0x1000));
      assertEquals(0, tlb.find(access, 0x2000));
    }
    tlb.flush();
    for (Access access : Access.values()) {
      assertEquals(SoftwareTlb.ABSENT, tlb.find(access, 0x2000));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 512, 2000})
  void a_flush_leaves_nothing_however_much_was_filled(int count) {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < count; i++) {
        tlb.fillRam(ACCESSES.get(i % 3), (long) i << 12, BASE);
      }
      tlb.flush();
      for (int i = 0; i < count; i++) {
        assertEquals(SoftwareTlb.ABSENT, tlb.find(ACCESSES.get(i % 3), (long) i << 12));
      }
    }
  }

  @Test
  void refuses_pages_that_are_not_ram() {
    assertThrows(IllegalArgumentException.class, () -> tlb.fillRam(Access.LOAD, 0, BASE - 0x1000));
    assertThrows(
        IllegalArgumentException.class, () -> tlb.fillRam(Access.LOAD, 0, BASE + (1 << 20)));
    assertThrows(IllegalArgumentException.class, () -> tlb.fillDevice(Access.FETCH, 0, 0x1000));
  }

  @Test
  void a_hart_translates_with_the_tlb_that_it_was_told_to_use() {
    SoftwareTlb other = new SoftwareTlb(bench.codeCache);
    bench.dma.putLong(BASE + 0x3000, 3);
    bench.dma.putLong(BASE + 0x4000, 4);
    bench.put(HartBench.CODE, HartBench.word(LD, 10, 0, 0x100), HartBench.word(LD, 11, 0, 0x100));
    tlb.fillRam(Access.LOAD, 0, BASE + 0x3000);
    bench.dma.putLong(BASE + 0x3100, 3);
    bench.dma.putLong(BASE + 0x4100, 4);
    bench.run(1);

    bench.hart.use(other);
    other.fillRam(Access.FETCH, HartBench.CODE, HartBench.CODE);
    other.fillRam(Access.LOAD, 0, BASE + 0x4000);
    bench.hart.run(new Entry.Resume(), 1);

    assertEquals(3, bench.state.x[10]);
    assertEquals(4, bench.state.x[11]);
  }

  @Test
  void code_that_is_no_longer_mapped_is_not_executed() {
    bench.put(HartBench.CODE, HartBench.word(softmetal.isa.Instruction.JAL, 0, 0));
    bench.run(10);

    tlb.flushPage(HartBench.CODE);

    assertEquals(
        new Exit.TlbMiss(Access.FETCH, HartBench.CODE), bench.hart.run(new Entry.Resume(), 1));
  }
}
