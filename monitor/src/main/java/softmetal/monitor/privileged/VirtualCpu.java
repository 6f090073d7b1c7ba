package softmetal.monitor.privileged;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import softmetal.isa.Csr;
import softmetal.isa.Decoded;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Hart;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.Tlb;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.privileged.PhysicalMemoryProtection.Verdict;
import softmetal.monitor.privileged.Translation.Faulted;
import softmetal.monitor.privileged.Translation.Mapped;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Restorable;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// What the guest takes for its processor: the virtual mode, the control registers, traps, interrupts and address
/// translation, wrapped around a [Hart] that is always in physical user mode. One thread at a time uses it.
///
/// It answers the exits of its hart. The run loop, for each turn:
///
/// 1. asks [#budget] how far the hart may run, and runs it;
/// 2. when [#pendingInterrupt] is there, gives [#deliver] as the answer instead of answering the exit: the instruction
///    that stopped has had no effect, so it is simply not executed yet;
/// 3. else answers the exit, here or at a device;
/// 4. while [#isWaiting], lets time pass instead of running the hart.
///
/// Answers change the registers of the hart and may retire its instruction themselves: time is to be taken from
/// [HartState#retired] as it is, not by counting what each run has added.
public final class VirtualCpu implements Restorable {
  private static final long CYCLE_TIME_INSTRET = 7;

  /// Exceptions that firmware leaves to supervisor mode: all but the calls of that mode.
  private static final long LEFT_TO_SUPERVISOR = ~(1L << 9);

  private static final long EVERYTHING = -1;

  /// Read, write and execute everywhere, by a region that covers all addresses.
  private static final long ALL_OF_MEMORY = 0x1f;

  private final Xlen xlen;

  /// The bit of `mcause` that tells an interrupt, sign-extended.
  private final long interruptFlag;

  private final int hartId;
  private final Hart hart;
  private final HartState state;
  private final PhysicalMemory memory;
  private final CsrFile csrs;
  private final PageTables pageTables;
  private final ShadowTables shadows;
  private final AccessedBytes accessedBytes;

  private final QuickAnswers quickAnswers;

  private Mode mode = Mode.MACHINE;
  private boolean waiting;
  private boolean stopped;
  private Observer observer = Observer.NONE;

  /// When pages were filled for one instruction only: the value of `retired` before that instruction.
  private long filledOnceAt;

  /// A CPU just after reset: machine mode, nothing enabled.
  ///
  /// @param hartId what `mhartid` reads
  /// @param instructionSet what the hart has
  /// @param tlbs makes empty TLBs for this hart
  public VirtualCpu(
      int hartId,
      InstructionSet instructionSet,
      Hart hart,
      PhysicalMemory memory,
      Timebase time,
      Supplier<Tlb> tlbs) {
    this.xlen = instructionSet.xlen();
    this.interruptFlag = -1L << (xlen.bits() - 1);
    this.hartId = hartId;
    this.hart = hart;
    this.state = hart.state();
    this.memory = memory;
    this.csrs = new CsrFile(hartId, instructionSet, state, time);
    this.pageTables = new PageTables(memory, csrs.protection, xlen);
    this.shadows = new ShadowTables(hart, tlbs);
    this.accessedBytes = new AccessedBytes(state, this::codeAt);
    this.quickAnswers = new QuickAnswers(this, csrs);
    state.floatEnabled = false;
  }

  public Xlen xlen() {
    return xlen;
  }

  public Mode mode() {
    return mode;
  }

  /// The registers of its hart; to be used between two runs of it.
  public HartState registers() {
    return state;
  }

  /// Tells `newObserver` from now on, too.
  public void observe(Observer newObserver) {
    observer = observer.equals(Observer.NONE) ? newObserver : new Observers(observer, newObserver);
  }

  /// Sets the level of a wire from an interrupt controller: any but the supervisor's timer and software interrupt.
  public void setLine(Interrupt interrupt, boolean high) {
    switch (interrupt) {
      case MACHINE_EXTERNAL, MACHINE_SOFTWARE, MACHINE_TIMER, SUPERVISOR_EXTERNAL ->
          csrs.interrupts.setLine(interrupt, high);
      case SUPERVISOR_SOFTWARE, SUPERVISOR_TIMER ->
          throw new IllegalArgumentException(interrupt + " has no wire");
    }
  }

  /// The guest has set the clock of the machine: what was asked of [Timebase#wakeAt] is asked again.
  public void timeChanged() {
    csrs.interrupts.wake();
  }

  /// Answers the most frequent exits within a run of the hart, where nobody observes.
  public QuickAnswers quickAnswers() {
    return quickAnswers;
  }

  /// How many instructions the hart may run: as many as wanted, or one when it is on a page of which physical memory
  /// protection allows only a part. To be asked before each run.
  public long budget(long wanted) {
    forgetPagesOfThePast();
    return shadows.hasFilledOnce() ? 1 : wanted;
  }

  /// Pages that were filled for one instruction are forgotten when it has retired.
  private void forgetPagesOfThePast() {
    if (shadows.hasFilledOnce() && state.retired != filledOnceAt) {
      shadows.forgetFilledOnce();
    }
  }

  /// Whether the hart sleeps since a `wfi`, until an enabled interrupt is pending; or is stopped, until firmware starts it.
  public boolean isWaiting() {
    if (stopped) {
      return true;
    }
    if (waiting && csrs.interrupts.wouldWake()) {
      waiting = false;
    }
    return waiting;
  }

  /// The most urgent interrupt that may be taken now.
  public Optional<Interrupt> pendingInterrupt() {
    long due = csrs.interrupts.due(mode, csrs.status);
    return due == 0 ? Optional.empty() : Optional.of(Interrupt.mostUrgent(due));
  }

  /// Takes an interrupt before the instruction at the program counter.
  ///
  /// @param interrupt the [#pendingInterrupt]
  public Entry deliver(Interrupt interrupt) {
    boolean toSupervisor = (csrs.interrupts.delegated() & interrupt.bit()) != 0;
    Mode from = mode;
    long handler = enter(toSupervisor, interruptFlag | interrupt.code(), 0);
    observer.interrupted(interrupt, from, handler);
    return new Entry.Deliver(handler);
  }

  /// Delivers an exception of the instruction at the program counter.
  public Entry trap(Trap trap) {
    int code = trap.cause().code();
    Mode from = mode;
    long handler = enter(isDelegated(code), code, trap.value());
    observer.trapped(trap, from, handler);
    return new Entry.Deliver(handler);
  }

  /// Whether an exception goes to supervisor mode.
  boolean isDelegated(int code) {
    return mode != Mode.MACHINE && (csrs.medeleg >> code & 1) != 0;
  }

  /// The mode switch of a trap.
  ///
  /// @return the address of the handler
  long enter(boolean toSupervisor, long cause, long value) {
    waiting = false;
    Status status = csrs.status;
    long vector;
    if (toSupervisor) {
      csrs.words.set(CsrFile.SEPC, state.pc);
      csrs.words.set(CsrFile.SCAUSE, cause);
      csrs.words.set(CsrFile.STVAL, value);
      status.set(Status.SPIE, status.has(Status.SIE));
      status.set(Status.SIE, false);
      status.setPreviousOfSupervisor(mode);
      vector = csrs.stvec;
      change(Mode.SUPERVISOR);
    } else {
      csrs.words.set(CsrFile.MEPC, state.pc);
      csrs.words.set(CsrFile.MCAUSE, cause);
      csrs.words.set(CsrFile.MTVAL, value);
      status.set(Status.MPIE, status.has(Status.MIE));
      status.set(Status.MIE, false);
      status.setPreviousOfMachine(mode);
      vector = csrs.mtvec;
      change(Mode.MACHINE);
    }
    long base = vector & ~3;
    boolean vectored = (vector & 1) != 0 && cause < 0;
    return vectored ? base + 4 * (cause & ~interruptFlag) : base;
  }

  /// A reservation must not survive into another context.
  private void change(Mode newMode) {
    mode = newMode;
    csrs.openWords(newMode);
    hart.cancelReservation();
    selectShadow();
  }

  private void selectShadow() {
    shadows.forgetFilledOnce();
    Status status = csrs.status;
    shadows.select(mode, dataMode(), status.has(Status.SUM), status.has(Status.MXR));
  }

  /// The mode whose rights loads and stores have.
  private Mode dataMode() {
    return mode == Mode.MACHINE && csrs.status.has(Status.MPRV)
        ? csrs.status.previousOfMachine()
        : mode;
  }

  // --- what firmware in machine mode would do, for the monitor that takes its place

  /// Starts the hart in a kernel: in supervisor mode without translation or interrupts, and with all delegated to it that can
  /// be.
  ///
  /// @param address of the first instruction
  /// @param first what it finds in `a0`: the number of the hart
  /// @param second what it finds in `a1`
  public void enterSupervisor(long address, long first, long second) {
    csrs.write(Csr.MEDELEG.number(), LEFT_TO_SUPERVISOR);
    csrs.write(Csr.MIDELEG.number(), EVERYTHING);
    csrs.write(Csr.MCOUNTEREN.number(), EVERYTHING);
    // Nothing asks firmware for that, but Linux counts on what OpenSBI does: processes read the
    // time.
    csrs.write(Csr.SCOUNTEREN.number(), CYCLE_TIME_INSTRET);
    csrs.openEnvironment();
    csrs.interrupts.writeStimecmp(EVERYTHING);
    csrs.write(Csr.PMPADDR.number(), EVERYTHING);
    csrs.write(Csr.PMPCFG.number(), ALL_OF_MEMORY);
    csrs.write(Csr.SATP.number(), 0);
    csrs.status.set(Status.SIE, false);
    shadows.flushAll();
    observer.fencedCode();
    stopped = false;
    waiting = false;
    state.x[10] = xlen.extend(first);
    state.x[11] = xlen.extend(second);
    state.pc = xlen.extend(address);
    change(Mode.SUPERVISOR);
  }

  /// Stops the hart until [#enterSupervisor].
  public void stop() {
    stopped = true;
  }

  public boolean isStopped() {
    return stopped;
  }

  /// Retires the `ecall` at the program counter.
  public void completeCall() {
    goOn(state.pc + 4);
  }

  /// Waits as after a `wfi`.
  public void suspend() {
    waiting = true;
    observer.waits();
  }

  /// Sets or clears the supervisor's software interrupt.
  public void setSupervisorSoftware(boolean pending) {
    csrs.interrupts.setSupervisorSoftware(pending);
  }

  /// The supervisor's timer interrupt is pending from this moment on, and not before.
  ///
  /// @param mtime unsigned
  public void setSupervisorTimer(long mtime) {
    csrs.interrupts.writeStimecmp(mtime);
  }

  /// What `fence.i` does, which is nothing here but to tell the observer: stores to code are seen at once.
  public void fenceCode() {
    observer.fencedCode();
  }

  /// Tells the observer that firmware has answered a call of this hart.
  public void served(Supplier<String> call) {
    observer.served(call);
  }

  /// `ecall`.
  public Entry answer(Exit.EnvironmentCall call) {
    Trap.Cause cause =
        switch (mode) {
          case USER -> Trap.Cause.USER_ENVIRONMENT_CALL;
          case SUPERVISOR -> Trap.Cause.SUPERVISOR_ENVIRONMENT_CALL;
          case MACHINE -> Trap.Cause.MACHINE_ENVIRONMENT_CALL;
        };
    return trap(new Trap(cause, 0));
  }

  /// Does what the instruction does, or delivers the trap that it deserves.
  ///
  /// When it has made an interrupt possible, this is taken at once, before the next instruction.
  public Entry answer(Exit.Privileged exit) {
    Decoded instruction = exit.instruction();
    Entry entry = emulate(instruction);
    if (entry instanceof Entry.Deliver) {
      return entry;
    }
    long due = csrs.interrupts.due(mode, csrs.status);
    if (due == 0) {
      return entry;
    }
    retire(instruction, entry);
    return deliver(Interrupt.mostUrgent(due));
  }

  private Entry emulate(Decoded instruction) {
    return switch (instruction.instruction()) {
      case CSRRW -> writeCsr(instruction, state.x[instruction.rs1()]);
      case CSRRWI -> writeCsr(instruction, instruction.rs1());
      case CSRRS -> updateCsr(instruction, state.x[instruction.rs1()], true);
      case CSRRSI -> updateCsr(instruction, instruction.rs1(), true);
      case CSRRC -> updateCsr(instruction, state.x[instruction.rs1()], false);
      case CSRRCI -> updateCsr(instruction, instruction.rs1(), false);
      case MRET -> returnFromMachine(instruction);
      case SRET -> returnFromSupervisor(instruction);
      case WFI -> waitForInterrupt(instruction);
      case SFENCE_VMA -> fence(instruction);
      default -> illegal(instruction);
    };
  }

  private Entry illegal(Decoded instruction) {
    return trap(
        new Trap(Trap.Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(instruction.word())));
  }

  private Entry writeCsr(Decoded instruction, long value) {
    int number = (int) instruction.immediate();
    if (!csrs.isAccessible(number, mode, true)) {
      return illegal(instruction);
    }
    // No register has a side effect when it is read, so reading it for x0 too does no harm.
    long old = csrs.read(number);
    write(number, value);
    return new Entry.Loaded(old);
  }

  /// Sets or clears bits; with x0 or 0 as the bits nothing is written, and so read-only registers may be named.
  private Entry updateCsr(Decoded instruction, long bits, boolean set) {
    int number = (int) instruction.immediate();
    boolean writes = instruction.rs1() != 0;
    if (!csrs.isAccessible(number, mode, writes)) {
      return illegal(instruction);
    }
    long old = csrs.read(number);
    if (writes) {
      long base = csrs.readForUpdate(number);
      write(number, set ? base | bits : base & ~bits);
    }
    return new Entry.Loaded(old);
  }

  void write(int number, long value) {
    switch (csrs.write(number, value)) {
      case NONE -> {}
      case STATUS -> statusChanged();
      case ADDRESS_SPACE -> {
        shadows.flushTranslated();
        observer.flushed("all");
      }
      case PROTECTION -> {
        shadows.flushAll();
        observer.flushed("all");
      }
    }
    observer.wrote(number, value);
  }

  private void statusChanged() {
    state.floatEnabled = csrs.status.has(Status.FS);
    selectShadow();
  }

  private Entry returnFromMachine(Decoded instruction) {
    if (mode != Mode.MACHINE) {
      return illegal(instruction);
    }
    leaveMachine();
    long target = csrs.words.get(CsrFile.MEPC);
    observer.returned(Mode.MACHINE, target);
    return new Entry.Jump(target);
  }

  /// The mode switch of `mret`; the program goes on at `mepc`.
  void leaveMachine() {
    Status status = csrs.status;
    Mode target = status.previousOfMachine();
    status.set(Status.MIE, status.has(Status.MPIE));
    status.set(Status.MPIE, true);
    status.setPreviousOfMachine(Mode.USER);
    leaveFor(target);
  }

  private Entry returnFromSupervisor(Decoded instruction) {
    if (!mayReturnFromSupervisor()) {
      return illegal(instruction);
    }
    Mode from = mode;
    leaveSupervisor();
    long target = csrs.words.get(CsrFile.SEPC);
    observer.returned(from, target);
    return new Entry.Jump(target);
  }

  boolean mayReturnFromSupervisor() {
    boolean trapped = mode == Mode.SUPERVISOR && csrs.status.has(Status.TSR);
    return mode != Mode.USER && !trapped;
  }

  /// The mode switch of `sret`; the program goes on at `sepc`.
  void leaveSupervisor() {
    Status status = csrs.status;
    Mode target = status.previousOfSupervisor();
    status.set(Status.SIE, status.has(Status.SPIE));
    status.set(Status.SPIE, true);
    status.setPreviousOfSupervisor(Mode.USER);
    leaveFor(target);
  }

  private void leaveFor(Mode target) {
    if (target != Mode.MACHINE) {
      csrs.status.set(Status.MPRV, false);
    }
    change(target);
  }

  /// The instruction is over at once; what waits is the CPU, standing at the next one.
  private Entry waitForInterrupt(Decoded instruction) {
    boolean trapped = mode == Mode.SUPERVISOR && csrs.status.has(Status.TW);
    if (mode == Mode.USER || trapped) {
      return illegal(instruction);
    }
    retire(instruction, new Entry.Completed());
    waiting = true;
    observer.waits();
    return new Entry.Resume();
  }

  private Entry fence(Decoded instruction) {
    if (!mayFence()) {
      return illegal(instruction);
    }
    if (instruction.rs1() == 0) {
      fence();
    } else {
      fence(state.x[instruction.rs1()]);
    }
    return new Entry.Completed();
  }

  boolean mayFence() {
    boolean trapped = mode == Mode.SUPERVISOR && csrs.status.has(Status.TVM);
    return mode != Mode.USER && !trapped;
  }

  /// Forgets every translation.
  public void fence() {
    shadows.flushTranslated();
    observer.flushed("all");
  }

  /// Forgets the translation of an address.
  void fence(long virtualAddress) {
    shadows.flushTranslated(virtualAddress);
    if (!observer.equals(Observer.NONE)) {
      observer.flushed("0x" + Long.toHexString(xlen.zeroExtend(virtualAddress)));
    }
  }

  /// Does to the registers what the hart would do with the entry.
  private void retire(Decoded instruction, Entry entry) {
    switch (entry) {
      case Entry.Resume() -> {}
      case Entry.Completed() -> goOn(state.pc + instruction.length());
      case Entry.Loaded(long value) -> {
        if (instruction.rd() != 0) {
          state.x[instruction.rd()] = value;
        }
        goOn(state.pc + instruction.length());
      }
      case Entry.Jump(long target) -> goOn(target);
      case Entry.Deliver(long handler) ->
          throw new IllegalArgumentException(
              "an instruction that trapped does not retire: " + handler);
    }
  }

  /// Retires the instruction at the program counter.
  ///
  /// @param pc the address of the next one
  void goOn(long pc) {
    state.pc = xlen.extend(pc);
    state.retired++;
  }

  /// Fills the shadow page table from the guest's, or delivers the fault.
  public Entry answer(Exit.TlbMiss miss) {
    Access access = miss.access();
    long virtualAddress = miss.virtualAddress();
    forgetPagesOfThePast();
    return switch (translate(virtualAddress, access, true, observer)) {
      case Faulted(Trap.Cause cause, String why, int level) -> {
        observer.faulted(access, virtualAddress, why, level);
        yield trap(new Trap(cause, virtualAddress));
      }
      case Mapped(long physicalAddress, boolean superpage) ->
          fill(access, virtualAddress, physicalAddress, superpage);
    };
  }

  private Translation translate(long virtualAddress, Access access, boolean update, Observer told) {
    Mode viewMode = access == Access.FETCH ? mode : dataMode();
    if (viewMode == Mode.MACHINE || Satp.isBare(csrs.satp, xlen)) {
      return new Mapped(xlen.zeroExtend(virtualAddress), false);
    }
    PageTables.View view =
        new PageTables.View(viewMode, csrs.status.has(Status.SUM), csrs.status.has(Status.MXR));
    return pageTables.translate(csrs.satp, xlen.extend(virtualAddress), access, view, update, told);
  }

  private Entry fill(Access access, long virtualAddress, long physicalAddress, boolean superpage) {
    Mode viewMode = access == Access.FETCH ? mode : dataMode();
    Verdict verdict = csrs.protection.checkPage(physicalAddress, access, viewMode);
    boolean split = verdict == Verdict.SPLIT;
    if (split) {
      int bytes = accessedBytes.count(access, virtualAddress);
      verdict = csrs.protection.check(physicalAddress, bytes, access, viewMode);
    }
    if (verdict == Verdict.DENIED) {
      return accessFault(access, virtualAddress, "physical memory protection denies it");
    }
    if (memory.isRam(physicalAddress)) {
      shadows.fillRam(access, virtualAddress, physicalAddress, superpage);
    } else if (access != Access.FETCH && memory.isDevice(physicalAddress)) {
      shadows.fillDevice(access, virtualAddress, physicalAddress, superpage);
    } else {
      return accessFault(access, virtualAddress, "nothing is at the physical address");
    }
    if (split) {
      shadows.limitToOneInstruction(virtualAddress);
      filledOnceAt = state.retired;
    }
    observer.filled(access, virtualAddress, physicalAddress);
    return new Entry.Resume();
  }

  private Entry accessFault(Access access, long virtualAddress, String why) {
    observer.faulted(access, virtualAddress, why, -1);
    return trap(new Trap(Translation.accessFault(access), virtualAddress));
  }

  /// Where an address of the guest leads now, without any effect on the guest: for debuggers and tests.
  ///
  /// @return the physical address, or empty when the access would fault in its page tables
  public OptionalLong lookUp(long virtualAddress, Access access) {
    return physicalAddress(translate(virtualAddress, access, false, Observer.NONE));
  }

  /// Likewise, whoever may access it: what a debugger shows of the address space that is in force.
  ///
  /// @param told of each entry of the page tables that is read
  public OptionalLong whereIs(long virtualAddress, Observer told) {
    if (mode == Mode.MACHINE || Satp.isBare(csrs.satp, xlen)) {
      return OptionalLong.of(xlen.zeroExtend(virtualAddress));
    }
    PageTables.View everything = new PageTables.View(Mode.MACHINE, true, true);
    return physicalAddress(
        pageTables.translate(
            csrs.satp, xlen.extend(virtualAddress), Access.LOAD, everything, false, told));
  }

  private static OptionalLong physicalAddress(Translation translation) {
    return translation instanceof Mapped(long physicalAddress, _)
        ? OptionalLong.of(physicalAddress)
        : OptionalLong.empty();
  }

  /// What the page tables in force map; nothing when addresses are not translated.
  ///
  /// @param limit how many pieces, at most
  public List<Mapping> mappings(int limit) {
    return Satp.isBare(csrs.satp, xlen) ? List.of() : pageTables.mappings(csrs.satp, limit);
  }

  /// The word of code at an address, without any effect on the guest: for debuggers and tests.
  ///
  /// @param virtualAddress a multiple of 2
  /// @return four bytes, or two and zeros when the instruction is compressed; 0, which is no instruction, where there is
  ///     no code
  public int codeAt(long virtualAddress) {
    int low = halfAt(virtualAddress);
    return (low & 3) == 3 ? halfAt(virtualAddress + 2) << 16 | low : low;
  }

  private int halfAt(long virtualAddress) {
    OptionalLong physicalAddress = lookUp(virtualAddress, Access.FETCH);
    if (physicalAddress.isEmpty() || !memory.isRam(physicalAddress.getAsLong())) {
      return 0;
    }
    long address = physicalAddress.getAsLong();
    int shift = (int) (address & 6) * 8;
    return (int) (memory.readDouble(address & ~7) >>> shift) & 0xffff;
  }

  /// The value of a register as machine mode would read it: for debuggers and tests.
  ///
  /// @return empty when there is no such register
  public OptionalLong csr(int number) {
    return exists(number, false) ? OptionalLong.of(csrs.read(number)) : OptionalLong.empty();
  }

  /// Writes a register as machine mode would: for debuggers.
  ///
  /// @return false when there is no such register, or it cannot be written
  public boolean setCsr(int number, long value) {
    if (!exists(number, true)) {
      return false;
    }
    write(number, value);
    return true;
  }

  /// The floating-point registers exist even while they cannot be accessed.
  private boolean exists(int number, boolean toWrite) {
    boolean floating = number >= 1 && number <= 3;
    return floating || csrs.isAccessible(number, Mode.MACHINE, toWrite);
  }

  @Override
  public String name() {
    return "cpu" + hartId;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void save(StateOutput output) {
    output.putByte(mode.code());
    output.putBoolean(waiting);
    output.putBoolean(stopped);
    output.putLongs(csrs.saved());
  }

  /// The registers of its hart must have been loaded before; and the clock must be loaded after it.
  @Override
  public void load(StateInput input) {
    int code = input.getByte("the mode", Mode.USER.code(), Mode.MACHINE.code());
    waiting = input.getBoolean();
    stopped = input.getBoolean();
    long[] saved = csrs.saved();
    input.getLongs(saved);
    if (code == 2) {
      throw new InvalidStateException("there is no mode 2");
    }
    csrs.load(saved);
    mode = Mode.of(code);
    csrs.openWords(mode);
    statusChanged();
  }

  /// What it has translated lately. A guest that changes its page tables and forgets to say so can see that; so a machine that goes
  /// on elsewhere needs it, to go on the same way.
  public Restorable translations() {
    return new Restorable() {
      @Override
      public String name() {
        return "translations" + hartId;
      }

      @Override
      public int version() {
        return 1;
      }

      @Override
      public void save(StateOutput output) {
        shadows.save(output);
      }

      @Override
      public void load(StateInput input) {
        shadows.load(input, memory);
      }
    };
  }
}
