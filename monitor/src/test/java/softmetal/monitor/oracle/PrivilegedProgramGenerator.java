package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import softmetal.isa.Csr;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.monitor.privileged.Mode;

/// Makes programs that write and read control and status registers, change modes, and load and store meanwhile.
///
/// They begin in any mode. Whatever they do, the [Harness] gets the machine back: they leave alone its trap vectors and
/// `mscratch`, lock no region of memory, delegate neither fetch faults nor calls, and do not wait.
final class PrivilegedProgramGenerator {
  private static final int BASE = 8;
  private static final int TARGET = 9;

  /// Control and status registers of which some bits must stay as they are, and the bits that programs may write: partly for the sake of
  /// the harness, partly because QEMU has its own opinion, for which see `docs/qemu-differences.md`.
  private static final Map<Csr, Long> WRITABLE =
      Map.ofEntries(
          // No fetch faults, no calls.
          Map.entry(Csr.MEDELEG, 0xb3ffL & ~(1L << 1 | 1L << 9 | 1L << 12)),
          // No interrupts of other extensions.
          Map.entry(Csr.MIDELEG, ~0x3444L),
          Map.entry(Csr.MIE, 0x2a2L),
          Map.entry(Csr.SIE, 0x2a2L),
          Map.entry(Csr.MIP, ~0x3444L),
          // Nothing locked or reserved.
          Map.entry(Csr.PMPCFG, 0x1f1f_1f1f_1f1f_1f1fL),
          Map.entry(Csr.PMPADDR, -1L >>> 10),
          // Not UXL, SXL, VS and the hypervisor's GVA and MPV.
          Map.entry(Csr.MSTATUS, ~(0xcfL << 32 | 3L << 9)),
          Map.entry(Csr.SSTATUS, ~(0xcfL << 32 | 3L << 9)),
          // Not STCE, PBMTE and what is about cache blocks.
          Map.entry(Csr.MENVCFG, ~(3L << 62 | 0xf0)),
          Map.entry(Csr.MENVCFGH, 0x3fff_ffffL),
          Map.entry(Csr.SENVCFG, ~0xf0L),
          // Not the hypervisor's GVA and MPV.
          Map.entry(Csr.MSTATUSH, ~0xc0L),
          // Counters are 32, and nobody stops time.
          Map.entry(Csr.MCOUNTEREN, 0xffff_ffffL),
          Map.entry(Csr.SCOUNTEREN, 0xffff_ffffL),
          Map.entry(Csr.MCOUNTINHIBIT, 0xffff_fffdL),
          // What does not choose the table.
          Map.entry(Csr.SATP, 0xffffL << 48 | 0x3ffL << 22),
          Map.entry(Csr.MEPC, ~1L),
          Map.entry(Csr.SEPC, ~1L));

  /// The registers that hold values for these, and never anything else, in the order of [#GUARDED].
  private static final int FIRST_GUARD = 10;

  private static final long PREVIOUS_MODE = 3L << 11;
  private static final long MODIFY_PRIVILEGE = 1L << 17;

  /// Where page tables are: zeros, in memory.
  private static final long EMPTY_MEMORY = 0x8600_0000L;

  private static final List<Csr> GUARDED = WRITABLE.keySet().stream().sorted().toList();

  private static final List<Instruction> CSR_INSTRUCTIONS =
      List.of(
          Instruction.CSRRW,
          Instruction.CSRRS,
          Instruction.CSRRC,
          Instruction.CSRRWI,
          Instruction.CSRRSI,
          Instruction.CSRRCI);

  private static final List<Instruction> LOADS =
      List.of(Instruction.LB, Instruction.LHU, Instruction.LW, Instruction.LD, Instruction.FLD);

  private static final List<Instruction> STORES =
      List.of(Instruction.SB, Instruction.SH, Instruction.SW, Instruction.SD, Instruction.FSD);

  private static final List<Integer> NUMBERS =
      IntStream.range(0, 4096)
          .filter(number -> Csr.of(number) != null && isComparable(number))
          .boxed()
          .toList();

  private final HartKind kind;
  private final SplittableRandom random;
  private final EdgeValues values;
  private final Code code = new Code();
  private final List<Integer> groups = new ArrayList<>();
  private final Mode mode;
  private final long[] x = new long[32];
  private final boolean switchesMode;
  private int group;

  private PrivilegedProgramGenerator(HartKind kind, SplittableRandom random) {
    this.kind = kind;
    this.random = random;
    this.values = new EdgeValues(random);
    this.switchesMode = random.nextInt(4) != 0;
    this.mode =
        switch (random.nextInt(4)) {
          case 0 -> Mode.USER;
          case 1 -> Mode.SUPERVISOR;
          default -> Mode.MACHINE;
        };
  }

  /// The program with this number in the sequence of a seed.
  static RandomProgram generate(HartKind kind, long seed, int number) {
    return new PrivilegedProgramGenerator(kind, new SplittableRandom(seed * 1_000_003 + number))
        .program("seed %d, program %d".formatted(seed, number));
  }

  private RandomProgram program(String name) {
    long[] f = new long[32];
    for (int i = 0; i < 32; i++) {
      x[i] = i == 0 ? 0 : values.integer();
      f[i] = values.floating();
    }
    x[BASE] = (long) Harness.PAGE + random.nextInt(-8, 9);
    limitGuards();
    int count = random.nextInt(10, 60);
    for (int i = 0; i < count; i++) {
      group++;
      item();
    }
    group = -1;
    add(Code.word(Instruction.ECALL, Map.of()));
    return new RandomProgram(
        name,
        kind,
        mode,
        x,
        1 << BASE,
        f,
        random.nextInt(256) & 0x9f,
        Harness.LOGGED_TRAPS,
        code.words(),
        groups,
        place());
  }

  /// Leaves in the guards only what may be written.
  private void limitGuards() {
    for (Csr csr : GUARDED) {
      x[guard(csr)] &= WRITABLE.getOrDefault(csr, 0L);
    }
    // Writable but not readable is reserved; the harness reads what can be executed; one region is
    // always in use,
    // else QEMU refuses to leave machine mode.
    long readable = x[guard(Csr.PMPCFG)] & 0x0101_0101_0101_0101L;
    x[guard(Csr.PMPCFG)] &= ~0x0606_0606_0606_0606L | readable << 1 | readable << 2;
    x[guard(Csr.PMPCFG)] |= 0x18;
    // MPP is machine or user mode: QEMU would let it be 2. And QEMU does not clear MPRV when the
    // mode changes.
    long status = x[guard(Csr.MSTATUS)];
    long allowed = (status & PREVIOUS_MODE) == PREVIOUS_MODE ? -1 : ~PREVIOUS_MODE;
    x[guard(Csr.MSTATUS)] = status & allowed & (switchesMode ? ~MODIFY_PRIVILEGE : -1);
    if (kind == HartKind.RV64) {
      x[guard(Csr.SATP)] &= 0xffffL << 48;
    }
    x[guard(Csr.SATP)] |= EMPTY_MEMORY >> 12;
    // Nobody returns into the harness.
    x[guard(Csr.MEPC)] |= 1L << 40 | 1L << 30;
    x[guard(Csr.SEPC)] |= 1L << 40 | 1L << 30;
    // One interrupt at a time: QEMU does not choose by priority.
    x[guard(Csr.MIE)] &= 1L << List.of(1, 5, 7, 9).get(random.nextInt(4));
    x[guard(Csr.SIE)] = x[guard(Csr.MIE)];
    for (int i = 0; i < x.length; i++) {
      x[i] = kind.xlen().zeroExtend(x[i]);
    }
  }

  private RandomProgram.Place place() {
    int start = Harness.PAGE - 2 * random.nextInt(code.here() / 2);
    // Where nothing is when a program turns paging off.
    long region =
        kind == HartKind.RV32
            ? (random.nextInt() | 0xc000_0000) & -(4 << 20)
            : ((random.nextLong() | Long.MIN_VALUE) >> 25) & -(2L << 20);
    List<Integer> bits = List.of(0xc0, 0xc0, random.nextInt(8) << 5, random.nextInt(8) << 5);
    List<Integer> order = List.of(0, 1, 2, 3, 4, 5, 6);
    return new RandomProgram.Place(start, region, 3, 7, bits, order, random.nextLong(), List.of());
  }

  /// Whether both sides can be expected to read the same, and writing does no harm to the harness.
  private static boolean isComparable(int number) {
    Csr csr = Csr.of(number);
    if (csr == null) {
      return true;
    }
    return switch (csr) {
      // The harness needs them.
      case MTVEC, STVEC, MSCRATCH -> false;
      // They count or compare real time there, and instructions here.
      case CYCLE, TIME, INSTRET, MCYCLE, MINSTRET, STIMECMP -> false;
      case CYCLEH, TIMEH, INSTRETH, MCYCLEH, MINSTRETH, STIMECMPH -> false;
      // Boards differ in what they are and what they count.
      case HPMCOUNTER, MHPMCOUNTER, MHPMEVENT, MVENDORID, MARCHID, MIMPID -> false;
      case HPMCOUNTERH, MHPMCOUNTERH, MHPMEVENTH -> false;
      // It exists there even without the hypervisor extension.
      case VSTIMECMP, VSTIMECMPH -> false;
      // Triggers exist there.
      case TSELECT, TDATA, TINFO, TCONTROL, MCONTEXT, MSCONTEXT -> false;
      default -> true;
    };
  }

  private void add(int word) {
    code.add(word);
    groups.add(group);
  }

  private void item() {
    switch (random.nextInt(20)) {
      case 0, 1 -> change();
      case 2, 3 -> {
        if (switchesMode) {
          modeSwitch();
        }
      }
      case 4, 5, 6 -> memory();
      case 7 ->
          add(
              Code.word(
                  Instruction.SFENCE_VMA,
                  Map.of(
                      Field.RS1,
                      random.nextBoolean() ? 0L : BASE,
                      Field.RS2,
                      (long) random.nextInt(32))));
      default -> csr();
    }
  }

  private void csr() {
    int number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    int kind = random.nextInt(8);
    if (kind == 0) {
      number = random.nextInt(4096);
    } else if (kind < 5) {
      number = common();
    }
    if (!isComparable(number)) {
      return;
    }
    Csr csr = Csr.of(number);
    Instruction instruction = CSR_INSTRUCTIONS.get(random.nextInt(CSR_INSTRUCTIONS.size()));
    int source = random.nextInt(32);
    if (instruction == Instruction.CSRRS || instruction == Instruction.CSRRC) {
      // QEMU takes a register that holds zero for x0, so one with a known value.
      source = random.nextInt(4) == 0 ? 0 : FIRST_GUARD + random.nextInt(GUARDED.size());
    }
    if (csr != null && WRITABLE.containsKey(csr)) {
      int forms =
          switch (csr) {
            case PMPCFG, SATP -> 1;
            case MEPC, SEPC -> 2;
            default -> 3;
          };
      instruction = CSR_INSTRUCTIONS.get(random.nextInt(forms));
      source = guard(csr);
    }
    boolean setsOrClears = instruction == Instruction.CSRRS || instruction == Instruction.CSRRC;
    if (setsOrClears && x[source] == 0) {
      source = 0;
    }
    add(Code.wordWithImmediate(instruction, destination(), source, number));
  }

  /// The `x` register for what may be written to a guarded one.
  private static int guard(Csr csr) {
    return FIRST_GUARD + GUARDED.indexOf(csr);
  }

  /// A register of which more can be expected than of most.
  private int common() {
    Csr[] registers = {
      Csr.MSTATUS, Csr.SSTATUS, Csr.MIE, Csr.MIP, Csr.SIE, Csr.SIP, Csr.MIDELEG, Csr.MEDELEG,
      Csr.SATP, Csr.MEPC, Csr.SEPC, Csr.MCAUSE, Csr.SCAUSE, Csr.MENVCFG, Csr.FCSR, Csr.SSCRATCH
    };
    return registers[random.nextInt(registers.length)].number();
  }

  /// Any register but those that must keep their values.
  private int destination() {
    while (true) {
      int register = random.nextInt(32);
      boolean isGuarded = register >= FIRST_GUARD && register < FIRST_GUARD + GUARDED.size();
      if (register != BASE && !isGuarded) {
        return register;
      }
    }
  }

  private void change() {
    int immediate = random.nextInt(-2048, 2048);
    switch (random.nextInt(3)) {
      case 0 ->
          add(
              Code.wordWithImmediate(
                  Instruction.XORI, destination(), random.nextInt(32), immediate));
      case 1 ->
          add(
              Code.wordWithImmediate(
                  Instruction.SLLI,
                  destination(),
                  random.nextInt(32),
                  immediate & (kind.xlen().bits() - 1)));
      default ->
          add(
              Code.word(
                  Instruction.LUI,
                  Map.of(Field.RD, (long) destination(), Field.IMMEDIATE, (long) immediate << 12)));
    }
  }

  private void memory() {
    int offset = random.nextInt(-16, 17);
    if (random.nextBoolean()) {
      Instruction load = kind.any(random, LOADS);
      add(Code.wordWithImmediate(load, destination(), BASE, offset));
    } else {
      Instruction store = kind.any(random, STORES);
      add(Code.wordOfStore(store, random.nextInt(32), offset, BASE));
    }
  }

  /// A return from a trap that never was, to the next instruction.
  private void modeSwitch() {
    boolean isMachine = mode == Mode.MACHINE ? random.nextInt(3) != 0 : random.nextInt(10) == 0;
    int epc = (isMachine ? Csr.MEPC : Csr.SEPC).number();
    add(Code.word(Instruction.AUIPC, Map.of(Field.RD, (long) TARGET)));
    add(Code.wordWithImmediate(Instruction.ADDI, TARGET, TARGET, 16));
    add(Code.wordWithImmediate(Instruction.CSRRW, 0, TARGET, epc));
    add(Code.word(isMachine ? Instruction.MRET : Instruction.SRET, Map.of()));
  }
}
