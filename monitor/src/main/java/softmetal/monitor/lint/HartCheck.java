package softmetal.monitor.lint;

import static softmetal.isa.Instruction.MRET;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import softmetal.isa.Csr;
import softmetal.isa.Decoded;
import softmetal.isa.Extension;
import softmetal.isa.Xlen;
import softmetal.monitor.debug.Hexadecimal;
import softmetal.monitor.debug.Witness;
import softmetal.monitor.debug.Words;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.Mode;
import softmetal.monitor.privileged.VirtualCpu;

/// The rules for what one hart does: traps, privileged registers, address translation. Accesses to devices are passed on.
final class HartCheck implements Witness {
  private static final int STACK_POINTER = 2;
  private static final long PAGE = 4096;
  private static final int CALLS = 3;
  private static final int STORM = 100;
  private static final long INTERRUPTS_ON = 1 << 3 | 1 << 1;
  private static final int FLOAT_STATUS_SHIFT = 13;

  private final int hart;
  private final VirtualCpu cpu;
  private final HartState state;
  private final Machine machine;
  private final Findings findings;
  private final Linter linter;
  private final MemoryCheck memory;
  private final Words words;
  private final Hexadecimal hexadecimal;

  /// Of the exit that is being answered.
  private long pc;

  /// Whether that is an instruction for a control register, and what the register held.
  private boolean accessesRegister;

  private long registerBefore;

  private String returnInstruction = "mret";

  /// The page table entries read for the last translation: addresses, and the last one's value.
  private final List<Long> walked = new ArrayList<>();

  private long lastEntry;

  /// The last return from a trap.
  private long returnPc;

  private long returnTarget = -1;

  private long returnRetired = -1;

  private long callPc = -1;
  private long[] callArguments = new long[0];
  private int callsRepeated;

  private int interruptsInARow;
  private Interrupt lastInterrupt = Interrupt.MACHINE_TIMER;

  /// Page numbers of the roots in use since the last fence, by what stands before them in satp.
  private final Map<Long, Long> roots = new HashMap<>();

  /// Where another root was put into satp; -1 when there is nothing to fence.
  private long unfencedAt = -1;

  /// Where physical memory protection was changed; likewise.
  private long unfencedProtectionAt = -1;

  HartCheck(
      int hart,
      VirtualCpu cpu,
      Machine machine,
      Findings findings,
      Linter linter,
      MemoryCheck memory,
      Words words) {
    this.hart = hart;
    this.cpu = cpu;
    this.state = cpu.registers();
    this.machine = machine;
    this.findings = findings;
    this.linter = linter;
    this.memory = memory;
    this.words = words;
    hexadecimal = new Hexadecimal(cpu.xlen());
  }

  // ---- exits ----

  @Override
  public void exiting(Exit exit) {
    pc = state.pc;
    switch (exit) {
      case Exit.Privileged(Decoded decoded) -> {
        accessesRegister = decoded.instruction().extensions().contains(Extension.ZICSR);
        registerBefore = accessesRegister ? cpu.csr((int) decoded.immediate()).orElse(0) : 0;
        returnInstruction = decoded.instruction() == MRET ? "mret" : "sret";
      }
      case Exit.TlbMiss _ -> walked.clear();
      case Exit.DeviceWrite write ->
          linter.accessed(hart, cpu, write.physicalAddress(), write.width(), write.value(), true);
      case Exit.DeviceRead _, Exit.EnvironmentCall _, Exit.Trapped _, Exit.Preempted _ -> {}
    }
  }

  @Override
  public void entering(Exit exit, Entry entry) {
    accessesRegister = false;
    switch (exit) {
      case Exit.DeviceRead read -> {
        if (entry instanceof Entry.Loaded(long value)) {
          linter.accessed(hart, cpu, read.physicalAddress(), read.width(), value, false);
        } else {
          noSuchRegister(read.physicalAddress(), read.virtualAddress(), read.width().bytes());
        }
      }
      case Exit.DeviceWrite write -> {
        if (entry instanceof Entry.Deliver) {
          noSuchRegister(write.physicalAddress(), write.virtualAddress(), write.width().bytes());
        }
      }
      case Exit.Privileged _,
          Exit.TlbMiss _,
          Exit.EnvironmentCall _,
          Exit.Trapped _,
          Exit.Preempted _ -> {}
    }
  }

  private void noSuchRegister(long physicalAddress, long virtualAddress, int bytes) {
    findings.report(
        Rule.NOTHING_THERE,
        pc,
        virtualAddress,
        "%s cannot be accessed with %d bytes".formatted(machine.describe(physicalAddress), bytes));
  }

  private long csr(Csr row) {
    return cpu.csr(row.number()).orElse(0);
  }

  // ---- traps and interrupts ----

  @Override
  public void trapped(Trap trap, Mode from, long handler) {
    boolean handled = checkHandler(lower(trap.cause()), handler);
    if (handled && state.pc == handler && from == cpu.mode()) {
      findings.report(Rule.TRAP_LOOP, state.pc, lower(trap.cause()));
    }
    switch (trap.cause()) {
      case ILLEGAL_INSTRUCTION -> illegal((int) trap.value(), from);
      case LOAD_MISALIGNED, STORE_MISALIGNED ->
          findings.report(Rule.MISALIGNED_ATOMIC, state.pc, trap.value());
      case USER_ENVIRONMENT_CALL, SUPERVISOR_ENVIRONMENT_CALL, MACHINE_ENVIRONMENT_CALL -> called();
      default -> {}
    }
  }

  /// @return whether there is code
  private boolean checkHandler(String what, long handler) {
    OptionalLong at = cpu.lookUp(handler, Access.FETCH);
    boolean isCode = at.isPresent() && machine.dma().contains(at.getAsLong(), 2);
    if (!isCode) {
      String register = cpu.mode() == Mode.SUPERVISOR ? "stvec" : "mtvec";
      findings.report(Rule.TRAP_WITHOUT_HANDLER, state.pc, what, hexadecimal.of(handler), register);
    }
    return isCode;
  }

  private void called() {
    long[] arguments = Arrays.copyOfRange(state.x, 10, 18);
    if (state.pc != callPc || !Arrays.equals(arguments, callArguments)) {
      callsRepeated = 0;
    }
    callPc = state.pc;
    callArguments = arguments;
  }

  private void illegal(int word, Mode from) {
    Decoded instruction = words.decode(word);
    if (instruction == null || from == Mode.USER) {
      return;
    }
    switch (instruction.instruction()) {
      case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> {
        int number = (int) instruction.immediate();
        if (Csr.of(number) != null && Csr.privilege(number).code() > from.code()) {
          findings.report(
              Rule.CSR_OF_HIGHER_MODE, state.pc, Csr.nameOf(number), from.letter() + " mode");
        } else if (number == Csr.TIME.number()
            || number == Csr.CYCLE.number()
            || number == Csr.INSTRET.number()) {
          findings.report(Rule.COUNTER_DISABLED, state.pc, from.letter(), Csr.nameOf(number));
        }
      }
      default -> {
        boolean off = (csr(Csr.MSTATUS) >>> FLOAT_STATUS_SHIFT & 3) == 0;
        if (off && isFloat(instruction)) {
          findings.report(Rule.FLOAT_OFF, state.pc, from.letter());
        }
      }
    }
  }

  /// All of them begin with F, as does only `fence` besides, which is never illegal.
  private static boolean isFloat(Decoded instruction) {
    return instruction.instruction().name().startsWith("F");
  }

  @Override
  public void interrupted(Interrupt interrupt, Mode from, long handler) {
    checkHandler(lower(interrupt) + " interrupt", handler);
    boolean nothingDone = state.retired == returnRetired + 1;
    interruptsInARow = nothingDone && interrupt == lastInterrupt ? interruptsInARow + 1 : 0;
    lastInterrupt = interrupt;
    if (interruptsInARow == STORM) {
      String hint =
          switch (interrupt) {
            case MACHINE_TIMER -> "the handler must set mtimecmp to a later moment";
            case SUPERVISOR_TIMER -> "the handler must set stimecmp, or have STIP cleared";
            case MACHINE_SOFTWARE -> "the handler must write 0 to msip";
            case SUPERVISOR_SOFTWARE -> "the handler must clear sip.SSIP";
            case MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL ->
                "the handler must claim it at the PLIC, and have the device stop asking";
          };
      findings.report(Rule.INTERRUPT_STORM, handler, lower(interrupt), hint);
    }
  }

  @Override
  public void returned(Mode from, long target) {
    returnPc = pc;
    returnTarget = target;
    returnRetired = state.retired;
    if (target == callPc && ++callsRepeated == CALLS) {
      findings.report(Rule.CALL_REPEATED, pc, returnInstruction.equals("mret") ? "mepc" : "sepc");
    }
    if (unfencedAt != -1) {
      findings.report(Rule.SATP_WITHOUT_FENCE, unfencedAt, returnInstruction);
      unfencedAt = -1;
    }
    if (unfencedProtectionAt != -1 && cpu.mode() != Mode.MACHINE) {
      // Where nothing is translated, protection is looked up each time.
      if (!isBare(csr(Csr.SATP))) {
        findings.report(
            Rule.PMP_WITHOUT_FENCE, unfencedProtectionAt, returnInstruction, cpu.mode().letter());
      }
      unfencedProtectionAt = -1;
    }
  }

  @Override
  public void waits() {
    linter.plic().waits(hart);
    if (csr(Csr.MIE) == 0 && (csr(Csr.MSTATUS) & INTERRUPTS_ON) != 0) {
      findings.report(Rule.NOTHING_ENABLED, pc, "mstatus");
    }
  }

  // ---- registers ----

  @Override
  public void wrote(int number, long value) {
    Csr row = Csr.of(number);
    if (row == null) {
      return;
    }
    switch (row) {
      case MTVEC, STVEC -> {
        if ((value & 3) > 1) {
          findings.report(Rule.TRAP_VECTOR_RESERVED, pc, Csr.nameOf(number), value);
        }
      }
      case SATP -> satp(value);
      case MSTATUS -> {
        if ((value >>> 11 & 3) == 2) {
          findings.report(Rule.MPP_RESERVED, pc);
        }
        interruptsOn();
      }
      case SSTATUS, MIE, SIE -> interruptsOn();
      case PMPADDR -> protectionChanged(number);
      case PMPCFG -> {
        protectionChanged(number);
        for (int i = 0; i < Long.BYTES; i++) {
          if ((value >>> (8 * i) & 3) == 2) {
            findings.report(Rule.PMP_RESERVED, pc, value);
          }
        }
      }
      default -> {}
    }
  }

  private void interruptsOn() {
    long status = csr(Csr.MSTATUS);
    long enabled = csr(Csr.MIE);
    long delegated = csr(Csr.MIDELEG);
    if ((status & 1 << 3) != 0 && (enabled & ~delegated) != 0 && csr(Csr.MTVEC) == 0) {
      findings.report(Rule.INTERRUPTS_WITHOUT_HANDLER, pc, "mtvec");
    } else if ((status & 1 << 1) != 0 && (enabled & delegated) != 0 && csr(Csr.STVEC) == 0) {
      findings.report(Rule.INTERRUPTS_WITHOUT_HANDLER, pc, "stvec");
    }
  }

  private void protectionChanged(int number) {
    if (cpu.csr(number).orElse(0) != registerBefore) {
      unfencedProtectionAt = pc;
    }
  }

  private void satp(long value) {
    if (csr(Csr.SATP) != cpu.xlen().extend(value)) {
      findings.report(Rule.SATP_MODE, pc, value);
      return;
    }
    if (isBare(value)) {
      return;
    }
    long pageNumber = rootOf(value);
    if (!machine.dma().contains(pageNumber << 12, PAGE)) {
      String hint =
          machine.dma().contains(pageNumber, 1)
              ? ": it wants the page number, the address shifted right by 12"
              : "";
      findings.report(Rule.SATP_ROOT, pc, pageNumber << 12, hint);
    }
    Long before = roots.put(spaceOf(value), pageNumber);
    if (before != null && before != pageNumber) {
      unfencedAt = pc;
    }
  }

  private boolean isBare(long satp) {
    return (isNarrow() ? satp >>> 31 & 1 : satp >>> 60) == 0;
  }

  private long rootOf(long satp) {
    return satp & (1L << rootBits()) - 1;
  }

  /// The mode and the ASID.
  private long spaceOf(long satp) {
    return satp >>> rootBits();
  }

  private int rootBits() {
    return isNarrow() ? 22 : 44;
  }

  private boolean isNarrow() {
    return cpu.xlen() == Xlen.RV32;
  }

  // ---- address translation ----

  @Override
  public void walked(int level, long entryAddress, long entry) {
    walked.add(entryAddress);
    lastEntry = entry;
  }

  @Override
  public void filled(Access access, long virtualAddress, long physicalAddress) {
    if (!walked.isEmpty()) {
      memory.translated(hart, access, virtualAddress, physicalAddress, walked);
    }
  }

  @Override
  public void flushed(String what) {
    boolean isAll = !what.startsWith("0x");
    if (isAll) {
      memory.flushed(hart);
    } else {
      memory.flushed(hart, cpu.xlen().extend(Long.parseUnsignedLong(what.substring(2), 16)));
    }
    // This machine also forgets translations when a register changes that they depend on.
    if (!accessesRegister) {
      fenced(isAll);
    }
  }

  @Override
  public void fencedCode() {
    memory.fenced(hart);
  }

  private void fenced(boolean isAll) {
    unfencedAt = -1;
    roots.clear();
    long satp = csr(Csr.SATP);
    if (!isBare(satp)) {
      roots.put(spaceOf(satp), rootOf(satp));
    }
    if (isAll) {
      unfencedProtectionAt = -1;
    }
  }

  @Override
  public void faulted(Access access, long virtualAddress, String why, int level) {
    long place = walked.isEmpty() ? 0 : walked.getLast();
    boolean returned =
        access == Access.FETCH
            && state.pc == returnTarget
            && state.retired == returnRetired + 1
            && virtualAddress - state.pc <= 2;
    switch (why) {
      case "page table entry has reserved bits set" ->
          entry(Rule.PAGE_ENTRY_RESERVED, virtualAddress, place);
      case "page is writable but not readable" ->
          entry(Rule.PAGE_WRITABLE_ONLY, virtualAddress, place);
      case "superpage is misaligned" -> entry(Rule.SUPERPAGE_MISALIGNED, virtualAddress, place);
      case "pointer to the next table has D, A or U set" ->
          entry(Rule.POINTER_WITH_FLAGS, virtualAddress, place);
      case "page table entry of the last level is no leaf" ->
          entry(Rule.POINTER_AT_LAST_LEVEL, virtualAddress, place);
      case "page table is not in accessible RAM" -> {
        if (!walked.isEmpty()) {
          String hint =
              machine.dma().contains(lastEntry >>> 10, 1)
                  ? ": it wants the page number, the address shifted right by 12"
                  : "";
          findings.report(
              Rule.PAGE_TABLE_OUTSIDE_RAM, state.pc, virtualAddress, lastEntry, place, hint);
        }
      }
      case "user page while SUM is clear" ->
          findings.report(Rule.USER_PAGE_WITHOUT_SUM, state.pc, virtualAddress);
      case "code of a user page" -> {
        if (returned) {
          wrongMode(why);
        } else {
          findings.report(Rule.USER_CODE_IN_SUPERVISOR, state.pc, virtualAddress);
        }
      }
      case "page belongs to the supervisor" -> {
        if (returned) {
          wrongMode(why);
        }
      }
      case "physical memory protection denies it" -> {
        if (returned) {
          findings.report(
              Rule.NO_MEMORY_FOR_LOWER_MODES, returnPc, cpu.mode().letter(), virtualAddress);
        }
      }
      case "nothing is at the physical address" -> {
        if (access != Access.FETCH && cpu.mode() != Mode.USER) {
          findings.report(
              Rule.NOTHING_THERE, state.pc, virtualAddress, "there is neither RAM nor a device");
        }
      }
      default -> stack(access, virtualAddress);
    }
  }

  private void entry(Rule rule, long virtualAddress, long place) {
    findings.report(rule, state.pc, virtualAddress, lastEntry, place);
  }

  private void wrongMode(String why) {
    findings.report(
        Rule.RETURN_TO_WRONG_MODE,
        returnPc,
        returnInstruction,
        cpu.mode().letter(),
        returnTarget,
        why,
        returnInstruction.equals("mret") ? "mstatus.MPP" : "sstatus.SPP");
  }

  /// A push below a mapped page, in the kernel: programs may have stacks that grow on demand.
  private void stack(Access access, long virtualAddress) {
    Decoded instruction = words.decode(cpu.codeAt(state.pc));
    boolean throughStack =
        instruction != null
            && access != Access.FETCH
            && instruction.rs1() == STACK_POINTER
            && cpu.mode() != Mode.USER;
    if (throughStack && cpu.lookUp(virtualAddress + PAGE, Access.STORE).isPresent()) {
      findings.report(Rule.STACK_OVERFLOW, state.pc, state.x[STACK_POINTER], virtualAddress);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
