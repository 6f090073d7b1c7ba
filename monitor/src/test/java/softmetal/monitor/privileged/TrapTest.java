package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Trap;

class TrapTest {
  private static final long PROGRAM = Bench.RAM + 0x1000;
  private static final long MACHINE_HANDLER = Bench.RAM + 0x100;
  private static final long SUPERVISOR_HANDLER = Bench.RAM + 0x200;

  final Bench bench = new Bench();

  TrapTest() {
    bench.write("mtvec", MACHINE_HANDLER);
    bench.write("stvec", SUPERVISOR_HANDLER);
  }

  private void run(Mode mode) {
    bench.drop(mode, PROGRAM);
  }

  private void set(String csr, long bits) {
    bench.write(csr, bench.read(csr) | bits);
  }

  @Test
  void a_trap_saves_mode_and_interrupt_enable_and_mret_restores_them() {
    set("mstatus", Status.MPIE);
    run(Mode.USER);

    Entry entry = bench.cpu.trap(new Trap(Trap.Cause.LOAD_PAGE_FAULT, 0x1234));

    assertEquals(new Entry.Deliver(MACHINE_HANDLER), entry);
    assertEquals(Mode.MACHINE, bench.cpu.mode());
    assertEquals(PROGRAM, bench.peek("mepc"));
    assertEquals(13, bench.peek("mcause"));
    assertEquals(0x1234, bench.peek("mtval"));
    assertEquals(Status.MPIE, bench.peek("mstatus") & (Status.MPIE | Status.MIE | Status.MPP));

    assertEquals(new Entry.Jump(PROGRAM), bench.execute(Bench.MRET));
    assertEquals(Mode.USER, bench.cpu.mode());
    assertEquals(Status.MIE, bench.peek("mstatus") & Status.MIE);
  }

  @ParameterizedTest
  @EnumSource(Trap.Cause.class)
  void a_delegated_exception_goes_to_supervisor_mode(Trap.Cause cause) {
    bench.write("medeleg", -1);
    run(Mode.USER);

    Entry entry = bench.cpu.trap(new Trap(cause, 7));

    boolean delegable = cause != Trap.Cause.MACHINE_ENVIRONMENT_CALL;
    assertEquals(new Entry.Deliver(delegable ? SUPERVISOR_HANDLER : MACHINE_HANDLER), entry);
    assertEquals(delegable ? Mode.SUPERVISOR : Mode.MACHINE, bench.cpu.mode());
    assertEquals(cause.code(), bench.peek(delegable ? "scause" : "mcause"));
    assertEquals(7, bench.peek(delegable ? "stval" : "mtval"));
    assertEquals(PROGRAM, bench.peek(delegable ? "sepc" : "mepc"));
  }

  @Test
  void machine_mode_handles_its_own_exceptions_even_if_they_are_delegated() {
    bench.write("medeleg", -1);

    bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, 0));

    assertEquals(Mode.MACHINE, bench.cpu.mode());
    assertEquals(Mode.MACHINE.code(), bench.peek("mstatus") >> 11 & 3);
  }

  @ParameterizedTest
  @CsvSource({"USER, 8", "SUPERVISOR, 9", "MACHINE, 11"})
  void a_call_says_from_which_mode_it_comes(Mode mode, int code) {
    run(mode);

    bench.cpu.answer(new Exit.EnvironmentCall());

    assertEquals(code, bench.peek("mcause"));
    assertEquals(0, bench.peek("mtval"));
  }

  @Test
  void only_interrupts_are_vectored() {
    bench.write("mtvec", MACHINE_HANDLER | 1);
    bench.cpu.setLine(Interrupt.MACHINE_TIMER, true);
    set("mie", 0x80);
    run(Mode.USER);

    assertEquals(
        new Entry.Deliver(MACHINE_HANDLER), bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, 0)));
    bench.write("mtvec", MACHINE_HANDLER | 1);
    assertEquals(
        new Entry.Deliver(MACHINE_HANDLER + 4 * 7), bench.cpu.deliver(Interrupt.MACHINE_TIMER));
    assertEquals(1L << 63 | 7, bench.peek("mcause"));
  }

  @ParameterizedTest(name = "{0} of {1} in {2}")
  @CsvSource({
    "MACHINE_EXTERNAL,    aaa, USER",
    "MACHINE_SOFTWARE,    2aa, USER",
    "MACHINE_TIMER,       2a2, USER",
    "SUPERVISOR_EXTERNAL, 222, SUPERVISOR",
    "SUPERVISOR_SOFTWARE, 22,  SUPERVISOR",
    "SUPERVISOR_TIMER,    20,  SUPERVISOR",
  })
  void the_most_urgent_interrupt_comes_first(Interrupt expected, String enabled, Mode mode) {
    for (Interrupt interrupt : Interrupt.values()) {
      if (interrupt != Interrupt.SUPERVISOR_SOFTWARE && interrupt != Interrupt.SUPERVISOR_TIMER) {
        bench.cpu.setLine(interrupt, true);
      }
    }
    run(mode);
    bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, 0));
    bench.write("mip", 0x22);
    bench.write("mie", Long.parseLong(enabled, 16));
    assertEquals(Optional.empty(), bench.cpu.pendingInterrupt(), "machine mode with MIE clear");

    set("mepc", 0);
    bench.execute(Bench.MRET);

    assertEquals(
        1L << 63 | expected.code(), bench.peek("mcause"), "taken as soon as mret has enabled it");
    assertEquals(PROGRAM, bench.peek("mepc"));
  }

  @Test
  void a_delegated_interrupt_waits_while_supervisor_mode_has_disabled_it() {
    bench.write("mideleg", 0x222);
    bench.write("mie", 0x222);
    bench.cpu.setLine(Interrupt.SUPERVISOR_EXTERNAL, true);
    assertEquals(Optional.empty(), bench.cpu.pendingInterrupt(), "not in machine mode");
    run(Mode.SUPERVISOR);
    assertEquals(Optional.empty(), bench.cpu.pendingInterrupt(), "not while SIE is clear");
    long pc = bench.state.pc;
    long retired = bench.state.retired;

    Entry entry = bench.execute(Bench.word("csrrsi", Bench.number("sstatus"), 2, 10));

    assertEquals(new Entry.Deliver(SUPERVISOR_HANDLER), entry, "at once, after the instruction");
    assertEquals(pc + 4, bench.peek("sepc"));
    assertEquals(retired + 1, bench.state.retired);
    assertEquals(0, bench.state.x[10] & Status.SIE, "the old value has arrived");
    assertEquals(Status.SPP | Status.SPIE, bench.peek("sstatus") & 0x122);
  }

  @Test
  void sret_goes_back_to_where_the_trap_came_from() {
    bench.write("medeleg", -1);
    run(Mode.USER);
    bench.enter(bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, PROGRAM)), 0);
    bench.write("sepc", PROGRAM + 2);
    int cancelled = bench.hart.cancelled;

    assertEquals(new Entry.Jump(PROGRAM + 2), bench.execute(Bench.SRET));
    assertEquals(Mode.USER, bench.cpu.mode());
    assertEquals(cancelled + 1, bench.hart.cancelled, "a reservation is lost");
  }

  @Test
  void returns_are_illegal_in_lower_modes_and_sret_where_it_is_trapped() {
    run(Mode.USER);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.MRET));
    assertEquals(2, bench.peek("mcause"));
    assertEquals(Integer.toUnsignedLong(Bench.MRET), bench.peek("mtval"));
    run(Mode.USER);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.SRET));
    run(Mode.SUPERVISOR);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.MRET));
    set("mstatus", Status.TSR);
    run(Mode.SUPERVISOR);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.SRET));
    assertInstanceOf(Entry.Jump.class, bench.execute(Bench.SRET), "machine mode may");
  }

  @Test
  void returning_to_a_lower_mode_clears_mprv() {
    set("mstatus", Status.MPRV | Status.MPP);
    bench.execute(Bench.MRET);
    assertEquals(Status.MPRV, bench.peek("mstatus") & Status.MPRV, "machine to machine keeps it");
    run(Mode.SUPERVISOR);
    assertEquals(0, bench.peek("mstatus") & Status.MPRV);
  }

  @Test
  void wfi_waits_until_an_enabled_interrupt_is_pending_even_if_it_cannot_be_taken() {
    bench.write("mie", 0x80);
    long pc = bench.state.pc;

    bench.execute(Bench.WFI);

    assertTrue(bench.cpu.isWaiting());
    assertEquals(pc + 4, bench.state.pc, "already done");
    bench.cpu.setLine(Interrupt.MACHINE_SOFTWARE, true);
    assertTrue(bench.cpu.isWaiting(), "not an enabled one");
    bench.cpu.setLine(Interrupt.MACHINE_TIMER, true);
    assertFalse(bench.cpu.isWaiting());
    assertEquals(Optional.empty(), bench.cpu.pendingInterrupt(), "MIE is clear");
  }

  @Test
  void wfi_is_illegal_in_user_mode_and_where_it_is_trapped() {
    run(Mode.USER);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.WFI));
    set("mstatus", Status.TW);
    run(Mode.SUPERVISOR);
    assertInstanceOf(Entry.Deliver.class, bench.execute(Bench.WFI));
    assertFalse(bench.cpu.isWaiting());
  }

  @Test
  void the_supervisor_timer_follows_stimecmp_while_it_is_enabled() {
    bench.write("mideleg", 0x20);
    bench.write("mie", 0x20);
    bench.write("stimecmp", 100);
    assertEquals(Long.MAX_VALUE, bench.wakeAt);
    bench.write("menvcfg", 1L << 63);
    assertEquals(100, bench.wakeAt);
    bench.write("mip", 0x20);
    assertEquals(0, bench.read("mip"), "cannot be set by hand");

    run(Mode.USER);
    bench.now = 99;
    assertEquals(Optional.empty(), bench.cpu.pendingInterrupt());
    bench.now = 100;
    assertEquals(Optional.of(Interrupt.SUPERVISOR_TIMER), bench.cpu.pendingInterrupt());
    bench.cpu.trap(new Trap(Trap.Cause.BREAKPOINT, 0));
    bench.write("stimecmp", -1);
    assertEquals(0, bench.read("mip"));
    assertEquals(Long.MAX_VALUE, bench.wakeAt);
  }
}
