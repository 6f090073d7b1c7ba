package softmetal.monitor.privileged;

/// What is pending, what is enabled, and who gets it: `mip`, `mie`, `mideleg` and their supervisor views.
///
/// `mip` is put together from the lines of the interrupt controllers, from what machine mode has set by hand, and from
/// the comparison of time with `stimecmp` (Sstc).
///
/// Source: RISC-V Privileged ISA, "Machine Interrupt Registers (mip and mie)"; "Sstc" Extension.
final class Interrupts {
  /// Bits of `mip` that machine mode writes; STIP only while `stimecmp` does not drive it.
  private static final long SOFTWARE =
      Interrupt.SUPERVISOR_SOFTWARE.bit()
          | Interrupt.SUPERVISOR_TIMER.bit()
          | Interrupt.SUPERVISOR_EXTERNAL.bit();

  /// Those with a wire.
  private static final long WIRED =
      Interrupt.MACHINE_EXTERNAL.bit()
          | Interrupt.MACHINE_SOFTWARE.bit()
          | Interrupt.MACHINE_TIMER.bit()
          | Interrupt.SUPERVISOR_EXTERNAL.bit();

  private final Timebase time;

  /// Levels of the wires, as bits of `mip`.
  private long lines;

  /// What was written to `mip`.
  private long written;

  private long enabled;
  private long delegated;
  private long stimecmp;

  /// `menvcfg.STCE`.
  private boolean comparing;

  Interrupts(Timebase time) {
    this.time = time;
  }

  void setLine(Interrupt interrupt, boolean high) {
    lines = high ? lines | interrupt.bit() : lines & ~interrupt.bit();
  }

  /// `mip`.
  long pending() {
    long pending = lines | written;
    if (comparing) {
      pending &= ~Interrupt.SUPERVISOR_TIMER.bit();
      if (Long.compareUnsigned(time.mtime(), stimecmp) >= 0) {
        pending |= Interrupt.SUPERVISOR_TIMER.bit();
      }
    }
    return pending;
  }

  /// What `csrrs` and `csrrc` start from: of SEIP the part that was written, not the line.
  long pendingForUpdate() {
    return (pending() & ~Interrupt.SUPERVISOR_EXTERNAL.bit())
        | (written & Interrupt.SUPERVISOR_EXTERNAL.bit());
  }

  void writePending(long value) {
    long writable = comparing ? SOFTWARE & ~Interrupt.SUPERVISOR_TIMER.bit() : SOFTWARE;
    written = (written & ~writable) | (value & writable);
  }

  /// What machine mode does through `mip`.
  void setSupervisorSoftware(boolean pending) {
    long bit = Interrupt.SUPERVISOR_SOFTWARE.bit();
    written = pending ? written | bit : written & ~bit;
  }

  /// `sip`.
  long supervisorPending() {
    return pending() & delegated;
  }

  /// Supervisor mode can only set and clear its software interrupt.
  void writeSupervisorPending(long value) {
    long writable = Interrupt.SUPERVISOR_SOFTWARE.bit() & delegated;
    written = (written & ~writable) | (value & writable);
  }

  /// `mie`.
  long enabled() {
    return enabled;
  }

  void writeEnabled(long value) {
    enabled = value & Interrupt.ALL;
  }

  /// `sie`.
  long supervisorEnabled() {
    return enabled & delegated;
  }

  void writeSupervisorEnabled(long value) {
    enabled = (enabled & ~delegated) | (value & delegated);
  }

  /// `mideleg`.
  long delegated() {
    return delegated;
  }

  void writeDelegated(long value) {
    delegated = value & Interrupt.SUPERVISOR;
  }

  long stimecmp() {
    return stimecmp;
  }

  void writeStimecmp(long value) {
    stimecmp = value;
    wake();
  }

  void compare(boolean wanted) {
    comparing = wanted;
    wake();
  }

  /// Asks to be looked at again when `stimecmp` is reached.
  void wake() {
    boolean everDue = comparing && stimecmp >= 0;
    time.wakeAt(everDue ? stimecmp : Long.MAX_VALUE);
  }

  /// Whether `wfi` ends: something enabled is pending, whether or not it may interrupt now.
  boolean wouldWake() {
    return (pending() & enabled) != 0;
  }

  /// The interrupts that may be taken now, as bits of `mip`: those for machine mode if there are any, else those for
  /// supervisor mode.
  long due(Mode mode, Status status) {
    if (enabled == 0) {
      return 0;
    }
    long candidates = pending() & enabled;
    if (candidates == 0) {
      return 0;
    }
    boolean machineOpen = mode != Mode.MACHINE || status.has(Status.MIE);
    long forMachine = machineOpen ? candidates & ~delegated : 0;
    if (forMachine != 0) {
      return forMachine;
    }
    boolean supervisorOpen =
        mode == Mode.USER || (mode == Mode.SUPERVISOR && status.has(Status.SIE));
    return supervisorOpen ? candidates & delegated : 0;
  }

  /// For the state of the machine; what else there is can be read through the registers.
  long lines() {
    return lines;
  }

  long written() {
    return written;
  }

  /// Takes on [#lines] and [#written]; what is impossible is made possible.
  void load(long newLines, long newWritten) {
    lines = newLines & WIRED;
    written = newWritten & SOFTWARE;
  }
}
