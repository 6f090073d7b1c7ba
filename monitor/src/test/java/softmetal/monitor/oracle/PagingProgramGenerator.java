package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import softmetal.isa.Csr;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.monitor.oracle.RandomProgram.ExtraEntry;
import softmetal.monitor.privileged.Mode;

/// Makes programs that load and store through page table entries with random bits.
///
/// In supervisor and user mode as they are, with SUM and MXR changing on the way; in machine mode with MPRV, as if in
/// one of these modes.
final class PagingProgramGenerator {
  private static final int ENTRIES = 16;

  /// The registers from here on hold an address behind each entry.
  private static final int FIRST_ADDRESS = 8;

  /// The registers from here on hold values of `sstatus` or `mstatus`.
  private static final int FIRST_STATUS = 24;

  private static final int STATUSES = 6;

  private static final long VALID = 1;
  private static final long READ = 2;
  private static final long WRITE = 4;
  private static final long USER = 16;

  private static final long FLOATING_POINT_ON = 3L << 13;
  private static final long SUM = 1L << 18;
  private static final long MXR = 1L << 19;
  private static final long MPRV = 1L << 17;
  private static final long SUPERVISOR_BEFORE = 1L << 11;

  private static final long SUPERPAGE = 0x8600_0000L;
  private static final long GIGAPAGE = 0x8000_0000L;
  private static final int MEGAPAGE_SHIFT = 22;
  private static final int SUPERPAGE_SHIFT = 21;
  private static final int GIGAPAGE_SHIFT = 30;

  private static final List<Instruction> LOADS =
      List.of(
          Instruction.LB,
          Instruction.LH,
          Instruction.LWU,
          Instruction.LD,
          Instruction.FLW,
          Instruction.FLD);

  private static final List<Instruction> STORES =
      List.of(
          Instruction.SB,
          Instruction.SH,
          Instruction.SW,
          Instruction.SD,
          Instruction.FSW,
          Instruction.FSD);

  private final HartKind kind;
  private final SplittableRandom random;
  private final Code code = new Code();
  private final List<Integer> groups = new ArrayList<>();
  private final List<ExtraEntry> entries = new ArrayList<>();
  private final long[] x = new long[32];
  private final Mode mode;
  private final long region;
  private int group;

  private PagingProgramGenerator(HartKind kind, SplittableRandom random) {
    this.kind = kind;
    this.random = random;
    this.mode = List.of(Mode.MACHINE, Mode.SUPERVISOR, Mode.USER).get(random.nextInt(3));
    this.region =
        kind == HartKind.RV32
            ? random.nextInt() & -(4L << 20)
            : (random.nextLong() << 25 >> 25) & -(2L << 20);
  }

  /// The program with this number in the sequence of a seed.
  static RandomProgram generate(HartKind kind, long seed, int number) {
    return new PagingProgramGenerator(kind, new SplittableRandom(seed * 1_000_003 + number))
        .program("seed %d, program %d".formatted(seed, number));
  }

  private RandomProgram program(String name) {
    for (int i = 0; i < ENTRIES; i++) {
      x[FIRST_ADDRESS + i] = entry(i);
    }
    for (int i = 0; i < STATUSES; i++) {
      x[FIRST_STATUS + i] = FLOATING_POINT_ON | (random.nextLong() & (SUM | MXR));
      if (mode == Mode.MACHINE) {
        x[FIRST_STATUS + i] |= MPRV | (random.nextBoolean() ? SUPERVISOR_BEFORE : 0);
      }
    }
    int count = random.nextInt(10, 40);
    for (int i = 0; i < count; i++) {
      group++;
      item();
    }
    group = -1;
    add(Code.word(Instruction.ECALL, Map.of()));
    var place =
        new RandomProgram.Place(
            64,
            region,
            3,
            7,
            List.of(0xc0, 0xc0, 0, 0),
            List.of(0, 1, 2, 3, 4, 5, 6),
            random.nextLong(),
            entries);
    long[] f = new long[32];
    return new RandomProgram(
        name, kind, mode, x, 0, f, 0, Harness.LOGGED_TRAPS, code.words(), groups, place);
  }

  /// Makes an entry.
  ///
  /// @return an address to which it leads
  private long entry(int number) {
    int within = random.nextInt(8) == 0 ? 4096 - random.nextInt(1, 8) : 8 * random.nextInt(512);
    int level = random.nextInt(8);
    if (kind == HartKind.RV32 && level <= 1) {
      int index = ((int) (region >> MEGAPAGE_SHIFT) + 1 + number) & 1023;
      entries.add(new ExtraEntry(1, index, superpage(SUPERPAGE, MEGAPAGE_SHIFT), -1));
      return ((long) index << MEGAPAGE_SHIFT) + 4096L * random.nextInt(1024) + within;
    }
    return switch (level) {
      case 0 -> {
        int index = ((int) (region >> SUPERPAGE_SHIFT) + 1 + number) & 511;
        entries.add(new ExtraEntry(1, index, superpage(SUPERPAGE, SUPERPAGE_SHIFT), -1));
        long gigabyte = region & -1L << GIGAPAGE_SHIFT;
        yield gigabyte + ((long) index << SUPERPAGE_SHIFT) + 4096L * random.nextInt(512) + within;
      }
      case 1 -> {
        int index = ((int) (region >> GIGAPAGE_SHIFT) + 1 + number) & 511;
        entries.add(new ExtraEntry(2, index, superpage(GIGAPAGE, GIGAPAGE_SHIFT), -1));
        yield ((long) index << 55 >> 25) + SUPERPAGE - GIGAPAGE + within;
      }
      default -> {
        // Neighbours, so that accesses cross from one into the next.
        int index = 16 + number;
        entries.add(new ExtraEntry(0, index, bits(), random.nextInt(2)));
        yield region + 4096L * index + within;
      }
    };
  }

  /// The bits of an entry: sensible, but for some.
  private long bits() {
    long bits = random.nextLong() & 0x3ff;
    if (random.nextInt(8) != 0) {
      bits |= VALID;
    }
    if (random.nextBoolean()) {
      bits |= READ;
    }
    if (random.nextBoolean()) {
      bits = mode == Mode.USER ? bits | USER : bits & ~USER;
    }
    if (random.nextInt(16) == 0 && kind == HartKind.RV64) {
      bits |= 1L << random.nextInt(54, 64);
    }
    return bits;
  }

  /// An entry that leads to empty memory, which nobody may change; sometimes misaligned.
  private long superpage(long address, int shift) {
    long bits = (bits() & ~WRITE) | READ | address >> 12 << 10;
    if (random.nextInt(4) == 0) {
      bits |= 1L << random.nextInt(10, 10 + shift - 12);
    }
    return bits;
  }

  private void add(int word) {
    code.add(word);
    groups.add(group);
  }

  private void item() {
    boolean isMachine = mode == Mode.MACHINE;
    // After a trap, MPRV is gone.
    if (isMachine || random.nextInt(4) == 0) {
      int csr = (isMachine ? Csr.MSTATUS : Csr.SSTATUS).number();
      int status = FIRST_STATUS + random.nextInt(STATUSES);
      add(Code.wordWithImmediate(Instruction.CSRRW, 0, status, csr));
    }
    int address = FIRST_ADDRESS + random.nextInt(ENTRIES);
    int offset = random.nextInt(4) == 0 ? random.nextInt(-8, 9) : 0;
    if (random.nextInt(12) == 0) {
      add(Code.word(Instruction.SFENCE_VMA, Map.of(Field.RS1, (long) address)));
    } else if (random.nextBoolean()) {
      Instruction load = kind.any(random, LOADS);
      add(Code.wordWithImmediate(load, random.nextInt(FIRST_ADDRESS), address, offset));
    } else {
      Instruction store = kind.any(random, STORES);
      add(Code.wordOfStore(store, random.nextInt(32), offset, address));
    }
  }
}
