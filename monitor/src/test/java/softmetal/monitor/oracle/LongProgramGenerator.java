package softmetal.monitor.oracle;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.monitor.privileged.Mode;

/// Makes programs that execute some ten thousand instructions each: what [ProgramItems] makes in a loop, in any mode.
///
/// No turn of the loop is like another one. A generator of pseudo-random numbers in the program itself chooses from a
/// table of edge values, and they replace registers all the time; it also chooses among the ways that computed jumps
/// take. There are routines and calls, and code that changes itself and says so by `fence.i`. Every turn ends with all
/// registers folded into one, so that what went wrong in any of them is seen at the end.
final class LongProgramGenerator {
  private static final int MAX_BYTES = 3800;
  private static final int END_BYTES = 900;
  private static final int ROUTINE_BYTES = 150;

  /// The table of edge values begins the scratch memory.
  private static final int TABLE_BYTES = 2048;

  private static final int LAST_INDEX = TABLE_BYTES - 8;

  /// Where the program of 32 bits puts what it cannot take out of a floating-point register.
  private static final int SPILL = TABLE_BYTES - 8;

  private static final int INSTRUCTIONS = 25_000;
  private static final int MAX_TURNS = 600;
  private static final int MAX_TRAPS = 100_000;
  private static final int WRITABLE = 4;
  private static final int FFLAGS = 1;

  /// Of the instructions that change another one.
  private static final int CHANGE_BYTES = 28;

  private static final List<Instruction> IMMEDIATES =
      List.of(
          Instruction.ADDI,
          Instruction.XORI,
          Instruction.ORI,
          Instruction.ANDI,
          Instruction.SLTI,
          Instruction.SLTIU);

  private final HartKind kind;
  private final SplittableRandom random;
  private final Mode mode;
  private final ProgramItems items;
  private final long[] x = new long[32];

  /// The registers that it keeps: how many turns are to come, the state of the pseudo-random generator, all registers
  /// folded, the address of the table, and return addresses.
  private final int turns;

  private final int state;
  private final int folded;
  private final int table;
  private final int outerLink;
  private final int innerLink;

  /// Where the routines begin, as offsets in the code.
  private int inner;

  private int outer;

  private LongProgramGenerator(HartKind kind, SplittableRandom random, Mode mode) {
    this.kind = kind;
    this.random = random;
    this.mode = mode;
    items = new ProgramItems(kind, random, mode, false);
    turns = items.keep();
    state = items.keep();
    folded = items.keep();
    table = items.keep();
    outerLink = items.keep();
    innerLink = items.keep();
  }

  /// The program with this number in the sequence of a seed.
  static RandomProgram generate(HartKind kind, long seed, int number) {
    var random = new SplittableRandom(seed * 1_000_003 + number);
    Mode mode =
        switch (random.nextInt(4)) {
          case 0 -> Mode.MACHINE;
          case 1 -> Mode.SUPERVISOR;
          default -> Mode.USER;
        };
    return new LongProgramGenerator(kind, random, mode)
        .program("seed %d, program %d".formatted(seed, number));
  }

  private RandomProgram program(String name) {
    var values = new EdgeValues(random);
    for (int i = 1; i < 32; i++) {
      x[i] = kind.xlen().zeroExtend(values.integer());
    }
    long[] f = new long[32];
    for (int i = 0; i < 32; i++) {
      f[i] = values.floating();
    }
    int bases = items.place(x);
    items.protect(TABLE_BYTES);
    x[table] = 0;
    x[state] = random.nextInt() | 1;
    x[state] = kind.xlen().zeroExtend(x[state]);
    writeCode();
    RandomProgram.Place place = items.place();
    for (int half = 0; half < 2; half++) {
      place.entryBits().set(half, place.entryBits().get(half) | WRITABLE);
    }
    int fcsr = random.nextInt(5) << 5;
    return new RandomProgram(
        name,
        kind,
        mode,
        x,
        bases | 1 << table,
        f,
        fcsr,
        MAX_TRAPS,
        items.code().words(),
        items.groups(),
        place);
  }

  private void writeCode() {
    items.stay(() -> items.add(RandomProgram.NOP));
    routines();
    items.code().words().set(0, jump(0, 0, items.code().here()));
    int start = items.code().here();
    int bytes = random.nextInt(4) == 0 ? random.nextInt(100, 500) : random.nextInt(500, 2700);
    while (items.code().here() < Math.min(start + bytes, MAX_BYTES - END_BYTES)) {
      items.newGroup();
      item();
    }
    items.stay(() -> items.restore(x));
    fold();
    items.stay(() -> endTurn(start));
    int perTurn = (items.code().here() - start) / 3;
    x[turns] = Math.clamp(random.nextInt(1, 2 * INSTRUCTIONS / perTurn), 2, MAX_TURNS);
  }

  private void item() {
    switch (random.nextInt(48)) {
      case 0, 1, 2, 3 -> refresh();
      case 4, 5 -> call();
      case 6 -> computedJump();
      case 7 -> changeCode();
      default -> items.item();
    }
  }

  /// Two routines, of which one calls the other.
  private void routines() {
    items.inRoutine(true);
    inner = items.code().here();
    fewItems();
    items.stay(() -> goBack(innerLink));
    outer = items.code().here();
    fewItems();
    items.newGroup();
    items.add(jump(innerLink, items.code().here(), inner));
    fewItems();
    items.stay(() -> goBack(outerLink));
    items.inRoutine(false);
  }

  private void fewItems() {
    int start = items.code().here();
    int bytes = random.nextInt(ROUTINE_BYTES);
    while (items.code().here() < start + bytes) {
      items.newGroup();
      items.item();
    }
  }

  private void goBack(int link) {
    items.add(
        random.nextBoolean()
            ? Code.word(Instruction.C_JR, Map.of(Field.RS1, (long) link))
            : Code.wordWithImmediate(Instruction.JALR, 0, link, 0));
  }

  private static int jump(int link, int from, int to) {
    return Code.word(
        Instruction.JAL, Map.of(Field.RD, (long) link, Field.IMMEDIATE, (long) to - from));
  }

  private void call() {
    boolean isInner = random.nextBoolean();
    int link = isInner ? innerLink : outerLink;
    int from = items.code().here();
    int target = isInner ? inner : outer;
    if (random.nextBoolean() && target - from >= -2048) {
      items.add(Code.word(Instruction.AUIPC, Map.of(Field.RD, (long) link)));
      items.add(Code.wordWithImmediate(Instruction.JALR, link, link, target - from));
    } else {
      items.add(jump(link, from, target));
    }
  }

  /// Takes something out of the table.
  private void refresh() {
    int register = temporary();
    shiftState(Instruction.SLLI, register, 13);
    shiftState(Instruction.SRLI, register, kind == HartKind.RV32 ? 17 : 7);
    shiftState(Instruction.SLLI, register, kind == HartKind.RV32 ? 5 : 17);
    items.add(Code.wordWithImmediate(Instruction.ANDI, register, state, LAST_INDEX));
    add(Instruction.ADD, register, register, table);
    int loads = random.nextInt(1, 4);
    for (int i = 0; i < loads; i++) {
      Instruction load =
          switch (random.nextInt(4)) {
            case 0 -> Instruction.FLD;
            case 1 -> Instruction.FLW;
            default -> kind.load();
          };
      boolean isInteger = load == kind.load();
      int target = isInteger ? items.destination() : random.nextInt(32);
      items.add(Code.wordWithImmediate(load, target, register, -8L * i));
      if (isInteger && target == register) {
        return;
      }
    }
  }

  private void shiftState(Instruction shift, int register, int distance) {
    items.add(Code.wordWithImmediate(shift, register, state, distance));
    add(Instruction.XOR, state, state, register);
  }

  /// One of four ways into four instructions.
  private void computedJump() {
    int distance = temporary();
    int target = temporaryBut(distance);
    items.add(Code.wordWithImmediate(Instruction.ANDI, distance, random.nextInt(32), 12));
    items.add(Code.word(Instruction.AUIPC, Map.of(Field.RD, (long) target)));
    add(Instruction.ADD, target, target, distance);
    items.add(Code.wordWithImmediate(Instruction.JALR, 0, target, 12));
    for (int i = 0; i < 4; i++) {
      items.newGroup();
      items.addRandom(items.rows().plain(), word -> Code.length(word) == 4);
    }
  }

  /// An instruction whose immediate operand is another one each time.
  private void changeCode() {
    int address = temporary();
    int word = temporaryBut(address);
    int change = random.nextInt(1, 4096) << 20;
    int changed =
        Code.wordWithImmediate(
            IMMEDIATES.get(random.nextInt(IMMEDIATES.size())),
            items.destination(),
            random.nextInt(32),
            random.nextInt(-2048, 2048));
    boolean isBefore = random.nextBoolean();
    if (isBefore) {
      items.add(changed);
    }
    int distance = isBefore ? -4 : CHANGE_BYTES;
    items.add(Code.word(Instruction.AUIPC, Map.of(Field.RD, (long) address)));
    items.add(Code.wordWithImmediate(Instruction.LW, word, address, distance));
    items.add(Code.wordWithImmediate(Instruction.ADDI, address, address, distance));
    int mask = temporaryBut(address, word);
    items.add(
        Code.word(Instruction.LUI, Map.of(Field.RD, (long) mask, Field.IMMEDIATE, (long) change)));
    add(Instruction.XOR, word, word, mask);
    items.add(Code.wordOfStore(Instruction.SW, word, 0, address));
    items.add(Code.word(Instruction.FENCE_I, Map.of()));
    if (!isBefore) {
      items.add(changed);
    }
  }

  /// All registers into one, and half of the floating-point registers.
  private void fold() {
    int register = temporary();
    for (int i = 1; i < 32; i++) {
      if (i != folded) {
        items.newGroup();
        foldIn(i);
      }
    }
    items.newGroup();
    items.add(Code.wordWithImmediate(Instruction.CSRRS, register, 0, FFLAGS));
    foldIn(register);
    for (int i = random.nextInt(2); i < 32; i += 2) {
      items.newGroup();
      if (kind == HartKind.RV64) {
        items.add(
            Code.word(Instruction.FMV_X_D, Map.of(Field.RD, (long) register, Field.RS1, (long) i)));
        foldIn(register);
      } else {
        items.add(Code.wordOfStore(Instruction.FSD, i, SPILL, table));
        for (int half = 0; half < 8; half += 4) {
          items.add(Code.wordWithImmediate(Instruction.LW, register, table, SPILL + half));
          foldIn(register);
        }
      }
    }
  }

  private void foldIn(int register) {
    add(Instruction.ADD, folded, folded, register);
    items.add(Code.wordWithImmediate(Instruction.RORI, folded, folded, 5));
  }

  private void endTurn(int start) {
    items.add(Code.wordWithImmediate(Instruction.ADDI, turns, turns, -1));
    items.add(Code.wordOfStore(Instruction.BNE, 0, start - items.code().here(), turns));
    items.add(Code.word(Instruction.ECALL, Map.of()));
  }

  private void add(Instruction instruction, int rd, int rs1, int rs2) {
    items.add(
        Code.word(
            instruction,
            Map.of(Field.RD, (long) rd, Field.RS1, (long) rs1, Field.RS2, (long) rs2)));
  }

  /// A register that may be overwritten, and is not one of these, nor zero.
  private int temporaryBut(int... others) {
    while (true) {
      int register = items.destination();
      if (register != 0 && IntStream.of(others).noneMatch(other -> other == register)) {
        return register;
      }
    }
  }

  private int temporary() {
    return temporaryBut();
  }
}
