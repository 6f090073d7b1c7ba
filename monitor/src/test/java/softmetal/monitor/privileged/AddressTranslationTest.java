package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;

/// Page tables are built in RAM, accesses asked for as a hart would.
class AddressTranslationTest {
  private static final long V = 1;
  private static final long R = 2;
  private static final long W = 4;
  private static final long X = 8;
  private static final long U = 16;
  private static final long G = 32;
  private static final long A = 64;
  private static final long D = 128;

  private static final long ROOT = Bench.RAM + 0x8_0000;
  private static final long MIDDLE = ROOT + 0x1000;
  private static final long LAST = ROOT + 0x2000;
  private static final long PAGE = Bench.RAM + 0x5000;

  /// Index 1 in the root, 2 in the middle, 3 in the last table.
  private static final long ADDRESS = 1L << 30 | 2L << 21 | 3L << 12;

  private static final long ROOT_ENTRY = ROOT + 8;
  private static final long MIDDLE_ENTRY = MIDDLE + 16;
  private static final long LAST_ENTRY = LAST + 24;

  final Bench bench = new Bench();

  @BeforeEach
  void build() {
    bench.writeDouble(ROOT_ENTRY, entry(MIDDLE, V));
    bench.writeDouble(MIDDLE_ENTRY, entry(LAST, V));
    bench.writeDouble(LAST_ENTRY, entry(PAGE, V | R | W | X | A | D));
    bench.write("satp", 8L << 60 | ROOT >>> 12);
    bench.write("mtvec", Bench.RAM);
  }

  private static long entry(long target, long flags) {
    return target >>> 12 << 10 | flags;
  }

  private static long flags(String letters) {
    long flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      flags |= 1L << "VRWXUGAD".indexOf(letters.charAt(i));
    }
    return flags;
  }

  private void run(Mode mode) {
    bench.drop(mode, Bench.RAM);
  }

  private Entry miss(Access access, long virtualAddress) {
    return bench.cpu.answer(new Exit.TlbMiss(access, virtualAddress));
  }

  private void assertFault(int cause, Access access, long virtualAddress) {
    assertEquals(new Entry.Deliver(Bench.RAM), miss(access, virtualAddress));
    assertEquals(cause, bench.peek("mcause"));
    assertEquals(virtualAddress, bench.peek("mtval"));
  }

  @Test
  void a_page_is_found_through_three_tables() {
    run(Mode.SUPERVISOR);

    assertEquals(new Entry.Resume(), miss(Access.LOAD, ADDRESS + 0x123));

    assertEquals(
        Map.of("LOAD " + Long.toHexString(ADDRESS), "ram " + Long.toHexString(PAGE)),
        bench.tlb().entries);
    assertEquals(OptionalLong.of(PAGE + 0x123), bench.cpu.lookUp(ADDRESS + 0x123, Access.FETCH));
  }

  // spotless:off (the columns are the documentation)
  @ParameterizedTest(name = "{0} entry, {1}, SUM/MXR {2}: fetch {3}, load {4}, store {5}")
  @CsvSource({
    //entry     mode        SUM/MXR  fetch  load   store
    "VRWXAD,    SUPERVISOR, -,       true,  true,  true",
    "VRXAD,     SUPERVISOR, -,       true,  true,  false",
    "VRAD,      SUPERVISOR, -,       false, true,  false",
    "VXAD,      SUPERVISOR, -,       true,  false, false",
    "VXAD,      SUPERVISOR, MXR,     true,  true,  false",
    "VRWAD,     SUPERVISOR, -,       false, true,  true",
    "VWAD,      SUPERVISOR, -,       false, false, false",
    "VWXAD,     SUPERVISOR, MXR,     false, false, false",
    "RWXAD,     SUPERVISOR, -,       false, false, false",
    "VRWXUAD,   SUPERVISOR, -,       false, false, false",
    "VRWXUAD,   SUPERVISOR, SUM,     false, true,  true",
    "VXUAD,     SUPERVISOR, SUM,     false, false, false",
    "VRWXGAD,   SUPERVISOR, -,       true,  true,  true",
    "VRWXUAD,   USER,       -,       true,  true,  true",
    "VXUAD,     USER,       MXR,     true,  true,  false",
    "VRWXAD,    USER,       SUM,     false, false, false",
    "VAD,       USER,       -,       false, false, false",
    "V,         SUPERVISOR, -,       false, false, false",
  })
  // spotless:on
  void permissions_are_those_of_the_specification(
      String entry, Mode mode, String permission, boolean fetch, boolean load, boolean store) {
    bench.writeDouble(LAST_ENTRY, entry(PAGE, flags(entry)));
    bench.write(
        "mstatus",
        (permission.equals("SUM") ? Status.SUM : 0) | (permission.equals("MXR") ? Status.MXR : 0));
    boolean[] expected = {fetch, load, store};
    int[] faults = {12, 13, 15};
    for (Access access : Access.values()) {
      run(mode);
      int index = List.of(Access.values()).indexOf(access);
      if (expected[index]) {
        assertEquals(new Entry.Resume(), miss(access, ADDRESS), access.name());
      } else {
        assertFault(faults[index], access, ADDRESS);
      }
    }
  }

  @Test
  void accessed_and_dirty_are_set_by_the_access_that_needs_them() {
    bench.writeDouble(LAST_ENTRY, entry(PAGE, V | R | W | X));
    run(Mode.SUPERVISOR);

    assertEquals(OptionalLong.of(PAGE), bench.cpu.lookUp(ADDRESS, Access.STORE));
    assertEquals(V | R | W | X, bench.readDouble(LAST_ENTRY) & 0xff, "a question changes nothing");
    miss(Access.LOAD, ADDRESS);
    assertEquals(V | R | W | X | A, bench.readDouble(LAST_ENTRY) & 0xff);
    assertEquals(1, bench.tlb().entries.size(), "no store entry while D is clear");
    miss(Access.STORE, ADDRESS);
    assertEquals(V | R | W | X | A | D, bench.readDouble(LAST_ENTRY) & 0xff);
    assertEquals(entry(MIDDLE, V), bench.readDouble(ROOT_ENTRY), "pointers stay as they are");
  }

  @Test
  void a_refused_access_leaves_the_entry_alone() {
    bench.writeDouble(LAST_ENTRY, entry(PAGE, V | R));
    run(Mode.SUPERVISOR);
    assertFault(15, Access.STORE, ADDRESS);
    assertEquals(entry(PAGE, V | R), bench.readDouble(LAST_ENTRY));
  }

  @ParameterizedTest
  @CsvSource({"54", "58", "60", "61", "62", "63"})
  void reserved_bits_fault_in_leaves_and_in_pointers(int bit) {
    bench.writeDouble(LAST_ENTRY, entry(PAGE, V | R | A) | 1L << bit);
    run(Mode.SUPERVISOR);
    assertFault(13, Access.LOAD, ADDRESS);
    build();
    bench.writeDouble(ROOT_ENTRY, entry(MIDDLE, V) | 1L << bit);
    run(Mode.SUPERVISOR);
    assertFault(13, Access.LOAD, ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({"64", "128", "16"})
  void a_pointer_has_no_accessed_dirty_or_user_bit(long bit) {
    bench.writeDouble(MIDDLE_ENTRY, entry(LAST, V | bit));
    run(Mode.SUPERVISOR);
    assertFault(13, Access.LOAD, ADDRESS);
  }

  @Test
  void superpages_map_the_bits_below_and_must_be_aligned() {
    long wide = Bench.RAM >>> 21 << 21;
    bench.writeDouble(MIDDLE_ENTRY, entry(wide, V | R | A));
    run(Mode.SUPERVISOR);
    assertEquals(
        OptionalLong.of(wide + 0x4_5678),
        bench.cpu.lookUp((ADDRESS & -0x20_0000) + 0x4_5678, Access.LOAD));

    bench.writeDouble(ROOT_ENTRY, entry(2L << 30, V | R | A));
    assertEquals(
        OptionalLong.of((2L << 30) + 0x1234_5678), bench.cpu.lookUp(0x5234_5678, Access.LOAD));

    bench.writeDouble(ROOT_ENTRY, entry((2L << 30) + 0x20_0000, V | R | A));
    assertFault(13, Access.LOAD, ADDRESS);
  }

  @ParameterizedTest(name = "mode {0}: {1}")
  @CsvSource({
    "8,  4000000000",
    "8,  ffffffbfffffffff",
    "8,  8000000000000000",
    "9,  800000000000",
    "10, 100000000000000"
  })
  void an_address_that_is_not_canonical_faults(long mode, String address) {
    bench.write("satp", mode << 60 | ROOT >>> 12);
    run(Mode.SUPERVISOR);
    assertFault(12, Access.FETCH, Long.parseUnsignedLong(address, 16));
  }

  @ParameterizedTest(name = "mode {0}, {1} levels")
  @CsvSource({"9, 4", "10, 5"})
  void larger_address_spaces_have_more_levels(long mode, int levels) {
    long top = ROOT + 0x3000;
    long root = ROOT;
    for (int level = 3; level < levels; level++) {
      bench.writeDouble(top, entry(root, V));
      root = top;
      top += 0x1000;
    }
    bench.write("satp", mode << 60 | root >>> 12);
    run(Mode.SUPERVISOR);
    assertEquals(OptionalLong.of(PAGE), bench.cpu.lookUp(ADDRESS, Access.LOAD));
  }

  @Test
  void the_upper_half_is_canonical_too() {
    bench.writeDouble(ROOT + 511 * 8, entry(MIDDLE, V));
    run(Mode.SUPERVISOR);
    assertEquals(
        OptionalLong.of(PAGE), bench.cpu.lookUp(-(1L << 30) | 2L << 21 | 3L << 12, Access.LOAD));
  }

  @Test
  void tables_outside_ram_are_access_faults() {
    bench.writeDouble(MIDDLE_ENTRY, entry(Bench.DEVICE, V));
    run(Mode.SUPERVISOR);
    assertFault(5, Access.LOAD, ADDRESS);
    run(Mode.SUPERVISOR);
    assertFault(7, Access.STORE, ADDRESS);
    run(Mode.SUPERVISOR);
    assertFault(1, Access.FETCH, ADDRESS);
  }

  @Test
  void devices_are_reached_by_loads_and_stores_only() {
    bench.writeDouble(LAST_ENTRY, entry(Bench.DEVICE, V | R | W | X | A | D));
    run(Mode.SUPERVISOR);
    miss(Access.STORE, ADDRESS);
    assertEquals("[device 10000000]", bench.tlb().entries.values().toString());
    assertFault(1, Access.FETCH, ADDRESS);
  }

  @Test
  void nothing_at_the_physical_address_is_an_access_fault() {
    assertFault(5, Access.LOAD, 0x4000_0000);
    assertFault(7, Access.STORE, -8);
    assertFault(1, Access.FETCH, 0);
  }

  @Test
  void machine_mode_does_not_translate_unless_mprv_says_so() {
    miss(Access.LOAD, PAGE);
    assertEquals(
        Map.of("LOAD " + Long.toHexString(PAGE), "ram " + Long.toHexString(PAGE)),
        bench.tlb().entries);

    bench.write("pmpaddr0", -1);
    bench.write("pmpcfg0", 0x1f);
    bench.write("mstatus", Status.MPRV | 1 << 11);
    assertEquals(OptionalLong.of(PAGE), bench.cpu.lookUp(ADDRESS, Access.LOAD));
    assertEquals(OptionalLong.of(ADDRESS), bench.cpu.lookUp(ADDRESS, Access.FETCH));
  }

  @Test
  void each_set_of_permissions_has_a_table_of_its_own_and_switching_flushes_nothing() {
    run(Mode.SUPERVISOR);
    Bench.RecordedTlb supervisor = bench.tlb();
    miss(Access.LOAD, ADDRESS);
    bench.write("sstatus", Status.SUM);
    assertNotSame(supervisor, bench.tlb());
    bench.write("sstatus", 0);
    assertSame(supervisor, bench.tlb());
    run(Mode.SUPERVISOR);
    assertSame(supervisor, bench.tlb());
    assertEquals(1, supervisor.entries.size());
    assertEquals(List.of(), supervisor.flushes);
  }

  @Test
  void a_change_of_satp_flushes_what_was_translated() {
    miss(Access.LOAD, PAGE);
    Bench.RecordedTlb machine = bench.tlb();
    run(Mode.SUPERVISOR);
    machine.flushes.clear();
    miss(Access.LOAD, ADDRESS);
    Bench.RecordedTlb supervisor = bench.tlb();

    bench.write("satp", bench.read("satp"));
    assertEquals(List.of(), supervisor.flushes, "the same value again");
    bench.write("satp", 0);
    assertEquals(List.of("all"), supervisor.flushes);
    assertEquals(List.of(), machine.flushes);
  }

  @Test
  void sfence_vma_flushes_one_page_or_all_and_all_that_came_from_superpages() {
    run(Mode.SUPERVISOR);
    Bench.RecordedTlb tlb = bench.tlb();
    miss(Access.LOAD, ADDRESS);
    bench.state.x[10] = ADDRESS;
    bench.execute(Bench.SFENCE_VMA | 10 << 15);
    assertEquals(List.of(Long.toHexString(ADDRESS)), tlb.flushes);

    tlb.flushes.clear();
    miss(Access.LOAD, ADDRESS);
    bench.execute(Bench.SFENCE_VMA);
    assertEquals(List.of("all"), tlb.flushes);

    tlb.flushes.clear();
    bench.writeDouble(MIDDLE_ENTRY, entry(Bench.RAM >>> 21 << 21, V | R | A));
    miss(Access.LOAD, ADDRESS);
    bench.execute(Bench.SFENCE_VMA | 10 << 15);
    assertEquals(List.of("all"), tlb.flushes);
  }

  @Test
  void a_global_page_is_a_page() {
    bench.writeDouble(LAST_ENTRY, entry(PAGE, V | R | A | G | U));
    run(Mode.USER);
    assertEquals(new Entry.Resume(), miss(Access.LOAD, ADDRESS));
  }
}
