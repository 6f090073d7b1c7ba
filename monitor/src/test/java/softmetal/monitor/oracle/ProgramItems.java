package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import softmetal.isa.BitField;
import softmetal.isa.Decoded;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.Parameter;
import softmetal.isa.RoundingMode;
import softmetal.monitor.privileged.Mode;

/// The unprivileged instructions that random programs are made of, one item after the other: an instruction, or a few
/// that belong together.
///
/// Some registers are set apart: the *bases* hold addresses of scratch memory, and only a wild program overwrites them;
/// the *counter* counts the turns of small loops; and a generator may keep more for itself.
final class ProgramItems {
  private static final int SCRATCH_BYTES = 2 * Harness.PAGE;
  private static final int ACCESSED = 1 << 6;
  private static final int DIRTY = 1 << 7;

  private final HartKind kind;
  private final Rows rows;
  private final SplittableRandom random;
  private final Mode mode;
  private final boolean wild;
  private final Code code = new Code();
  private final List<Integer> groups = new ArrayList<>();

  private final int[] bases = new int[3];
  private final int counter;

  /// In a random order, all but the bases, the counter, and `x0` and `x1`.
  private final List<Integer> free = new ArrayList<>();

  /// As bits: what no instruction overwrites, be the program wild or not.
  private int kept;

  /// For each base register where it points now, in orderly programs, as an offset in the scratch pages.
  private final int[] offsets = new int[32];

  /// The lowest offset in the scratch pages where an orderly program stores.
  private int firstWritable;

  private boolean lastBaseMoves = true;

  /// Whether the bases but the last are unknown, because this may run at any time.
  private boolean inRoutine;

  private int group;
  private boolean nested;

  /// Whether some store-conditional is for another address than the load-reserved before it.
  private boolean missesReservation;

  ProgramItems(HartKind kind, SplittableRandom random, Mode mode, boolean wild) {
    this.kind = kind;
    this.rows = Rows.of(kind);
    this.random = random;
    this.mode = mode;
    this.wild = wild;
    for (int i = 2; i < 32; i++) {
      free.add(i);
    }
    shuffle(free);
    // One that compressed loads and stores can name, often the stack pointer, and any other.
    bases[0] = random.nextInt(8, 16);
    free.removeIf(register -> register == bases[0]);
    bases[1] = random.nextBoolean() ? 2 : free.getFirst();
    free.removeIf(register -> register == bases[1]);
    bases[2] = free.removeFirst();
    counter = free.removeFirst();
    kept = 1 << counter;
  }

  Code code() {
    return code;
  }

  /// For each instruction of [#code] the group that is left out with it.
  List<Integer> groups() {
    return groups;
  }

  Rows rows() {
    return rows;
  }

  /// A register that nothing overwrites from now on but what [#add] adds.
  int keep() {
    int register = free.removeFirst();
    kept |= 1 << register;
    return register;
  }

  /// Lets bases point to scratch memory.
  ///
  /// @param x gets the offsets with which they start
  /// @return the bases, as bits
  int place(long[] x) {
    int baseBits = 0;
    for (int base : bases) {
      baseBits |= 1 << base;
      // Mostly around the border of the two pages, at an address where atomics are possible.
      int offset =
          random.nextInt(3) == 0
              ? random.nextInt(2100, SCRATCH_BYTES - 2100)
              : Harness.PAGE + random.nextInt(-8, 9);
      offsets[base] = random.nextInt(6) == 0 ? offset : offset & -8;
      x[base] = offsets[base];
    }
    return baseBits;
  }

  /// From now on stores go nowhere before this offset in the scratch pages, and the last base stays where it is.
  void protect(int offset) {
    firstWritable = offset;
    lastBaseMoves = false;
  }

  /// What comes next can be left out without what came before.
  void newGroup() {
    group++;
  }

  /// What is written here is never left out.
  void stay(Runnable writing) {
    int before = group;
    group = -1;
    writing.run();
    group = before;
  }

  /// What follows is called from anywhere, so that only the last base is known; it does not move.
  void inRoutine(boolean value) {
    inRoutine = value;
  }

  /// Lets the bases point again to where they did.
  void restore(long[] x) {
    for (int base : bases) {
      while (offsets[base] != x[base]) {
        int distance = Math.clamp(x[base] - offsets[base], -2048, 2047);
        add(Code.wordWithImmediate(Instruction.ADDI, base, base, distance));
        offsets[base] += distance;
      }
    }
  }

  /// Where the program of the items so far is, and what its pages are like.
  RandomProgram.Place place() {
    int bytes = code.here();
    int atBorder = Harness.PAGE - 2 * random.nextInt(bytes / 2);
    int start = random.nextInt(4) != 0 ? atBorder : 2 * random.nextInt(Harness.PAGE / 2);
    long region =
        kind == HartKind.RV32
            ? random.nextInt() & -(4L << 20)
            : (random.nextLong() << 25 >> 25) & -(2L << 20);
    int codePage = random.nextInt(511);
    int scratchPage = (codePage + random.nextInt(2, 500)) % 511;
    if (Math.abs(codePage - scratchPage) < 2) {
      codePage = 100;
      scratchPage = 200;
    }
    List<Integer> entryBits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int bits = random.nextInt(8) << 5;
      // QEMU marks a page as accessed when an atomic finds that it may not write there; and it does
      // not mark a page as dirty where a store-conditional fails.
      boolean isCode = i < 2;
      if (isCode && wild) {
        bits |= ACCESSED;
      } else if (!isCode && missesReservation) {
        bits |= ACCESSED | DIRTY;
      }
      entryBits.add(bits);
    }
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
    shuffle(order);
    return new RandomProgram.Place(
        start, region, codePage, scratchPage, entryBits, order, random.nextLong(), List.of());
  }

  private void shuffle(List<Integer> list) {
    Collections.shuffle(list, Random.from(random));
  }

  void add(int word) {
    code.add(word);
    groups.add(group);
  }

  /// One instruction or a few that belong together.
  void item() {
    switch (random.nextInt(32)) {
      case 0, 1, 2, 3, 4, 5 -> memory();
      case 6, 7 -> addRandom(rows.atomic());
      case 8 -> reservation();
      case 9 -> csr();
      case 10, 11 -> skip();
      case 12 -> jumpThroughRegister();
      case 13 -> loop();
      case 14 -> moveBase();
      default -> plain();
    }
  }

  void plain() {
    addRandom(rows.plain());
  }

  private void memory() {
    addRandom(rows.memory());
  }

  private void csr() {
    // Mostly a legal rounding mode: else every further instruction that uses it would trap.
    if (random.nextInt(3) == 0) {
      add(Code.wordWithImmediate(Instruction.CSRRWI, destination(), random.nextInt(5), 2));
    } else {
      addRandom(rows.csr());
    }
    if (random.nextInt(4) != 0) {
      add(Code.wordWithImmediate(Instruction.CSRRWI, destination(), random.nextInt(5), 2));
    }
  }

  /// A word of one of these rows that suits the program.
  private void addRandom(List<Instruction> list) {
    addRandom(list, word -> true);
  }

  /// A word of one of these rows that suits the program and a condition.
  void addRandom(List<Instruction> list, Predicate<Integer> condition) {
    while (true) {
      Instruction row = list.get(random.nextInt(list.size()));
      // 16-bit ebreak would make up a good part of the programs' traps.
      Integer word = row.base() == Instruction.EBREAK && random.nextInt(10) != 0 ? null : word(row);
      if (word != null && condition.test(word)) {
        add(word);
        return;
      }
    }
  }

  /// Random values in all fields, or null if they do not suit.
  private @Nullable Integer word(Instruction row) {
    Map<Field, Long> fields = new EnumMap<>(Field.class);
    for (BitField field : row.encoding().fields().values()) {
      long value = fieldValue(row, field);
      if (!field.fits(value, kind.xlen())) {
        return null;
      }
      fields.put(field.field(), value);
    }
    int word = Code.word(row, fields);
    Decoded decoded = kind.decoder().decode(word);
    if (decoded == null || decoded.instruction() != row) {
      return null;
    }
    return suits(decoded.expanded()) ? word : null;
  }

  private long fieldValue(Instruction row, BitField field) {
    if (field.field() == Field.ROUNDING_MODE) {
      return random.nextInt(3) == 0 ? RoundingMode.DYN.code() : random.nextInt(5);
    }
    if (rows.csr().contains(row) && field.field() == Field.IMMEDIATE) {
      boolean any = wild && mode == Mode.USER && random.nextInt(10) == 0;
      return any ? random.nextInt(4096) : random.nextInt(1, 4);
    }
    boolean needsBase = Rows.isLoadOrStore(row) || rows.atomic().contains(row);
    if (needsBase && field.field() == Field.RS1 && (!wild || random.nextInt(4) != 0)) {
      return anyBase();
    }
    long steps = (field.max() - field.min()) / field.step() + 1;
    long step =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> steps - 1;
          case 2 -> Math.clamp(-field.min() / field.step() + random.nextInt(-2, 3), 0, steps - 1);
          default -> random.nextLong(steps);
        };
    boolean isImmediate = field.field() == Field.IMMEDIATE;
    return field.min() + field.step() * (isImmediate ? step : random.nextLong(steps));
  }

  /// Whether it leaves alone what must be left alone, and loads and stores from and to scratch memory.
  private boolean suits(Decoded base) {
    if (writesInteger(base.instruction())) {
      if (isKept(base.rd()) || (!wild && isBase(base.rd()))) {
        return false;
      }
    }
    if (wild) {
      return true;
    }
    boolean isAtomic = rows.atomic().contains(base.instruction());
    if (!isAtomic && !Rows.isLoadOrStore(base.instruction())) {
      return true;
    }
    if (!isUsable(base.rs1())) {
      return false;
    }
    int offset = offsets[base.rs1()] + (isAtomic ? 0 : (int) base.immediate());
    boolean writes = isAtomic || Rows.isStore(base.instruction());
    return offset >= (writes ? firstWritable : 0) && offset <= SCRATCH_BYTES - 8;
  }

  private static boolean writesInteger(Instruction base) {
    return base.signature().flattened().stream()
        .anyMatch(p -> p instanceof Parameter.IntegerRegister && p.field() == Field.RD);
  }

  private boolean isBase(int register) {
    return Arrays.stream(bases).anyMatch(base -> base == register);
  }

  /// One whose place is known.
  private int anyBase() {
    return inRoutine ? bases[2] : bases[random.nextInt(bases.length)];
  }

  private boolean isUsable(int register) {
    return inRoutine ? register == bases[2] : isBase(register);
  }

  private boolean isKept(int register) {
    return (kept >> register & 1) != 0;
  }

  /// An integer register that a program may write.
  int destination() {
    while (true) {
      int register = random.nextInt(32);
      if (!isKept(register) && !isBase(register)) {
        return register;
      }
    }
  }

  /// A load-reserved, perhaps something, and a store-conditional, mostly to the same address.
  private void reservation() {
    boolean isDouble = kind == HartKind.RV64 && random.nextBoolean();
    int base = anyBase();
    int other = random.nextInt(6) == 0 ? anyBase() : base;
    if (wild || (offsets[base] & 7) != 0 || (offsets[other] & 7) != 0) {
      plain();
      return;
    }
    missesReservation |= other != base;
    int ordering = random.nextInt(4);
    add(
        Code.wordWithImmediate(
            isDouble ? Instruction.LR_D : Instruction.LR_W, destination(), base, ordering));
    for (int i = random.nextInt(3); i > 0; i--) {
      if (random.nextInt(6) == 0) {
        memory();
      } else {
        plain();
      }
    }
    int times = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      add(
          Code.word(
              isDouble ? Instruction.SC_D : Instruction.SC_W,
              Map.of(
                  Field.RD, (long) destination(),
                  Field.RS1, (long) other,
                  Field.RS2, (long) random.nextInt(32),
                  Field.IMMEDIATE, (long) ordering)));
    }
  }

  /// A branch or jump over a few items.
  private void skip() {
    if (nested) {
      plain();
      return;
    }
    nested = true;
    int own = group;
    Instruction row = rows.control().get(random.nextInt(rows.control().size()));
    int at = code.words().size();
    add(row.length() == 4 ? RandomProgram.NOP : RandomProgram.SHORT_NOP);
    int from = code.here() - row.length();
    for (int i = random.nextInt(4); i > 0; i--) {
      group++;
      item();
    }
    int distance = code.here() - from;
    while (true) {
      Map<Field, Long> fields = new EnumMap<>(Field.class);
      for (BitField field : row.encoding().fields().values()) {
        boolean isDistance = field.field() == Field.IMMEDIATE;
        fields.put(field.field(), isDistance ? (long) distance : fieldValue(row, field));
      }
      int word = Code.word(row, fields);
      Decoded decoded = kind.decoder().decode(word);
      if (decoded != null && suits(decoded.expanded())) {
        code.words().set(at, word);
        groups.set(at, own);
        break;
      }
    }
    nested = false;
  }

  /// `auipc` and a jump through that register, over nothing or over one item.
  private void jumpThroughRegister() {
    if (nested) {
      plain();
      return;
    }
    nested = true;
    int own = group;
    int register = destination();
    if (register == 0) {
      register = 1;
    }
    boolean isShort = random.nextBoolean();
    int from = code.here();
    int at = code.words().size();
    add(Code.word(Instruction.AUIPC, Map.of(Field.RD, (long) register)));
    add(RandomProgram.NOP);
    if (isShort) {
      Instruction row = random.nextBoolean() ? Instruction.C_JR : Instruction.C_JALR;
      // The one with a link writes x1, which may be no address.
      boolean free = row == Instruction.C_JR || !(isBase(1) || isKept(1));
      add(Code.word(free ? row : Instruction.C_JR, Map.of(Field.RS1, (long) register)));
    }
    group++;
    if (random.nextBoolean()) {
      item();
    }
    // An odd target loses its lowest bit.
    int distance = code.here() - from + random.nextInt(2);
    code.words()
        .set(
            at + 1,
            isShort
                ? Code.wordWithImmediate(Instruction.ADDI, register, register, distance)
                : Code.wordWithImmediate(Instruction.JALR, destination(), register, distance));
    groups.set(at, own);
    nested = false;
  }

  /// A few items, a few times.
  private void loop() {
    if (nested) {
      plain();
      return;
    }
    nested = true;
    int own = group;
    add(Code.wordWithImmediate(Instruction.ADDI, counter, 0, random.nextInt(1, 6)));
    int start = code.here();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      group++;
      item();
    }
    int last = group;
    group = own;
    add(Code.wordWithImmediate(Instruction.ADDI, counter, counter, -1));
    add(Code.wordOfStore(Instruction.BNE, 0, start - code.here(), counter));
    group = last;
    nested = false;
  }

  /// Lets a base register point elsewhere.
  private void moveBase() {
    int base = bases[random.nextInt(lastBaseMoves ? 3 : 2)];
    int target = Harness.PAGE + random.nextInt(-1000, 1000);
    int distance = (random.nextInt(4) == 0 ? target : target & -8) - offsets[base];
    if (nested || inRoutine || wild || distance < -2048 || distance > 2047) {
      plain();
      return;
    }
    offsets[base] += distance;
    int word = Code.wordWithImmediate(Instruction.ADDI, base, base, distance);
    if (lastBaseMoves) {
      add(word);
    } else {
      // What is restored later must have been changed, or an atomic becomes misaligned.
      stay(() -> add(word));
    }
  }
}
