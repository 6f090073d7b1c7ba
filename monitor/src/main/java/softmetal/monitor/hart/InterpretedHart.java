package softmetal.monitor.hart;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;
import softmetal.isa.Instruction;
import softmetal.isa.Xlen;
import softmetal.monitor.hart.Exit.DeviceRead;
import softmetal.monitor.hart.Exit.DeviceWrite;
import softmetal.monitor.hart.Exit.EnvironmentCall;
import softmetal.monitor.hart.Exit.Preempted;
import softmetal.monitor.hart.Exit.Privileged;
import softmetal.monitor.hart.Exit.TlbMiss;
import softmetal.monitor.hart.Exit.Trapped;
import softmetal.monitor.hart.Trap.Cause;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A hart that executes instruction by instruction: the plain version, against which others are checked.
///
/// Three layers. [FastLoop] runs over decoded instructions, and stops in front of all that needs more than registers,
/// naturally aligned RAM and pages it has seen. What of that is for the monitor, its [Attendant] may answer at once.
/// [#executeSlowly] takes any other instruction, whatever it is, and either completes it, finds the exit, or makes ready
/// what the fast loop was missing.
///
/// A hart of a machine with several needs no atomic access to RAM, for harts take turns on one thread. Whoever switches
/// between them cancels the reservations.
public final class InterpretedHart implements Hart {
  /// Between two looks at the request to stop; under a millisecond.
  private static final int CHUNK = 50_000;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong DOUBLE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LAST_SLOT = CodePage.SLOTS - 1;
  private static final long NO_RESERVATION = -1;

  private final String name;
  private final CodeCache codeCache;
  private final MemorySegment ram;
  private final Xlen xlen;
  private final HartState state = new HartState();
  private final FloatInstructions floats = new FloatInstructions(state);
  private final FastLoop loop;
  private final NeighbourAccess neighbours;
  private SoftwareTlb tlb;
  private @Nullable Attendant attendant;
  private final LentWords nothingLent = new LentWords();

  /// A page of nothing but one slot, for an instruction whose operation is not in its own page: it crosses into the next
  /// one, or there is an [Operation#STOP].
  private final CodePage aside = new CodePage(0);

  /// The slot.
  private int asideSlot;

  /// Whether the instruction at the program counter has been put there.
  private boolean isAside;

  /// Whether this run has executed anything.
  private boolean hasMoved;

  /// The word of the instruction that stopped, from an exit until its entry; zero while there is none.
  private int stoppedWord;

  /// Where in RAM the last load-reserved read, and what; or [#NO_RESERVATION].
  private long reservedOffset = NO_RESERVATION;

  private long reservedValue;

  /// What [#load] read.
  private long loaded;

  private volatile boolean interrupted;

  /// @param name as a [softmetal.monitor.state.Component]: `hart0`
  /// @param codeCache of the machine, the same for all its harts
  public InterpretedHart(String name, CodeCache codeCache) {
    this.name = name;
    this.codeCache = codeCache;
    this.ram = codeCache.ram();
    this.xlen = codeCache.xlen();
    this.loop = new FastLoop(ram, xlen, state, floats);
    this.neighbours = new NeighbourAccess(codeCache, state);
    this.tlb = new SoftwareTlb(codeCache);
    Arrays.fill(aside.operations, Operation.LEAVE);
  }

  @Override
  public HartState state() {
    return state;
  }

  @Override
  public void settle(Entry entry) {
    enter(entry);
  }

  @Override
  public void use(Tlb tlb) {
    if (!(tlb instanceof SoftwareTlb softwareTlb)) {
      throw new IllegalArgumentException("not a SoftwareTlb: " + tlb);
    }
    this.tlb = softwareTlb;
  }

  @Override
  public void attend(@Nullable Attendant newAttendant) {
    attendant = newAttendant;
    loop.use(newAttendant == null ? nothingLent : newAttendant.lent());
  }

  @Override
  public void cancelReservation() {
    reservedOffset = NO_RESERVATION;
  }

  @Override
  public void interrupt() {
    interrupted = true;
  }

  @Override
  public Exit run(Entry entry, long budget) {
    if (budget < 1) {
      throw new IllegalArgumentException("budget " + budget);
    }
    long end = state.retired + budget;
    enter(entry);
    long left = end - state.retired;
    hasMoved = false;
    while (left > 0) {
      if (interrupted) {
        interrupted = false;
        return new Preempted();
      }
      int chunk = (int) Math.min(left, CHUNK);
      CodePage page = isAside ? aside : tlb.page(state.pc);
      isAside = false;
      int notExecuted = loop.execute(tlb, page, chunk);
      state.retired += chunk - notExecuted;
      left -= chunk - notExecuted;
      hasMoved |= notExecuted < chunk;
      if (notExecuted > 0) {
        if (codeCache.isWatching() && neighbours.execute(loop.last(), tlb)) {
          left--;
          hasMoved = true;
          continue;
        }
        if (isAnswered(loop.last())) {
          left--;
          hasMoved = true;
          continue;
        }
        long before = state.retired;
        Exit exit = executeSlowly();
        if (exit != null) {
          return exit;
        }
        left -= state.retired - before;
        hasMoved |= state.retired != before;
      }
    }
    return new Preempted();
  }

  /// Whether the attendant has done an operation.
  private boolean isAnswered(long operation) {
    Attendant present = attendant;
    if (present == null || !Operation.isPrivileged(operation)) {
      return false;
    }
    Decoded instruction = codeCache.decoded((int) Operation.immediate(operation));
    return instruction != null
        && (instruction.instruction() == Instruction.ECALL
            ? present.answersCall()
            : present.answers(instruction));
  }

  private void enter(Entry entry) {
    switch (entry) {
      case Entry.Resume() -> {}
      case Entry.Completed() -> retire(stopped(entry));
      case Entry.Loaded(long value) -> {
        Decoded instruction = stopped(entry);
        writeLoaded(instruction, value);
        retire(instruction);
      }
      case Entry.Jump(long target) -> {
        retire(stopped(entry));
        state.pc = xlen.extend(target);
      }
      case Entry.Deliver(long handler) -> state.pc = xlen.extend(handler);
    }
    stoppedWord = 0;
    isAside = false;
  }

  private Decoded stopped(Entry entry) {
    Decoded instruction = stoppedWord == 0 ? null : codeCache.decoded(stoppedWord);
    if (instruction == null) {
      throw new IllegalStateException(entry + ", but no instruction has stopped");
    }
    return instruction;
  }

  private void retire(Decoded instruction) {
    state.pc = xlen.extend(state.pc + instruction.length());
    state.retired++;
  }

  // ---- the slow way ----

  /// Takes the one instruction at the program counter.
  ///
  /// @return why the hart stops; null if the instruction has been executed or if the fast loop may try now
  private @Nullable Exit executeSlowly() {
    long pc = state.pc;
    long found = tlb.find(Access.FETCH, pc);
    if (found == SoftwareTlb.ABSENT) {
      codeCache.touchedInstructions(pc, pc + 2);
      return stopsHere() ? new Preempted() : new TlbMiss(Access.FETCH, pc);
    }
    CodePage page = codeCache.pageAt(found);
    int slot = (int) pc >>> 1 & LAST_SLOT;
    boolean isNew = tlb.page(pc) == null;
    if (isNew) {
      tlb.attach(pc, page);
      codeCache.touchedCode(pc, page);
    }
    if (page.operations[slot] == Operation.UNDECODED) {
      codeCache.decode(page, slot, pc);
      isNew = true;
    }
    if (isNew) {
      return null;
    }
    boolean stops = Operation.number(page.operations[slot]) == Operation.STOP;
    if (stops && stopsHere()) {
      return new Preempted();
    }
    int word = Short.toUnsignedInt(ram.get(HALF, found));
    boolean crosses = slot == LAST_SLOT && (word & 3) == 3;
    if (crosses) {
      long behind = xlen.extend(pc + 2);
      long next = tlb.find(Access.FETCH, behind);
      if (next == SoftwareTlb.ABSENT) {
        return new TlbMiss(Access.FETCH, behind);
      }
      word |= ram.get(HALF, next) << 16;
    } else if ((word & 3) == 3) {
      word = ram.get(WORD, found);
    }
    Decoded instruction = codeCache.decoded(word);
    Exit exit = instruction == null ? illegal(word) : executeSlowly(instruction);
    if (exit != null) {
      stoppedWord = word;
    } else if ((crosses || stops) && state.pc == pc) {
      putAside(slot, word); // it only computes, which the fast loop does
    }
    return exit;
  }

  /// Where a run begins, it does not stop: somebody has just looked.
  private boolean stopsHere() {
    return hasMoved && codeCache.stopsAt(state.pc);
  }

  /// Likewise for an access.
  private boolean stopsBefore(Access access, long address, Width width) {
    return hasMoved && codeCache.stopsBefore(access, address, width.bytes());
  }

  private void putAside(int slot, int word) {
    aside.operations[asideSlot] = Operation.LEAVE;
    asideSlot = slot;
    aside.operations[slot] = codeCache.operation(word);
    isAside = true;
  }

  private static Exit illegal(int word) {
    return new Trapped(new Trap(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word)));
  }

  private @Nullable Exit executeSlowly(Decoded instruction) {
    return switch (instruction.instruction()) {
      case LB, LBU -> load(instruction, Width.BYTE);
      case LH, LHU -> load(instruction, Width.HALF);
      case LW, LWU -> load(instruction, Width.WORD);
      case LD -> load(instruction, Width.DOUBLE);
      case SB -> store(instruction, Width.BYTE, x(instruction.rs2()));
      case SH -> store(instruction, Width.HALF, x(instruction.rs2()));
      case SW -> store(instruction, Width.WORD, x(instruction.rs2()));
      case SD -> store(instruction, Width.DOUBLE, x(instruction.rs2()));
      case FLW -> state.floatEnabled ? load(instruction, Width.WORD) : illegal(instruction.word());
      case FLD ->
          state.floatEnabled ? load(instruction, Width.DOUBLE) : illegal(instruction.word());
      case FSW ->
          state.floatEnabled
              ? store(instruction, Width.WORD, state.f[instruction.rs2()])
              : illegal(instruction.word());
      case FSD ->
          state.floatEnabled
              ? store(instruction, Width.DOUBLE, state.f[instruction.rs2()])
              : illegal(instruction.word());
      case LR_W -> loadReserved(instruction, Width.WORD);
      case LR_D -> loadReserved(instruction, Width.DOUBLE);
      case SC_W -> storeConditional(instruction, Width.WORD);
      case SC_D -> storeConditional(instruction, Width.DOUBLE);
      case AMOSWAP_W,
          AMOADD_W,
          AMOXOR_W,
          AMOAND_W,
          AMOOR_W,
          AMOMIN_W,
          AMOMAX_W,
          AMOMINU_W,
          AMOMAXU_W ->
          atomic(instruction, Width.WORD);
      case AMOSWAP_D,
          AMOADD_D,
          AMOXOR_D,
          AMOAND_D,
          AMOOR_D,
          AMOMIN_D,
          AMOMAX_D,
          AMOMINU_D,
          AMOMAXU_D ->
          atomic(instruction, Width.DOUBLE);
      case JAL -> jump(instruction, state.pc + instruction.immediate());
      case JALR -> jump(instruction, x(instruction.rs1()) + instruction.immediate() & -2);
      case FENCE_I -> {
        codeCache.fenced();
        retire(instruction);
        yield null;
      }
      case ECALL -> new EnvironmentCall();
      case EBREAK -> new Trapped(new Trap(Cause.BREAKPOINT, state.pc));
      case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI, MRET, SRET, WFI, SFENCE_VMA ->
          new Privileged(instruction);
      default -> floats.isIllegal(instruction) ? illegal(instruction.word()) : null;
    };
  }

  private long x(int register) {
    return state.x[register];
  }

  private @Nullable Exit load(Decoded instruction, Width width) {
    Exit exit = load(xlen.extend(x(instruction.rs1()) + instruction.immediate()), width);
    if (exit == null) {
      writeLoaded(instruction, loaded);
      retire(instruction);
    }
    return exit;
  }

  /// A jump that the fast loop leaves alone, because its return address may have to be made one of 32 bits.
  private @Nullable Exit jump(Decoded instruction, long target) {
    writeRegister(instruction.rd(), xlen.extend(state.pc + instruction.length()));
    state.pc = xlen.extend(target);
    state.retired++;
    return null;
  }

  /// Writes the destination register of a load, or of a CSR instruction.
  ///
  /// @param value as many low bits as the instruction loads; the others are ignored
  private void writeLoaded(Decoded instruction, long value) {
    switch (instruction.instruction()) {
      case FLW -> writeFloat(instruction.rd(), FloatFormat.SINGLE.box(value & 0xffff_ffffL));
      case FLD -> writeFloat(instruction.rd(), value);
      default -> writeRegister(instruction.rd(), extended(instruction.instruction(), value));
    }
  }

  private static long extended(Instruction load, long value) {
    return switch (load) {
      case LB -> (byte) value;
      case LBU -> value & 0xff;
      case LH -> (short) value;
      case LHU -> value & 0xffff;
      case LW -> (int) value;
      case LWU -> value & 0xffff_ffffL;
      default -> value;
    };
  }

  private void writeFloat(int rd, long value) {
    state.f[rd] = value;
    state.floatDirty = true;
  }

  private void writeRegister(int rd, long value) {
    if (rd != 0) {
      state.x[rd] = value;
    }
  }

  private @Nullable Exit store(Decoded instruction, Width width, long value) {
    Exit exit = store(xlen.extend(x(instruction.rs1()) + instruction.immediate()), width, value);
    if (exit == null) {
      retire(instruction);
    }
    return exit;
  }

  /// Leaves the value in [#loaded], zero-extended or not.
  private @Nullable Exit load(long address, Width width) {
    if (stopsBefore(Access.LOAD, address, width)) {
      return new Preempted();
    }
    long first = tlb.find(Access.LOAD, address);
    if (first == SoftwareTlb.ABSENT) {
      return new TlbMiss(Access.LOAD, address);
    }
    boolean aligned = (address & width.bytes() - 1) == 0;
    if (SoftwareTlb.isDevice(first)) {
      return aligned
          ? new DeviceRead(SoftwareTlb.deviceAddress(first), address, width)
          : new Trapped(new Trap(Cause.LOAD_ACCESS_FAULT, address));
    }
    int bytesInPage = bytesInPage(address, width);
    long second = first + bytesInPage;
    if (bytesInPage < width.bytes()) {
      long behind = xlen.extend(address + bytesInPage);
      second = tlb.find(Access.LOAD, behind);
      if (second == SoftwareTlb.ABSENT) {
        return new TlbMiss(Access.LOAD, behind);
      }
      if (SoftwareTlb.isDevice(second)) {
        return new Trapped(new Trap(Cause.LOAD_ACCESS_FAULT, address));
      }
    }
    if (bytesInPage == width.bytes()) {
      loaded = get(first, width);
      return null;
    }
    loaded = 0;
    for (int i = 0; i < width.bytes(); i++) {
      long at = i < bytesInPage ? first + i : second + i - bytesInPage;
      loaded |= (ram.get(ValueLayout.JAVA_BYTE, at) & 0xffL) << (8 * i);
    }
    return null;
  }

  private @Nullable Exit store(long address, Width width, long value) {
    if (stopsBefore(Access.STORE, address, width)) {
      return new Preempted();
    }
    long first = tlb.find(Access.STORE, address);
    if (first == SoftwareTlb.ABSENT) {
      return new TlbMiss(Access.STORE, address);
    }
    boolean aligned = (address & width.bytes() - 1) == 0;
    if (SoftwareTlb.isDevice(first)) {
      return aligned
          ? new DeviceWrite(SoftwareTlb.deviceAddress(first), address, width, width.truncate(value))
          : new Trapped(new Trap(Cause.STORE_ACCESS_FAULT, address));
    }
    int bytesInPage = bytesInPage(address, width);
    long second = first + bytesInPage;
    if (bytesInPage < width.bytes()) {
      long behind = xlen.extend(address + bytesInPage);
      second = tlb.find(Access.STORE, behind);
      if (second == SoftwareTlb.ABSENT) {
        return new TlbMiss(Access.STORE, behind);
      }
      if (SoftwareTlb.isDevice(second)) {
        return new Trapped(new Trap(Cause.STORE_ACCESS_FAULT, address));
      }
    }
    if (bytesInPage == width.bytes()) {
      set(first, width, value);
      codeCache.writtenAt(first, bytesInPage);
      return null;
    }
    for (int i = 0; i < width.bytes(); i++) {
      long at = i < bytesInPage ? first + i : second + i - bytesInPage;
      ram.set(ValueLayout.JAVA_BYTE, at, (byte) (value >> (8 * i)));
    }
    codeCache.writtenAt(first, bytesInPage);
    codeCache.writtenAt(second, width.bytes() - bytesInPage);
    return null;
  }

  private long get(long offset, Width width) {
    return switch (width) {
      case BYTE -> ram.get(ValueLayout.JAVA_BYTE, offset);
      case HALF -> ram.get(HALF, offset);
      case WORD -> ram.get(WORD, offset);
      case DOUBLE -> ram.get(DOUBLE, offset);
    };
  }

  private void set(long offset, Width width, long value) {
    switch (width) {
      case BYTE -> ram.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
      case HALF -> ram.set(HALF, offset, (short) value);
      case WORD -> ram.set(WORD, offset, (int) value);
      case DOUBLE -> ram.set(DOUBLE, offset, value);
    }
  }

  /// How many bytes of an access lie in the page where it begins.
  private static int bytesInPage(long address, Width width) {
    return Math.min(width.bytes(), 4096 - (int) (address & 4095));
  }

  // ---- atomics ----

  private @Nullable Exit loadReserved(Decoded instruction, Width width) {
    long address = x(instruction.rs1());
    if ((address & width.bytes() - 1) != 0) {
      return new Trapped(new Trap(Cause.LOAD_MISALIGNED, address));
    }
    if (stopsBefore(Access.LOAD, address, width)) {
      return new Preempted();
    }
    long found = tlb.find(Access.LOAD, address);
    if (found == SoftwareTlb.ABSENT) {
      return new TlbMiss(Access.LOAD, address);
    }
    if (SoftwareTlb.isDevice(found)) {
      return new Trapped(new Trap(Cause.LOAD_ACCESS_FAULT, address));
    }
    reservedOffset = found;
    reservedValue = read(found, width);
    writeRegister(instruction.rd(), reservedValue);
    retire(instruction);
    return null;
  }

  /// Succeeds where the last load-reserved read, if memory still holds what it read there. Comparing, as QEMU does,
  /// also notices other harts and devices; between two switches of harts, [#cancelReservation] makes sure.
  private @Nullable Exit storeConditional(Decoded instruction, Width width) {
    long address = x(instruction.rs1());
    if ((address & width.bytes() - 1) != 0) {
      return new Trapped(new Trap(Cause.STORE_MISALIGNED, address));
    }
    if (stopsBefore(Access.STORE, address, width)) {
      return new Preempted();
    }
    boolean succeeds = false;
    if (reservedOffset != NO_RESERVATION) {
      long found = tlb.find(Access.STORE, address);
      if (found == SoftwareTlb.ABSENT) {
        return new TlbMiss(Access.STORE, address);
      }
      if (SoftwareTlb.isDevice(found)) {
        return new Trapped(new Trap(Cause.STORE_ACCESS_FAULT, address));
      }
      succeeds = found == reservedOffset && read(found, width) == reservedValue;
      if (succeeds) {
        write(found, width, x(instruction.rs2()));
      }
    }
    reservedOffset = NO_RESERVATION;
    writeRegister(instruction.rd(), succeeds ? 0 : 1);
    retire(instruction);
    return null;
  }

  private @Nullable Exit atomic(Decoded instruction, Width width) {
    long address = x(instruction.rs1());
    if ((address & width.bytes() - 1) != 0) {
      return new Trapped(new Trap(Cause.STORE_MISALIGNED, address));
    }
    if (stopsBefore(Access.LOAD, address, width) || stopsBefore(Access.STORE, address, width)) {
      return new Preempted();
    }
    long found = tlb.find(Access.STORE, address);
    if (found == SoftwareTlb.ABSENT) {
      return new TlbMiss(Access.STORE, address);
    }
    if (SoftwareTlb.isDevice(found)) {
      return new Trapped(new Trap(Cause.STORE_ACCESS_FAULT, address));
    }
    long memory = read(found, width);
    long register = x(instruction.rs2());
    long operand = width == Width.WORD ? (int) register : register;
    write(found, width, AtomicInstructions.result(instruction.instruction(), memory, operand));
    writeRegister(instruction.rd(), memory);
    retire(instruction);
    return null;
  }

  /// A word, sign-extended, or a double.
  private long read(long offset, Width width) {
    return width == Width.WORD ? ram.get(WORD, offset) : ram.get(DOUBLE, offset);
  }

  private void write(long offset, Width width, long value) {
    set(offset, width, value);
    codeCache.writtenAt(offset, width.bytes());
  }

  // ---- saving ----

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void save(StateOutput output) {
    state.save(output);
    output.putInt(stoppedWord);
    output.putLong(reservedOffset);
    output.putLong(reservedOffset == NO_RESERVATION ? 0 : reservedValue);
  }

  @Override
  public void load(StateInput input) {
    state.load(input, xlen);
    input.getInt("an instruction that has stopped", 0, 0);
    reservedOffset = input.getLong("the reservation", NO_RESERVATION, ram.byteSize() - Long.BYTES);
    reservedValue = input.getLong();
    if (reservedOffset != NO_RESERVATION && reservedOffset % Integer.BYTES != 0) {
      throw new InvalidStateException("a reservation at offset %#x".formatted(reservedOffset));
    }
  }
}
