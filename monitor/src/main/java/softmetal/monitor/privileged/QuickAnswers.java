package softmetal.monitor.privileged;

import java.util.Set;
import softmetal.isa.Csr;
import softmetal.isa.Decoded;
import softmetal.monitor.hart.Attendant;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.LentWords;
import softmetal.monitor.hart.Trap.Cause;

/// Answers those exits of a [VirtualCpu] that system calls and traps are full of, without an end of the run.
///
/// It does what [VirtualCpu] does for the same exit, by the same methods. It leaves alone what depends on the time or
/// could make an interrupt possible, since time and interrupts are looked at between two runs; and whatever is illegal.
/// While an enabled interrupt is pending, though it cannot be taken, whatever could let it in is left alone too.
public final class QuickAnswers implements Attendant {
  /// Registers that have nothing to do with time and interrupts.
  private static final Set<Csr> PLAIN =
      Set.of(
          Csr.FFLAGS,
          Csr.FRM,
          Csr.FCSR,
          Csr.CYCLE,
          Csr.INSTRET,
          Csr.STVEC,
          Csr.SSCRATCH,
          Csr.SEPC,
          Csr.SCAUSE,
          Csr.STVAL,
          Csr.SATP,
          Csr.MHARTID,
          Csr.MTVEC,
          Csr.MSCRATCH,
          Csr.MEPC,
          Csr.MCAUSE,
          Csr.MTVAL);

  /// Registers of which a write may let interrupts in.
  private static final Set<Csr> STATUS = Set.of(Csr.SSTATUS, Csr.MSTATUS);

  private static final byte IS_PLAIN = 1;
  private static final byte IS_STATUS = 2;

  /// By number: which of them it is, or zero.
  private static final byte[] KINDS = kinds();

  private final VirtualCpu cpu;
  private final CsrFile csrs;
  private final HartState state;
  private long trapped;

  QuickAnswers(VirtualCpu cpu, CsrFile csrs) {
    this.cpu = cpu;
    this.csrs = csrs;
    this.state = cpu.registers();
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[1 << 12];
    for (int number = 0; number < kinds.length; number++) {
      Csr row = Csr.of(number);
      if (row != null) {
        kinds[number] = PLAIN.contains(row) ? IS_PLAIN : STATUS.contains(row) ? IS_STATUS : 0;
      }
    }
    return kinds;
  }

  /// How many instructions trapped here, since the CPU was made.
  public long trapped() {
    return trapped;
  }

  @Override
  public LentWords lent() {
    return csrs.words;
  }

  @Override
  public boolean answersCall() {
    if (cpu.mode() != Mode.USER) {
      return false;
    }
    int code = Cause.USER_ENVIRONMENT_CALL.code();
    state.pc = cpu.xlen().extend(cpu.enter(cpu.isDelegated(code), code, 0));
    trapped++;
    return true;
  }

  @Override
  public boolean answers(Decoded instruction) {
    return switch (instruction.instruction()) {
      case CSRRW -> writes(instruction, state.x[instruction.rs1()]);
      case CSRRWI -> writes(instruction, instruction.rs1());
      case CSRRS -> updates(instruction, state.x[instruction.rs1()], true);
      case CSRRSI -> updates(instruction, instruction.rs1(), true);
      case CSRRC -> updates(instruction, state.x[instruction.rs1()], false);
      case CSRRCI -> updates(instruction, instruction.rs1(), false);
      case MRET -> returnsFromMachine();
      case SRET -> returnsFromSupervisor();
      case SFENCE_VMA -> fences(instruction);
      default -> false;
    };
  }

  private boolean writes(Decoded instruction, long value) {
    int number = (int) instruction.immediate();
    if (!isFor(number, true)) {
      return false;
    }
    long old = csrs.read(number);
    cpu.write(number, value);
    return completes(instruction, old);
  }

  private boolean updates(Decoded instruction, long bits, boolean set) {
    int number = (int) instruction.immediate();
    boolean writes = instruction.rs1() != 0;
    if (!isFor(number, writes)) {
      return false;
    }
    long old = csrs.read(number);
    if (writes) {
      cpu.write(number, set ? old | bits : old & ~bits);
    }
    return completes(instruction, old);
  }

  private boolean isFor(int number, boolean isWrite) {
    int kind = KINDS[number];
    return kind != 0
        && csrs.isAccessible(number, cpu.mode(), isWrite)
        && (kind == IS_PLAIN || !isWrite || nothingIsPending());
  }

  private boolean nothingIsPending() {
    return !csrs.interrupts.wouldWake();
  }

  private boolean completes(Decoded instruction, long value) {
    if (instruction.rd() != 0) {
      state.x[instruction.rd()] = value;
    }
    cpu.goOn(state.pc + instruction.length());
    return true;
  }

  private boolean returnsFromMachine() {
    if (cpu.mode() != Mode.MACHINE || !nothingIsPending()) {
      return false;
    }
    cpu.leaveMachine();
    cpu.goOn(csrs.words.get(CsrFile.MEPC));
    return true;
  }

  private boolean returnsFromSupervisor() {
    if (!cpu.mayReturnFromSupervisor() || !nothingIsPending()) {
      return false;
    }
    cpu.leaveSupervisor();
    cpu.goOn(csrs.words.get(CsrFile.SEPC));
    return true;
  }

  private boolean fences(Decoded instruction) {
    if (!cpu.mayFence()) {
      return false;
    }
    if (instruction.rs1() == 0) {
      cpu.fence();
    } else {
      cpu.fence(state.x[instruction.rs1()]);
    }
    cpu.goOn(state.pc + instruction.length());
    return true;
  }
}
