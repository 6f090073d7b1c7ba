package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.monitor.hart.Entry;

class CsrFileTest {
  private static final int A0 = 10;

  final Bench bench = new Bench();

  // spotless:off (the columns are the documentation)
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    //name        at reset          after all ones    after all zeros
    "mstatus,     a00000000,        8000000a007e79aa, a00000000",
    "sstatus,     200000000,        80000002000c6122, 200000000",
    "misa,        800000000014112d, 800000000014112d, 800000000014112d",
    "mvendorid,   0,                -,                -",
    "marchid,     0,                -,                -",
    "mimpid,      0,                -,                -",
    "mhartid,     0,                -,                -",
    "mconfigptr,  0,                -,                -",
    "medeleg,     0,                b3ff,             0",
    "mideleg,     0,                222,              0",
    "mie,         0,                aaa,              0",
    "mip,         0,                222,              0",
    "mtvec,       0,                0,                0",
    "stvec,       0,                0,                0",
    "mscratch,    0,                ffffffffffffffff, 0",
    "sscratch,    0,                ffffffffffffffff, 0",
    "mepc,        0,                fffffffffffffffe, 0",
    "sepc,        0,                fffffffffffffffe, 0",
    "mcause,      0,                ffffffffffffffff, 0",
    "scause,      0,                ffffffffffffffff, 0",
    "mtval,       0,                ffffffffffffffff, 0",
    "stval,       0,                ffffffffffffffff, 0",
    "mcounteren,  0,                ffffffff,         0",
    "scounteren,  0,                ffffffff,         0",
    "mcountinhibit, 0,              fffffffd,         0",
    "menvcfg,     0,                8000000000000001, 0",
    "senvcfg,     0,                1,                0",
    "stimecmp,    0,                ffffffffffffffff, 0",
    "satp,        0,                0,                0",
    "sie,         0,                0,                0",
    "sip,         0,                0,                0",
    "mhpmcounter3, 0,               0,                0",
    "mhpmcounter31, 0,              0,                0",
    "hpmcounter3, 0,                -,                -",
    "mhpmevent31, 0,                0,                0",
    "pmpaddr0,    0,                3fffffffffffff,   0",
    "pmpaddr15,   0,                3fffffffffffff,   0",
    "tselect,     0,                0,                0",
    "tdata1,      0,                0,                0",
    "tinfo,       1,                1,                1",
  })
  // spotless:on
  void keeps_of_a_write_what_is_legal(String csr, String reset, String ones, String zeros) {
    assertEquals(reset, Long.toHexString(bench.read(csr)), "at reset");
    if (ones.equals("-")) {
      assertInstanceOf(Entry.Deliver.class, bench.attemptWrite(csr, 0), "read-only");
      return;
    }
    bench.write(csr, -1);
    assertEquals(ones, Long.toHexString(bench.read(csr)), "after all ones");
    bench.write(csr, 0);
    assertEquals(zeros, Long.toHexString(bench.read(csr)), "after all zeros");
  }

  @ParameterizedTest
  @CsvSource({
    "mstatush",
    "pmpcfg1",
    "pmpcfg3",
    "pmpcfg4",
    "pmpaddr16",
    "hstatus",
    "mtval2",
    "cycleh",
    "dcsr",
    "vsatp",
    "mseccfg",
    "scountovf"
  })
  void has_no_such_register(String csr) {
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead(csr));
    assertEquals(2, bench.peek("mcause"));
    assertEquals(
        Integer.toUnsignedLong(Bench.word("csrrs", Bench.number(csr), 0, A0)),
        bench.peek("mtval"),
        "instruction bits");
  }

  @Test
  void a_reserved_previous_mode_is_not_written() {
    bench.write("mstatus", 0x1800);
    bench.write("mstatus", 0x1000);

    assertEquals(Mode.MACHINE, Mode.of((int) (bench.read("mstatus") >> 11) & 3));
  }

  @Test
  void bits_of_zero_do_not_write_so_read_only_registers_can_be_read() {
    assertInstanceOf(
        Entry.Loaded.class,
        bench.execute(Bench.word("csrrsi", Bench.number("mhartid"), 0, A0)),
        "no bits");
    assertInstanceOf(
        Entry.Deliver.class,
        bench.execute(Bench.word("csrrsi", Bench.number("mhartid"), 1, A0)),
        "one bit");
    // The register decides, not its value.
    bench.state.x[5] = 0;
    assertInstanceOf(
        Entry.Deliver.class, bench.execute(Bench.word("csrrs", Bench.number("mhartid"), 5, A0)));
  }

  @Test
  void set_and_clear_give_the_old_value() {
    bench.write("mscratch", 0b1100);

    bench.execute(Bench.word("csrrsi", Bench.number("mscratch"), 0b00011, A0));
    assertEquals(0b1100, bench.state.x[A0]);
    bench.execute(Bench.word("csrrci", Bench.number("mscratch"), 0b00110, A0));
    assertEquals(0b1111, bench.state.x[A0]);
    assertEquals(0b1001, bench.read("mscratch"));
  }

  @Test
  void supervisor_mode_sees_only_delegated_interrupts() {
    bench.write("mie", 0xaaa);
    bench.write("mideleg", 0x20);

    assertEquals(0x20, bench.read("sie"));
    bench.write("sie", 0);
    assertEquals(0xa8a, bench.read("mie"));
    bench.write("sip", -1);
    assertEquals(0, bench.read("mip"), "the software interrupt is not delegated");
    bench.write("mideleg", 0x222);
    bench.write("sip", -1);
    assertEquals(0x2, bench.read("mip"));
  }

  @Test
  void the_line_of_the_external_interrupt_is_not_latched_by_set_and_clear() {
    bench.cpu.setLine(Interrupt.SUPERVISOR_EXTERNAL, true);
    bench.execute(Bench.word("csrrsi", Bench.number("mip"), 2, A0));
    assertEquals(0x200, bench.state.x[A0], "reads the line");
    bench.cpu.setLine(Interrupt.SUPERVISOR_EXTERNAL, false);

    assertEquals(0x2, bench.read("mip"));
  }

  @Test
  void counters_count_retired_instructions_from_what_was_written() {
    bench.write("minstret", 1000);
    assertEquals(1000, bench.read("minstret"));
    assertEquals(1001, bench.read("instret"));

    bench.write("mcountinhibit", 4);
    long stopped = bench.read("minstret");
    long cycles = bench.read("cycle");
    assertEquals(stopped, bench.read("minstret"));
    assertTrue(bench.read("cycle") > cycles);
    bench.write("mcountinhibit", 0);
    assertEquals(stopped, bench.read("minstret"));
    assertEquals(stopped + 1, bench.read("minstret"));
  }

  @ParameterizedTest(name = "mcounteren {0}, scounteren {1}: S {2}, U {3}")
  @CsvSource({"0, 0, false, false", "2, 0, true, false", "2, 2, true, true", "0, 2, false, false"})
  void time_can_be_kept_from_lower_modes(
      long mcounteren, long scounteren, boolean supervisor, boolean user) {
    bench.now = 77;
    bench.write("mcounteren", mcounteren);
    bench.write("scounteren", scounteren);

    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertEquals(supervisor, bench.attemptRead("time") instanceof Entry.Loaded);
    bench.drop(Mode.USER, Bench.RAM);
    assertEquals(user, bench.attemptRead("time") instanceof Entry.Loaded);
    assertEquals(77, bench.peek("time"));
  }

  @Test
  void floating_point_registers_need_a_status_other_than_off() {
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("fcsr"));
    bench.write("mstatus", 1 << 13);
    assertTrue(bench.state.floatEnabled);

    bench.write("fcsr", 0xfff);

    assertEquals(0xff, bench.read("fcsr"));
    assertEquals(7, bench.read("frm"));
    assertEquals(0x1f, bench.read("fflags"));
    assertEquals(3, bench.read("mstatus") >> 13 & 3, "dirty");
    assertTrue(bench.read("sstatus") < 0, "SD");
    bench.write("frm", 1);
    assertEquals(0x3f, bench.read("fcsr"));
    bench.write("mstatus", 0);
    assertFalse(bench.state.floatEnabled);
  }

  @Test
  void what_the_hart_dirtied_shows_until_software_cleans_it() {
    bench.write("mstatus", 1 << 13);
    bench.state.floatDirty = true;
    assertEquals(3, bench.read("sstatus") >> 13 & 3);
    bench.write("mstatus", 2 << 13);
    assertEquals(2, bench.read("sstatus") >> 13 & 3);
  }

  @ParameterizedTest(name = "mode {0} legal: {1}")
  @CsvSource({"0, true", "1, false", "7, false", "8, true", "9, true", "10, true", "11, false"})
  void satp_ignores_writes_of_modes_that_do_not_exist(long mode, boolean legal) {
    bench.write("satp", 0x80_000);
    long wanted = mode << 60 | 0x0bcd_0000_0123_4567L;

    bench.write("satp", wanted);

    assertEquals(legal ? wanted : 0x80_000, bench.read("satp"));
  }

  @Test
  void virtual_memory_can_be_trapped() {
    bench.write("mstatus", Status.TVM);
    bench.drop(Mode.SUPERVISOR, Bench.RAM);

    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("satp"));
    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.SFENCE_VMA));
  }

  @Test
  void stimecmp_belongs_to_supervisor_mode_only_when_machine_mode_says_so() {
    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("stimecmp"));
    bench.write("menvcfg", 1L << 63);
    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("stimecmp"));
    bench.write("mcounteren", 2);
    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertInstanceOf(Entry.Loaded.class, bench.attemptRead("stimecmp"));
  }

  @Test
  void user_mode_has_no_supervisor_registers_and_supervisor_mode_no_machine_registers() {
    bench.drop(Mode.USER, Bench.RAM);
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("sscratch"));
    bench.drop(Mode.SUPERVISOR, Bench.RAM);
    assertInstanceOf(Entry.Loaded.class, bench.attemptRead("sscratch"));
    assertInstanceOf(Entry.Deliver.class, bench.attemptRead("mscratch"));
  }
}
