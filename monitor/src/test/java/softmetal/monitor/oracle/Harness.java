package softmetal.monitor.oracle;

import static softmetal.isa.Instruction.*;

import java.util.List;
import softmetal.isa.Csr;

/// The guest code around random programs: it starts each from a record in memory, and writes down there how it ended.
///
/// A record is one page, addressed by its middle; a hart of 32 bits uses the lower half of each eight bytes:
///
/// | offset | what |
/// |---|---|
/// | -2048 | x0 to x31 at the start |
/// | -1792 | f0 to f31 at the start |
/// | -1536 | `fcsr`, `mepc`, `mstatus`, `satp`, the address of the next record or 0, how many traps are permitted |
/// | 0 | x0 to x31 at the end |
/// | 256 | f0 to f31 at the end |
/// | 512 | `fcsr`, the number of traps |
/// | 528 | for each of the last 32 traps, in a ring: `mcause`, `mepc`, `mtval`, `mstatus` |
/// | 1552 | what [HartKind#registers] hold at the end |
///
/// A program ends with an `ecall`, a fetch fault, an interrupt, or its last permitted trap. After any other trap it goes
/// on behind the instruction that trapped. What it delegates to supervisor mode leads to an `ecall` there.
final class Harness {
  static final long ENTRY = QemuBoard.ENTRY;

  /// Where the harness finds the address of the first record.
  static final long FIRST_RECORD = ENTRY + 0xff8;

  static final int PAGE = 4096;

  static final int RECORD_MIDDLE = PAGE / 2;

  static final int START_X = -2048;
  static final int START_F = -1792;
  static final int START_FCSR = -1536;
  static final int START_EPC = -1528;
  static final int START_STATUS = -1520;
  static final int START_SATP = -1512;
  static final int NEXT = -1504;
  static final int START_MAX_TRAPS = -1496;

  static final int END_X = 0;
  static final int END_F = 256;
  static final int END_FCSR = 512;
  static final int TRAPS = 520;
  static final int TRAP_LOG = 528;
  static final int TRAP_BYTES = 32;

  /// How many traps the log holds.
  static final int LOGGED_TRAPS = 32;

  static final int END_REGISTERS = 1552;

  /// Where the handlers are, counted from [#ENTRY]; the other one follows.
  private static final int SUPERVISOR_HANDLER = 16;

  private static final int HANDLER = 20;

  /// Instruction access and page faults, and environment calls, as bits.
  private static final int LAST_CAUSES = 1 << 1 | 1 << 8 | 1 << 9 | 1 << 11 | 1 << 12;

  private static final int ZERO = 0;
  private static final int RECORD = 31;
  private static final int A = 30;
  private static final int B = 29;
  private static final int C = 28;

  private final Code code = new Code();

  private final HartKind kind;

  private Harness(HartKind kind) {
    this.kind = kind;
  }

  /// The instructions, to be placed at [#ENTRY].
  static List<Integer> words(HartKind kind) {
    var harness = new Harness(kind);
    harness.write();
    return harness.code.words();
  }

  private void write() {
    // The trap handler comes first, because its distance from the entry must be known.
    code.upper(AUIPC, A, 0);
    code.immediate(ADDI, A, A, HANDLER);
    code.immediate(CSRRW, ZERO, A, number("mtvec"));
    int entry = code.branchFromHere(BEQ, ZERO, ZERO);
    code.plain(ECALL);
    int end = trapHandler();
    code.arrive(entry);
    findFirstRecord();
    int start = code.here();
    setUp();
    startProgram();
    code.arrive(end);
    endProgram(start);
    powerOff();
  }

  /// Everything is open to all modes, no interrupt ever comes, and user mode sees no counters.
  private void setUp() {
    for (String csr : kind.registers()) {
      code.immediate(CSRRW, ZERO, ZERO, number(csr));
    }
    code.immediate(CSRRS, A, ZERO, number("mtvec"));
    code.immediate(ADDI, A, A, SUPERVISOR_HANDLER - HANDLER);
    code.immediate(CSRRW, ZERO, A, number("stvec"));
    code.immediate(ADDI, A, ZERO, -1);
    if (kind == HartKind.RV64) {
      code.immediate(SRLI, A, A, 10);
    }
    code.immediate(CSRRW, ZERO, A, number("pmpaddr0"));
    code.immediate(CSRRWI, ZERO, 0x1f, number("pmpcfg0"));
  }

  private void findFirstRecord() {
    int distance = code.here();
    code.upper(AUIPC, A, 0);
    long firstRecord = FIRST_RECORD - ENTRY - distance;
    code.upper(LUI, B, 0x1000);
    code.registers(ADD, A, A, B);
    code.immediate(kind.load(), RECORD, A, firstRecord - 0x1000);
  }

  private void startProgram() {
    code.immediate(CSRRW, ZERO, RECORD, number("mscratch"));
    startCsr(START_EPC, "mepc");
    startCsr(START_STATUS, "mstatus");
    startCsr(START_SATP, "satp");
    code.plain(SFENCE_VMA);
    code.plain(FENCE_I);
    startCsr(START_FCSR, "fcsr");
    for (int i = 0; i < 32; i++) {
      code.immediate(FLD, i, RECORD, START_F + 8 * i);
    }
    for (int i = 1; i < 32; i++) {
      code.immediate(kind.load(), i, RECORD, START_X + 8 * i);
    }
    code.plain(MRET);
  }

  private void startCsr(int offset, String csr) {
    code.immediate(kind.load(), A, RECORD, offset);
    code.immediate(CSRRW, ZERO, A, number(csr));
  }

  /// Logs the trap.
  ///
  /// @return the branch to the end of the program
  private int trapHandler() {
    code.immediate(CSRRW, RECORD, RECORD, number("mscratch"));
    for (int register : List.of(A, B, C)) {
      code.store(kind.store(), register, END_X + 8 * register, RECORD);
    }
    code.immediate(kind.load(), B, RECORD, TRAPS);
    code.immediate(ANDI, C, B, LOGGED_TRAPS - 1);
    code.immediate(SLLI, C, C, 5);
    code.registers(ADD, C, C, RECORD);
    int offset = TRAP_LOG;
    for (String csr : List.of("mcause", "mepc", "mtval", "mstatus")) {
      code.immediate(CSRRS, A, ZERO, number(csr));
      code.store(kind.store(), A, offset, C);
      offset += 8;
    }
    code.immediate(ADDI, B, B, 1);
    code.store(kind.store(), B, TRAPS, RECORD);

    // Whether this is the end: C becomes nonzero.
    code.immediate(kind.load(), A, RECORD, START_MAX_TRAPS);
    code.registers(SLTU, B, B, A);
    code.immediate(XORI, B, B, 1);
    code.immediate(CSRRS, A, ZERO, number("mcause"));
    loadConstant(C, LAST_CAUSES);
    code.registers(SRL, C, C, A);
    code.immediate(ANDI, C, C, 1);
    code.registers(OR, C, C, B);
    code.immediate(SLTI, A, A, 0);
    code.registers(OR, C, C, A);
    int end = code.branchFromHere(BNE, C, ZERO);

    // Else behind the instruction, of which the first half is read through the eyes of the program.
    code.immediate(CSRRS, A, ZERO, number("mepc"));
    code.upper(LUI, C, 1 << 17); // MPRV
    code.immediate(CSRRS, ZERO, C, number("mstatus"));
    code.immediate(LHU, B, A, 0);
    code.immediate(CSRRC, ZERO, C, number("mstatus"));
    code.immediate(ANDI, B, B, 3);
    code.immediate(SLTIU, B, B, 3);
    code.immediate(XORI, B, B, 1);
    code.immediate(SLLI, B, B, 1);
    code.registers(ADD, A, A, B);
    code.immediate(ADDI, A, A, 2);
    code.immediate(CSRRW, ZERO, A, number("mepc"));
    for (int register : List.of(A, B, C)) {
      code.immediate(kind.load(), register, RECORD, END_X + 8 * register);
    }
    code.immediate(CSRRW, RECORD, RECORD, number("mscratch"));
    code.plain(MRET);
    return end;
  }

  /// What the trap handler has not saved yet, and the next program if there is one.
  private void endProgram(int start) {
    for (int i = 1; i < C; i++) {
      code.store(kind.store(), i, END_X + 8 * i, RECORD);
    }
    code.immediate(CSRRS, A, ZERO, number("mscratch"));
    code.store(kind.store(), A, END_X + 8 * RECORD, RECORD);
    int offset = END_REGISTERS;
    for (String csr : kind.registers()) {
      code.immediate(CSRRS, A, ZERO, number(csr));
      code.store(kind.store(), A, offset, RECORD);
      offset += 8;
    }
    loadConstant(A, 3 << 13); // FS
    code.immediate(CSRRS, ZERO, A, number("mstatus"));
    for (int i = 0; i < 32; i++) {
      code.store(FSD, i, END_F + 8 * i, RECORD);
    }
    code.immediate(CSRRS, A, ZERO, number("fcsr"));
    code.store(kind.store(), A, END_FCSR, RECORD);
    code.immediate(kind.load(), RECORD, RECORD, NEXT);
    code.branchBack(BNE, RECORD, ZERO, start);
  }

  private void powerOff() {
    loadConstant(A, 0x5555);
    code.upper(LUI, B, 0x10_0000);
    code.store(SW, A, 0, B);
    code.upper(JAL, ZERO, 0);
  }

  private void loadConstant(int register, int value) {
    code.upper(LUI, register, value + 0x800 & ~0xfff);
    code.immediate(ADDI, register, register, value << 20 >> 20);
  }

  private static int number(String csr) {
    Integer number = Csr.numberOf(csr);
    if (number == null) {
      throw new IllegalArgumentException(csr);
    }
    return number;
  }
}
