package softmetal.monitor.privileged;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Csr;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.LentWords;
import softmetal.monitor.state.InvalidStateException;

/// The control and status registers of one virtual CPU: which exist, who may touch them, what reading them gives and
/// what writing them leaves.
///
/// Registers that hold nothing but bits of their own are fields here; [Status], [Interrupts], [Counter] and
/// [PhysicalMemoryProtection] keep the others. What a change means for the rest of the CPU is told by [Effect].
///
/// Source: RISC-V Privileged ISA, "Control and Status Registers (CSRs)" and the chapters on each.
final class CsrFile {
  /// Exceptions that supervisor mode may handle: all but its own calls to machine mode, codes 0 to 9, 12, 13, 15.
  private static final long DELEGABLE_EXCEPTIONS = 0xb3ff;

  private static final long WORD = 0xffff_ffffL;
  private static final long FENCE_OF_IO = 1;
  private static final long SUPERVISOR_TIMER_COMPARE = 1L << 63;

  private static final int SAVED_PLAIN = 27;
  private static final int SAVED = SAVED_PLAIN + PhysicalMemoryProtection.ENTRIES;

  /// Bit numbers in `mcounteren` and its like.
  private static final int CYCLE = 0;

  private static final int TIME = 1;
  private static final int INSTRET = 2;

  private static final @Nullable Csr[] ROWS = new @Nullable Csr[1 << 12];

  /// The code of the least mode that may access a number.
  private static final int[] PRIVILEGES = new int[1 << 12];

  static {
    for (int number = 0; number < ROWS.length; number++) {
      ROWS[number] = Csr.of(number);
      PRIVILEGES[number] = Csr.privilege(number).code();
    }
  }

  // Places in the words that are lent.
  static final int SSCRATCH = 1;
  static final int SEPC = 2;
  static final int SCAUSE = 3;
  static final int STVAL = 4;
  static final int MSCRATCH = 5;
  static final int MEPC = 6;
  static final int MCAUSE = 7;
  static final int MTVAL = 8;

  /// The places that supervisor mode reaches, as bits; and machine mode.
  private static final long OF_SUPERVISOR = 0b1_1110;

  private static final long OF_MACHINE = 0b1_1110_0000 | OF_SUPERVISOR;

  /// What else must happen after a register has changed.
  enum Effect {
    NONE,
    /// Permissions, floating point or interrupts may have changed.
    STATUS,
    /// Other page tables are in force.
    ADDRESS_SPACE,
    PROTECTION
  }

  final Status status;
  final Interrupts interrupts;
  final PhysicalMemoryProtection protection;

  private final Xlen xlen;

  /// The extensions, S and U mode among them; cannot be changed.
  private final long misa;

  private final int hartId;
  private final HartState hart;
  private final Timebase time;
  private final Counter cycles = new Counter();
  private final Counter instructions = new Counter();

  /// `sscratch` and those like it: nothing but places for values until the CPU traps or returns. The hart is lent them.
  final LentWords words = new LentWords();

  // Machine mode; mtvec and stvec hold base and mode, as read.
  long medeleg;
  long mtvec;
  private long mcounteren;
  private long mcountinhibit;
  private long menvcfg;

  // Supervisor mode
  long stvec;
  long satp;
  private long scounteren;
  private long senvcfg;

  CsrFile(int hartId, InstructionSet instructionSet, HartState hart, Timebase time) {
    this.xlen = instructionSet.xlen();
    this.misa = misa(instructionSet);
    this.status = new Status(xlen, instructionSet.has(Extension.F));
    this.protection = new PhysicalMemoryProtection(xlen);
    this.hartId = hartId;
    this.hart = hart;
    this.time = time;
    this.interrupts = new Interrupts(time);
    words.lend(Csr.SSCRATCH.number(), SSCRATCH, -1);
    words.lend(Csr.SEPC.number(), SEPC, ~1);
    words.lend(Csr.SCAUSE.number(), SCAUSE, -1);
    words.lend(Csr.STVAL.number(), STVAL, -1);
    words.lend(Csr.MSCRATCH.number(), MSCRATCH, -1);
    words.lend(Csr.MEPC.number(), MEPC, ~1);
    words.lend(Csr.MCAUSE.number(), MCAUSE, -1);
    words.lend(Csr.MTVAL.number(), MTVAL, -1);
    openWords(Mode.MACHINE);
  }

  /// Lets the hart reach what a mode may reach.
  void openWords(Mode mode) {
    words.open(
        switch (mode) {
          case MACHINE -> OF_MACHINE;
          case SUPERVISOR -> OF_SUPERVISOR;
          case USER -> 0;
        });
  }

  /// Whether an instruction may access a register; if not, it is illegal.
  ///
  /// @param number 0 to 0xfff
  /// @param isWrite whether it would write, even if the same value
  boolean isAccessible(int number, Mode mode, boolean isWrite) {
    Csr row = ROWS[number];
    if (row == null || mode.code() < PRIVILEGES[number] || (isWrite && Csr.isReadOnly(number))) {
      return false;
    }
    if (xlen == Xlen.RV32) {
      row = lowHalf(row);
    }
    return switch (row) {
      case FFLAGS, FRM, FCSR -> hart.floatEnabled;
      case CYCLE -> mayCount(CYCLE, mode);
      case TIME -> mayCount(TIME, mode);
      case INSTRET -> mayCount(INSTRET, mode);
      case HPMCOUNTER -> mayCount(row(number).index(number), mode);
      case SATP -> mode == Mode.MACHINE || !status.has(Status.TVM);
      case STIMECMP ->
          mode == Mode.MACHINE
              || ((menvcfg & SUPERVISOR_TIMER_COMPARE) != 0 && (mcounteren & 1 << TIME) != 0);
      case PMPCFG -> protection.hasConfig(row.index(number));
      case PMPADDR -> row.index(number) < PhysicalMemoryProtection.ENTRIES;
      case SSTATUS, SIE, STVEC, SCOUNTEREN, SENVCFG, SSCRATCH, SEPC, SCAUSE, STVAL, SIP -> true;
      case MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR -> true;
      case MSTATUS, MISA, MEDELEG, MIDELEG, MIE, MTVEC, MCOUNTEREN, MENVCFG -> true;
      case MSCRATCH, MEPC, MCAUSE, MTVAL, MIP -> true;
      case MSTATUSH -> xlen == Xlen.RV32;
      case MCYCLE, MINSTRET, MHPMCOUNTER, MCOUNTINHIBIT, MHPMEVENT -> true;
      case TSELECT, TDATA, TINFO -> true;
      default -> false;
    };
  }

  private boolean mayCount(int counter, Mode mode) {
    return switch (mode) {
      case MACHINE -> true;
      case SUPERVISOR -> (mcounteren >> counter & 1) != 0;
      case USER -> ((mcounteren & scounteren) >> counter & 1) != 0;
    };
  }

  /// The register of which another one is the upper half; any other is itself.
  private static Csr lowHalf(Csr row) {
    return switch (row) {
      case CYCLEH -> Csr.CYCLE;
      case TIMEH -> Csr.TIME;
      case INSTRETH -> Csr.INSTRET;
      case HPMCOUNTERH -> Csr.HPMCOUNTER;
      case STIMECMPH -> Csr.STIMECMP;
      case MENVCFGH -> Csr.MENVCFG;
      case MCYCLEH -> Csr.MCYCLE;
      case MINSTRETH -> Csr.MINSTRET;
      case MHPMCOUNTERH -> Csr.MHPMCOUNTER;
      default -> row;
    };
  }

  /// @param number of a register that [#isAccessible]
  /// @return sign-extended on a hart of 32 bits
  long read(int number) {
    Csr row = row(number);
    if (xlen == Xlen.RV64) {
      return read(row, number);
    }
    Csr low = lowHalf(row);
    return xlen.extend(low == row ? read(row, number) : read(low, number) >>> Integer.SIZE);
  }

  private long read(Csr row, int number) {
    return switch (row) {
      case FFLAGS -> hart.floatFlags;
      case FRM -> hart.roundingMode;
      case FCSR -> hart.floatFlags | hart.roundingMode << 5;
      case CYCLE, MCYCLE -> cycles.read(hart.retired);
      case INSTRET, MINSTRET -> instructions.read(hart.retired);
      case TIME -> time.mtime();
      case SSTATUS -> status().readSupervisor();
      case SIE -> interrupts.supervisorEnabled();
      case STVEC -> stvec;
      case SCOUNTEREN -> scounteren;
      case SENVCFG -> senvcfg;
      case SSCRATCH -> words.get(SSCRATCH);
      case SEPC -> words.get(SEPC);
      case SCAUSE -> words.get(SCAUSE);
      case STVAL -> words.get(STVAL);
      case SIP -> interrupts.supervisorPending();
      case STIMECMP -> interrupts.stimecmp();
      case SATP -> satp;
      case MHARTID -> hartId;
      case MSTATUS -> status().readMachine();
      case MISA -> misa;
      case MEDELEG -> medeleg;
      case MIDELEG -> interrupts.delegated();
      case MIE -> interrupts.enabled();
      case MTVEC -> mtvec;
      case MCOUNTEREN -> mcounteren;
      case MENVCFG -> menvcfg;
      case MCOUNTINHIBIT -> mcountinhibit;
      case MSCRATCH -> words.get(MSCRATCH);
      case MEPC -> words.get(MEPC);
      case MCAUSE -> words.get(MCAUSE);
      case MTVAL -> words.get(MTVAL);
      case MIP -> interrupts.pending();
      case PMPCFG -> protection.readConfig(row.index(number));
      case PMPADDR -> protection.readAddress(row.index(number));
      // The one selected trigger does not exist, which is all that this register says.
      case TINFO -> 1;
      // Who made it is not told; nothing but cycles and instructions is counted; there are no
      // triggers.
      default -> 0;
    };
  }

  /// What `csrrs` and `csrrc` start from.
  long readForUpdate(int number) {
    return row(number) == Csr.MIP ? interrupts.pendingForUpdate() : read(number);
  }

  /// @param number of a register that [#isAccessible] for writing
  /// @param value what is not legal in it is made legal
  Effect write(int number, long value) {
    Csr row = row(number);
    if (xlen == Xlen.RV64) {
      return write(row, number, value);
    }
    Csr low = lowHalf(row);
    return switch (low) {
      // These are as wide on every hart, and each half is written alone.
      case STIMECMP, MENVCFG, MCYCLE, MINSTRET -> {
        long old = read(low, number);
        yield write(
            low,
            number,
            low == row ? old & ~WORD | value & WORD : old & WORD | value << Integer.SIZE);
      }
      default -> write(row, number, value);
    };
  }

  private Effect write(Csr row, int number, long value) {
    switch (row) {
      case FFLAGS -> writeFloat(value, hart.roundingMode);
      case FRM -> writeFloat(hart.floatFlags, value);
      case FCSR -> writeFloat(value, value >>> 5);
      case SSTATUS -> {
        status.writeSupervisor(value);
        hart.floatDirty = false;
        return Effect.STATUS;
      }
      case SIE -> interrupts.writeSupervisorEnabled(value);
      case STVEC -> stvec = vector(value, stvec);
      case SCOUNTEREN -> scounteren = value & WORD;
      case SENVCFG -> senvcfg = value & FENCE_OF_IO;
      case SSCRATCH -> words.set(SSCRATCH, value);
      case SEPC -> words.set(SEPC, value);
      case SCAUSE -> words.set(SCAUSE, value);
      case STVAL -> words.set(STVAL, value);
      case SIP -> interrupts.writeSupervisorPending(value);
      case STIMECMP -> interrupts.writeStimecmp(value);
      case SATP -> {
        if (Satp.isLegal(value, xlen) && value != satp) {
          satp = value;
          return Effect.ADDRESS_SPACE;
        }
      }
      case MSTATUS -> {
        status.writeMachine(value);
        hart.floatDirty = false;
        return Effect.STATUS;
      }
      case MEDELEG -> medeleg = value & DELEGABLE_EXCEPTIONS;
      case MIDELEG -> interrupts.writeDelegated(value);
      case MIE -> interrupts.writeEnabled(value);
      case MTVEC -> mtvec = vector(value, mtvec);
      case MCOUNTEREN -> mcounteren = value & WORD;
      case MENVCFG -> {
        menvcfg = value & (FENCE_OF_IO | SUPERVISOR_TIMER_COMPARE);
        interrupts.compare((menvcfg & SUPERVISOR_TIMER_COMPARE) != 0);
      }
      case MCOUNTINHIBIT -> {
        mcountinhibit = value & WORD & ~(1L << TIME);
        cycles.inhibit((mcountinhibit & 1 << CYCLE) != 0, hart.retired);
        instructions.inhibit((mcountinhibit & 1 << INSTRET) != 0, hart.retired);
      }
      case MSCRATCH -> words.set(MSCRATCH, value);
      case MEPC -> words.set(MEPC, value);
      case MCAUSE -> words.set(MCAUSE, value);
      case MTVAL -> words.set(MTVAL, value);
      case MIP -> interrupts.writePending(value);
      case MCYCLE -> cycles.write(value, hart.retired);
      case MINSTRET -> instructions.write(value, hart.retired);
      case PMPCFG -> {
        boolean changed = protection.writeConfig(row.index(number), value);
        return changed ? Effect.PROTECTION : Effect.NONE;
      }
      case PMPADDR -> {
        boolean changed = protection.writeAddress(row.index(number), value);
        return changed ? Effect.PROTECTION : Effect.NONE;
      }
      // misa, the counters that count nothing, and the triggers that do not exist.
      default -> {}
    }
    return Effect.NONE;
  }

  /// Leaves to the modes below what machine mode can leave to them, as firmware does: `menvcfg` with all bits.
  void openEnvironment() {
    write(Csr.MENVCFG, Csr.MENVCFG.number(), -1);
  }

  /// The status, with what the hart did to the floating-point registers since it was last looked at.
  private Status status() {
    if (hart.floatDirty) {
      status.fill(Status.FS);
      hart.floatDirty = false;
    }
    return status;
  }

  private void writeFloat(long flags, long roundingMode) {
    hart.floatFlags = (int) flags & 0x1f;
    hart.roundingMode = (int) roundingMode & 7;
    status.fill(Status.FS);
  }

  /// A trap vector: its modes are 0 (direct) and 1 (vectored); what has another mode is not written at all.
  private static long vector(long value, long old) {
    return (value & 3) <= 1 ? value : old;
  }

  private static long misa(InstructionSet instructionSet) {
    long misa =
        (long) (instructionSet.xlen() == Xlen.RV64 ? 2 : 1) << (instructionSet.xlen().bits() - 2);
    for (char letter : "imafdcsu".toCharArray()) {
      boolean isThere =
          letter == 's' || letter == 'u' || instructionSet.has(String.valueOf(letter));
      misa |= isThere ? 1L << (letter - 'a') : 0;
    }
    return misa;
  }

  private static Csr row(int number) {
    Csr row = ROWS[number];
    if (row == null) {
      throw new IllegalArgumentException("no CSR 0x" + Integer.toHexString(number));
    }
    return row;
  }

  /// Everything of it that can differ between two machines, in a fixed order.
  long[] saved() {
    long[] plain = {
      status().readMachine(),
      medeleg,
      interrupts.delegated(),
      interrupts.enabled(),
      interrupts.lines(),
      interrupts.written(),
      interrupts.stimecmp(),
      mtvec,
      words.get(MEPC),
      words.get(MCAUSE),
      words.get(MTVAL),
      words.get(MSCRATCH),
      mcounteren,
      mcountinhibit,
      menvcfg,
      stvec,
      words.get(SEPC),
      words.get(SCAUSE),
      words.get(STVAL),
      satp,
      words.get(SSCRATCH),
      scounteren,
      senvcfg,
      cycles.base(),
      instructions.base(),
      protection.eightConfigs(0),
      protection.eightConfigs(1)
    };
    long[] all = Arrays.copyOf(plain, SAVED);
    for (int i = 0; i < PhysicalMemoryProtection.ENTRIES; i++) {
      all[SAVED_PLAIN + i] = protection.readAddress(i);
    }
    return all;
  }

  /// Takes on what was [#saved], by writing it as a guest would: what is not legal becomes so, and then is not what was saved.
  ///
  /// @throws InvalidStateException when no guest can have written that
  void load(long[] saved) {
    status.writeMachine(saved[0]);
    medeleg = saved[1] & DELEGABLE_EXCEPTIONS;
    interrupts.writeDelegated(saved[2]);
    interrupts.writeEnabled(saved[3]);
    interrupts.load(saved[4], saved[5]);
    mtvec = vector(saved[7], 0);
    words.set(MEPC, saved[8]);
    words.set(MCAUSE, saved[9]);
    words.set(MTVAL, saved[10]);
    words.set(MSCRATCH, saved[11]);
    mcounteren = saved[12] & WORD;
    mcountinhibit = saved[13] & WORD & ~(1L << TIME);
    menvcfg = saved[14] & (FENCE_OF_IO | SUPERVISOR_TIMER_COMPARE);
    stvec = vector(saved[15], 0);
    words.set(SEPC, saved[16]);
    words.set(SCAUSE, saved[17]);
    words.set(STVAL, saved[18]);
    satp = Satp.isLegal(saved[19], xlen) ? saved[19] : 0;
    words.set(SSCRATCH, saved[20]);
    scounteren = saved[21] & WORD;
    senvcfg = saved[22] & FENCE_OF_IO;
    cycles.load(saved[23], (mcountinhibit & 1 << CYCLE) != 0);
    instructions.load(saved[24], (mcountinhibit & 1 << INSTRET) != 0);
    interrupts.compare((menvcfg & SUPERVISOR_TIMER_COMPARE) != 0);
    interrupts.writeStimecmp(saved[6]);
    for (int i = 0; i < PhysicalMemoryProtection.ENTRIES; i++) {
      protection.writeAddress(i, saved[SAVED_PLAIN + i]);
    }
    // Locks hold from now on.
    protection.load(saved[25], saved[26]);
    if (!Arrays.equals(saved, saved())) {
      throw new InvalidStateException("control registers hold what nobody can have written");
    }
  }
}
