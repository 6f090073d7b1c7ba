package softmetal.monitor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.isa.Decoder;
import softmetal.isa.InstructionSet;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.Bench;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.Mode;

class ExplainTrapsTest {
  private static final long HANDLER = Bench.RAM + 0x100;
  private static final long PROGRAM = Bench.RAM + 0x1000;

  final Bench bench = new Bench();
  final List<String> lines = new ArrayList<>();
  final SymbolTable symbols =
      new SymbolTable(
          List.of(
              SymbolTableTest.symbol("trap_entry", HANDLER, Binding.GLOBAL, Symbol.Type.NOTYPE),
              SymbolTableTest.symbol("main", PROGRAM, Binding.GLOBAL, Symbol.Type.NOTYPE)));

  private ExplainTraps explain(Detail detail) {
    ExplainTraps explain =
        new ExplainTraps(
            bench.cpu,
            bench.state,
            symbols,
            address -> "uart0+0x" + (address & 0xff),
            detail,
            lines::add);
    bench.cpu.observe(explain);
    return explain;
  }

  private void handle(ExplainTraps explain, Exit exit) {
    explain.exiting(exit);
    Entry entry =
        switch (exit) {
          case Exit.Privileged privileged -> bench.cpu.answer(privileged);
          case Exit.EnvironmentCall call -> bench.cpu.answer(call);
          case Exit.Trapped(Trap trap) -> bench.cpu.trap(trap);
          case Exit.TlbMiss miss -> bench.cpu.answer(miss);
          case Exit.DeviceRead _ -> new Entry.Loaded(0x60);
          case Exit.DeviceWrite _ -> new Entry.Completed();
          case Exit.Preempted() -> new Entry.Resume();
        };
    explain.entering(exit, entry);
  }

  private static Exit privileged(int word) {
    return new Exit.Privileged(
        Objects.requireNonNull(new Decoder(InstructionSet.ALL).decode(word)));
  }

  private void expect(String line) {
    assertEquals(List.of(line), lines);
  }

  @Test
  void a_system_call_shows_the_mode_switch_that_the_real_machine_would_make() {
    bench.write("stvec", HANDLER);
    bench.write("medeleg", 0x100);
    bench.drop(Mode.USER, PROGRAM + 0x1c);
    bench.state.retired = 10_382;

    handle(explain(Detail.KERNEL), new Exit.EnvironmentCall());

    expect(
        "        10,382  U->S  main+0x1c               ecall                     "
            + "system call from U: delegated to S (medeleg bit 8), handler trap_entry");
  }

  @Test
  void a_write_of_satp_says_what_it_means() {
    bench.state.pc = PROGRAM;
    bench.state.retired = 7;
    bench.state.x[11] = 8L << 60 | 0x80201;

    handle(explain(Detail.KERNEL), privileged(Bench.word("csrrw", 0x180, 11, 0)));

    expect(
        "             7  M     main                    csrrw zero,satp,a1        "
            + "shadow page tables flushed: all; satp is Sv39 root 0x80201000");
  }

  @Test
  void fields_of_registers_are_named() {
    bench.state.pc = PROGRAM;
    bench.state.retired = 7;
    bench.state.x[11] = 0x2802;

    handle(explain(Detail.KERNEL), privileged(Bench.word("csrrw", 0x300, 11, 10)));

    expect(
        "             7  M     main                    csrrw a0,mstatus,a1       "
            + "mstatus was 0xa00000000, MPP=U SPP=U FS=off; "
            + "mstatus is 0xa00002802, MPP=S SPP=U SIE FS=initial");
  }

  @Test
  void a_page_fault_says_why() {
    bench.write("satp", 8L << 60 | (Bench.RAM + 0x4000) >>> 12);
    bench.write("mtvec", HANDLER);
    bench.drop(Mode.SUPERVISOR, PROGRAM);
    bench.state.retired = 9;
    bench.state.pc = PROGRAM;

    handle(explain(Detail.KERNEL), new Exit.TlbMiss(Access.FETCH, PROGRAM));

    expect(
        "             9  S->M  main                    (fetch)                   "
            + "page tables: level 2 0x0 at 0x80004010; "
            + "instruction page fault at 0x80001000 (page table entry is not valid, level 2): "
            + "handled in M (medeleg bit 12 is clear), handler trap_entry");
  }

  @Test
  void refills_are_told_only_on_demand() {
    bench.state.retired = 1;
    bench.state.pc = PROGRAM;
    bench.writeDouble(PROGRAM, 0x0005_b503);

    handle(explain(Detail.KERNEL), new Exit.TlbMiss(Access.LOAD, Bench.RAM));
    assertEquals(List.of(), lines);
    handle(explain(Detail.EVERYTHING), new Exit.TlbMiss(Access.LOAD, Bench.RAM));
    expect(
        "             1  M     main                    ld a0,0(a1)               "
            + "load of 0x80000000 goes to 0x80000000");
  }

  @Test
  void device_accesses_name_the_device() {
    bench.state.retired = 1;
    bench.state.pc = PROGRAM;
    bench.writeDouble(PROGRAM, 0x0005_8503);

    handle(explain(Detail.KERNEL), new Exit.DeviceRead(0x1000_0005, 0x1000_0005, Width.BYTE));

    expect(
        "             1  M     main                    lb a0,0(a1)               "
            + "load of 1 byte from uart0+0x5: 0x60");
  }

  @Test
  void an_interrupt_has_a_line_of_its_own() {
    bench.write("mtvec", HANDLER);
    bench.drop(Mode.USER, PROGRAM + 4);
    bench.state.retired = 1000;
    explain(Detail.KERNEL);

    bench.cpu.deliver(Interrupt.MACHINE_TIMER);

    expect(
        "         1,000  U->M  main+0x4                                          "
            + "machine timer interrupt (mie bit 7, always open in U): handled in M (mideleg bit 7 is clear), handler trap_entry");
  }

  @Test
  void an_instruction_that_is_out_of_reach_is_illegal() {
    bench.write("mtvec", HANDLER);
    bench.drop(Mode.USER, PROGRAM);
    bench.state.retired = 3;

    handle(explain(Detail.KERNEL), privileged(Bench.word("csrrs", 0xf14, 0, 10)));

    expect(
        "             3  U->M  main                    csrrs a0,mhartid,zero     "
            + "illegal instruction in U: handled in M (medeleg bit 2 is clear), handler trap_entry");
  }

  @Test
  void a_return_says_where_to() {
    bench.write("mepc", PROGRAM);
    bench.state.retired = 3;
    bench.state.pc = HANDLER + 4;

    handle(explain(Detail.KERNEL), privileged(Bench.MRET));

    expect(
        "             3  M->U  trap_entry+0x4          mret                      "
            + "returns to U at main");
  }
}
