package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import softmetal.isa.BitField;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.Extension;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.Parameter;
import softmetal.isa.RoundingMode;
import softmetal.monitor.privileged.Mode;

/// Makes programs of every unprivileged row of the instruction table that QEMU's hart has too.
///
/// There are three kinds:
///
/// - *orderly* ones: loads and stores hit the scratch pages, aligned or not; branches skip a few instructions, loops
///   turn a few times;
/// - *wild* ones, in a mode with page tables: the registers that hold addresses may be overwritten, and addresses may
///   be anything;
/// - *raw* ones, in user mode: random words, most of them illegal, that change the flow only by trapping.
///
/// Left out is what QEMU has its own opinion about: see `docs/qemu-differences.md`.
final class ProgramGenerator {
  private static final int SCRATCH_BYTES = 2 * Harness.PAGE;
  private static final int MAX_BYTES = 1600;
  private static final int ACCESSED = 1 << 6;
  private static final int DIRTY = 1 << 7;

  private static final Set<Instruction> LOADS_AND_STORES =
      EnumSet.of(
          Instruction.LB,
          Instruction.LH,
          Instruction.LW,
          Instruction.LD,
          Instruction.LBU,
          Instruction.LHU,
          Instruction.LWU,
          Instruction.SB,
          Instruction.SH,
          Instruction.SW,
          Instruction.SD,
          Instruction.FLW,
          Instruction.FLD,
          Instruction.FSW,
          Instruction.FSD);

  private static final Set<Instruction> BRANCHES =
      EnumSet.of(
          Instruction.BEQ,
          Instruction.BNE,
          Instruction.BLT,
          Instruction.BGE,
          Instruction.BLTU,
          Instruction.BGEU,
          Instruction.JAL);

  private static final Set<Instruction> SPECIAL =
      EnumSet.of(
          Instruction.JALR,
          Instruction.ECALL,
          Instruction.LR_W,
          Instruction.LR_D,
          Instruction.SC_W,
          Instruction.SC_D,
          Instruction.CTZW);

  /// The rows of a hart, by what a program does with them.
  private record Rows(
      List<Instruction> plain,
      List<Instruction> memory,
      List<Instruction> atomic,
      List<Instruction> control,
      List<Instruction> csr,
      Decoder ours) {
    private static final Rows OF_32_BITS = made(HartKind.RV32);
    private static final Rows OF_64_BITS = made(HartKind.RV64);

    static Rows of(HartKind kind) {
      return kind == HartKind.RV32 ? OF_32_BITS : OF_64_BITS;
    }

    private static Rows made(HartKind kind) {
      var rows =
          new Rows(
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              new Decoder(kind.ours()));
      for (Instruction instruction : Instruction.values()) {
        boolean isOfInterest =
            kind.common().has(instruction)
                && !instruction.extensions().contains(Extension.PRIVILEGED)
                && !SPECIAL.contains(instruction.base());
        if (isOfInterest) {
          rows.listFor(instruction).add(instruction);
        }
      }
      return rows;
    }

    private List<Instruction> listFor(Instruction instruction) {
      if (LOADS_AND_STORES.contains(instruction.base())) {
        return memory;
      }
      if (BRANCHES.contains(instruction.base())) {
        return control;
      }
      if (instruction.isOrdered()) {
        return atomic;
      }
      return instruction.extensions().contains(Extension.ZICSR) ? csr : plain;
    }
  }

  private final HartKind kind;
  private final Rows rows;
  private final SplittableRandom random;
  private final EdgeValues values;
  private final Code code = new Code();
  private final List<Integer> groups = new ArrayList<>();

  private final long[] x = new long[32];
  private final int[] bases = new int[3];
  private final int counter;
  private final Mode mode;
  private final boolean wild;

  /// For each base register where it points now, in orderly programs, as an offset in the scratch pages.
  private final int[] offsets = new int[32];

  private int group;
  private boolean nested;

  /// Whether some store-conditional is for another address than the load-reserved before it.
  private boolean missesReservation;

  private ProgramGenerator(HartKind kind, SplittableRandom random, Mode mode, boolean wild) {
    this.kind = kind;
    this.rows = Rows.of(kind);
    this.random = random;
    this.values = new EdgeValues(random);
    this.mode = mode;
    this.wild = wild;
    List<Integer> registers = new ArrayList<>();
    for (int i = 2; i < 32; i++) {
      registers.add(i);
    }
    shuffle(registers);
    // One that compressed loads and stores can name, often the stack pointer, and any other.
    bases[0] = random.nextInt(8, 16);
    registers.removeIf(register -> register == bases[0]);
    bases[1] = random.nextBoolean() ? 2 : registers.getFirst();
    registers.removeIf(register -> register == bases[1]);
    bases[2] = registers.removeFirst();
    counter = registers.removeFirst();
  }

  /// The program with this number in the sequence of a seed.
  static RandomProgram generate(HartKind kind, long seed, int number) {
    var random = new SplittableRandom(seed * 1_000_003 + number);
    int sort = random.nextInt(10);
    Mode mode = sort < 3 ? Mode.MACHINE : sort == 3 ? Mode.SUPERVISOR : Mode.USER;
    boolean wild = sort == 8 || (sort == 3 && random.nextBoolean());
    boolean raw = sort == 9;
    return new ProgramGenerator(kind, random, mode, wild || raw)
        .program("seed %d, program %d".formatted(seed, number), raw);
  }

  private RandomProgram program(String name, boolean raw) {
    int baseBits = 0;
    for (int i = 0; i < 32; i++) {
      x[i] = i == 0 ? 0 : kind.xlen().zeroExtend(values.integer());
    }
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
    long[] f = new long[32];
    for (int i = 0; i < 32; i++) {
      f[i] = values.floating();
    }
    int fcsr = random.nextInt(5) << 5 | (random.nextBoolean() ? 0 : random.nextInt(32));
    int count = raw ? 40 : random.nextInt(60, 140);
    for (int i = 0; i < count && code.here() < MAX_BYTES - 200; i++) {
      group++;
      if (raw) {
        add(rawWord());
      } else {
        item();
      }
    }
    group = -1;
    add(Instruction.ECALL.encoding().match());
    return new RandomProgram(name, kind, mode, x, baseBits, f, fcsr, code.words(), groups, place());
  }

  private RandomProgram.Place place() {
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
      // not mark a page
      // as dirty where a store-conditional fails.
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

  private void add(int word) {
    code.add(word);
    groups.add(group);
  }

  /// One instruction or a few that belong together.
  private void item() {
    switch (random.nextInt(32)) {
      case 0, 1, 2, 3, 4, 5 -> memory();
      case 6, 7 -> addRandom(rows.atomic);
      case 8 -> reservation();
      case 9 -> csr();
      case 10, 11 -> skip();
      case 12 -> jumpThroughRegister();
      case 13 -> loop();
      case 14 -> moveBase();
      default -> plain();
    }
  }

  private void plain() {
    addRandom(rows.plain);
  }

  private void memory() {
    addRandom(rows.memory);
  }

  private void csr() {
    // Mostly a legal rounding mode: else every further instruction that uses it would trap.
    if (random.nextInt(3) == 0) {
      add(Code.wordWithImmediate(Instruction.CSRRWI, destination(), random.nextInt(5), 2));
    } else {
      addRandom(rows.csr);
    }
    if (random.nextInt(4) != 0) {
      add(Code.wordWithImmediate(Instruction.CSRRWI, destination(), random.nextInt(5), 2));
    }
  }

  /// A word of one of these rows that suits the program.
  private void addRandom(List<Instruction> list) {
    while (true) {
      Instruction row = list.get(random.nextInt(list.size()));
      // 16-bit ebreak would make up a good part of the programs' traps.
      Integer word = row.base() == Instruction.EBREAK && random.nextInt(10) != 0 ? null : word(row);
      if (word != null) {
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
    if (rows.csr.contains(row) && field.field() == Field.IMMEDIATE) {
      boolean any = wild && mode == Mode.USER && random.nextInt(10) == 0;
      return any ? random.nextInt(4096) : random.nextInt(1, 4);
    }
    boolean needsBase = LOADS_AND_STORES.contains(row.base()) || rows.atomic.contains(row);
    if (needsBase && field.field() == Field.RS1 && (!wild || random.nextInt(4) != 0)) {
      return bases[random.nextInt(bases.length)];
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
      if (base.rd() == counter || (!wild && isBase(base.rd()))) {
        return false;
      }
    }
    if (wild) {
      return true;
    }
    boolean isAtomic = rows.atomic.contains(base.instruction());
    if (!isAtomic && !LOADS_AND_STORES.contains(base.instruction())) {
      return true;
    }
    if (!isBase(base.rs1())) {
      return false;
    }
    int offset = offsets[base.rs1()] + (isAtomic ? 0 : (int) base.immediate());
    return offset >= 0 && offset <= SCRATCH_BYTES - 8;
  }

  private static boolean writesInteger(Instruction base) {
    return base.signature().flattened().stream()
        .anyMatch(p -> p instanceof Parameter.IntegerRegister && p.field() == Field.RD);
  }

  private boolean isBase(int register) {
    return Arrays.stream(bases).anyMatch(base -> base == register);
  }

  /// An integer register that a program may write.
  private int destination() {
    while (true) {
      int register = random.nextInt(32);
      if (register != counter && !isBase(register)) {
        return register;
      }
    }
  }

  /// A load-reserved, perhaps something, and a store-conditional, mostly to the same address.
  private void reservation() {
    boolean isDouble = kind == HartKind.RV64 && random.nextBoolean();
    int base = bases[random.nextInt(bases.length)];
    int other = random.nextInt(6) == 0 ? bases[random.nextInt(bases.length)] : base;
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
    Instruction row = rows.control.get(random.nextInt(rows.control.size()));
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
      boolean free = row == Instruction.C_JR || !(isBase(1) || counter == 1);
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
    int base = bases[random.nextInt(bases.length)];
    int target = Harness.PAGE + random.nextInt(-1000, 1000);
    int distance = (random.nextInt(4) == 0 ? target : target & -8) - offsets[base];
    if (nested || wild || distance < -2048 || distance > 2047) {
      plain();
      return;
    }
    offsets[base] += distance;
    add(Code.wordWithImmediate(Instruction.ADDI, base, base, distance));
  }

  /// Any bits that neither jump, nor branch, nor may succeed in a store-conditional.
  private int rawWord() {
    while (true) {
      int word = random.nextInt();
      if (random.nextInt(3) == 0) {
        word &= 0xffff;
      } else if (random.nextInt(4) != 0) {
        word |= 3;
      }
      if (Code.length(word) == 2) {
        word &= 0xffff;
      }
      if (word != 0 && isHarmless(word)) {
        return word;
      }
    }
  }

  private boolean isHarmless(int word) {
    Decoded decoded = kind.decoder().decode(word);
    if (decoded == null) {
      return !isJumpOpcode(word) && rows.ours.decode(word) == null;
    }
    Instruction base = decoded.instruction().base();
    return !SPECIAL.contains(base) && !BRANCHES.contains(base);
  }

  private static boolean isJumpOpcode(int word) {
    int opcode = word & 0x7f;
    return opcode == 0x63 || opcode == 0x67 || opcode == 0x6f;
  }
}
