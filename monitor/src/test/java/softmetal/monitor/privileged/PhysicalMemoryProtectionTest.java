package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.privileged.PhysicalMemoryProtection.Verdict;

class PhysicalMemoryProtectionTest {
  private static final long BASE = Bench.RAM;
  private static final int NAPOT = 0x18;
  private static final int NA4 = 0x10;
  private static final int TOR = 0x08;
  private static final int LOCKED = 0x80;
  private static final int RWX = 7;

  final PhysicalMemoryProtection protection = new PhysicalMemoryProtection(Xlen.RV64);

  private Verdict check(long address, Access access, Mode mode) {
    return protection.check(address, 4, access, mode);
  }

  @Test
  void without_regions_only_machine_mode_has_access() {
    assertEquals(Verdict.ALLOWED, check(BASE, Access.STORE, Mode.MACHINE));
    assertEquals(Verdict.DENIED, check(BASE, Access.LOAD, Mode.SUPERVISOR));
    assertEquals(Verdict.DENIED, check(BASE, Access.FETCH, Mode.USER));
  }

  @ParameterizedTest(name = "config {0}: {1} to {2}")
  @CsvSource({
    // The address register is 0x8000_0000 >> 2 with `ones` at the end.
    "10, 0,  80000000, 80000003",
    "18, 0,  80000000, 80000007",
    "18, 1,  80000000, 8000000f",
    "18, 1ff, 80000000, 80000fff",
    "18, 3fffffffffffff, 0, 1ffffffffffffff",
    "08, 0,  0, 7fffffff"
  })
  void a_region_has_its_bounds(String config, String ones, String first, String last) {
    protection.writeAddress(0, BASE >>> 2 | Long.parseLong(ones, 16));
    protection.writeConfig(0, Long.parseLong(config, 16) | RWX);

    long from = Long.parseLong(first, 16);
    long to = Long.parseLong(last, 16);
    assertEquals(Verdict.ALLOWED, protection.check(from, 1, Access.LOAD, Mode.USER));
    assertEquals(Verdict.ALLOWED, protection.check(to, 1, Access.LOAD, Mode.USER));
    assertEquals(Verdict.DENIED, protection.check(to + 1, 1, Access.LOAD, Mode.USER));
    assertEquals(Verdict.DENIED, protection.check(from - 1, 1, Access.LOAD, Mode.USER));
  }

  @Test
  void the_first_region_that_matches_decides() {
    protection.writeAddress(0, BASE >>> 2);
    protection.writeAddress(1, -1);
    protection.writeConfig(0, NA4 | (NAPOT | RWX) << 8);

    assertEquals(Verdict.DENIED, check(BASE, Access.LOAD, Mode.USER));
    assertEquals(Verdict.ALLOWED, check(BASE + 4, Access.LOAD, Mode.USER));
    assertEquals(Verdict.ALLOWED, check(BASE, Access.LOAD, Mode.MACHINE), "not locked");
    assertEquals(
        Verdict.DENIED, protection.check(BASE, 8, Access.LOAD, Mode.MACHINE), "matches in part");
    assertEquals(Verdict.SPLIT, protection.checkPage(BASE, Access.LOAD, Mode.USER));
    assertEquals(Verdict.ALLOWED, protection.checkPage(BASE + 4096, Access.LOAD, Mode.USER));
  }

  @Test
  void a_top_of_range_region_begins_at_the_address_before() {
    protection.writeAddress(2, BASE >>> 2);
    protection.writeAddress(3, (BASE + 8) >>> 2);
    protection.writeConfig(0, (long) (TOR | 1) << 24);

    assertEquals(Verdict.DENIED, check(BASE - 4, Access.LOAD, Mode.USER));
    assertEquals(Verdict.ALLOWED, check(BASE + 4, Access.LOAD, Mode.USER));
    assertEquals(Verdict.DENIED, check(BASE + 4, Access.STORE, Mode.USER));
    assertEquals(Verdict.DENIED, check(BASE + 8, Access.LOAD, Mode.USER));
  }

  @Test
  void a_locked_region_binds_machine_mode_and_cannot_be_changed() {
    protection.writeAddress(0, BASE >>> 2);
    protection.writeAddress(1, (BASE + 8) >>> 2);
    protection.writeConfig(0, (LOCKED | TOR | 1) << 8);

    assertEquals(Verdict.DENIED, check(BASE, Access.STORE, Mode.MACHINE));
    assertEquals(Verdict.ALLOWED, check(BASE, Access.LOAD, Mode.MACHINE));
    protection.writeConfig(0, 0x1f1f);
    assertEquals(0x891f, protection.readConfig(0), "the other entry can");
    protection.writeAddress(0, 0);
    protection.writeAddress(1, 0);
    assertEquals(BASE >>> 2, protection.readAddress(0), "lower bound of a locked region");
    assertEquals((BASE + 8) >>> 2, protection.readAddress(1));
  }

  @Test
  void reserved_combinations_are_not_kept() {
    protection.writeConfig(2, -1);
    assertEquals(0x9f9f9f9f9f9f9f9fL, protection.readConfig(2), "bits 5 and 6 do not exist");
    protection.writeConfig(0, 0x02_06);
    assertEquals(0x00_04, protection.readConfig(0), "writable but not readable");
  }

  @Test
  void a_page_that_is_split_is_filled_for_one_instruction_only() {
    Bench bench = new Bench();
    bench.write("pmpaddr1", -1);
    bench.write("pmpaddr0", (Bench.RAM + 0x3008) >>> 2);
    bench.write("pmpcfg0", (NAPOT | RWX) << 8 | NA4);
    bench.write("mstatus", 0);
    bench.write("mepc", Bench.RAM);
    bench.write("mtvec", Bench.RAM + 0x100);
    bench.execute(Bench.MRET);
    // ld a0, 0(a1)
    bench.writeDouble(Bench.RAM, 0x0005_b503);

    assertEquals(new Entry.Resume(), miss(bench, Bench.RAM + 0x3000));
    assertEquals(1, bench.cpu.budget(1000), "one instruction");
    assertEquals(1, bench.cpu.budget(1000), "which has not retired yet");
    bench.state.retired++;
    assertEquals(1000, bench.cpu.budget(1000));
    assertTrue(bench.tlb().entries.isEmpty());

    assertEquals(new Entry.Resume(), miss(bench, Bench.RAM + 0x300c));
    assertEquals(new Entry.Deliver(Bench.RAM + 0x100), miss(bench, Bench.RAM + 0x3004));
    assertEquals(Trap.Cause.LOAD_ACCESS_FAULT.code(), bench.peek("mcause"));
    assertTrue(bench.tlb().entries.isEmpty());
  }

  private static Entry miss(Bench bench, long address) {
    bench.state.x[11] = address;
    return bench.cpu.answer(new Exit.TlbMiss(Access.LOAD, address));
  }
}
