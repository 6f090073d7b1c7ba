package softmetal.monitor.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import softmetal.monitor.privileged.Mode;

/// Programs laid out in one piece of memory, with the [Harness] that runs one after the other.
///
/// | from | what |
/// |---|---|
/// | [Harness#ENTRY] | the harness |
/// | [#SLOTS] | 32 KiB for each program: its record, and 7 pages |
///
/// The pages are two of code, two of scratch memory, and three page tables (on RV32, two are used); where paging hides it,
/// in any order.
final class ProgramBatch {
  /// How many programs fit.
  static final int MAX = 1000;

  private static final long SLOTS = Harness.ENTRY + 0x10_0000;
  private static final int SLOT_BYTES = 8 * Harness.PAGE;

  private static final int CODE = 0;
  private static final int SCRATCH = 2;
  private static final int ROOT = 4;
  private static final int MIDDLE = 5;
  private static final int LEAVES = 6;

  private static final long VALID = 1;
  private static final long READ = 2;
  private static final long WRITE = 4;
  private static final long EXECUTE = 8;
  private static final long USER = 16;

  private static final long FLOATING_POINT_ON = 3L << 13;
  private static final int PREVIOUS_MODE_SHIFT = 11;

  private final HartKind kind;
  private final List<RandomProgram> programs;
  private final ByteBuffer image;

  ProgramBatch(List<RandomProgram> programs) {
    if (programs.isEmpty() || programs.size() > MAX) {
      throw new IllegalArgumentException(programs.size() + " programs");
    }
    this.programs = List.copyOf(programs);
    this.kind = programs.getFirst().kind();
    int bytes = (int) (SLOTS - Harness.ENTRY) + SLOT_BYTES * programs.size();
    image = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (int word : Harness.words(kind)) {
      image.putInt(at, word);
      at += 4;
    }
    putLong(Harness.FIRST_RECORD, record(0));
    for (int slot = 0; slot < programs.size(); slot++) {
      putRecord(slot);
      putCode(slot);
      putScratch(slot);
      if (programs.get(slot).hasPageTables()) {
        putPageTables(slot);
      }
    }
  }

  /// The hart that all of them are for.
  HartKind kind() {
    return kind;
  }

  List<RandomProgram> programs() {
    return programs;
  }

  /// What memory holds from [Harness#ENTRY] on, before the programs have run.
  byte[] image() {
    return image.array().clone();
  }

  /// @param memory what has become of [#image]
  List<FinalState> finalStates(byte[] memory) {
    ByteBuffer after = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    List<FinalState> states = new ArrayList<>();
    for (int slot = 0; slot < programs.size(); slot++) {
      long[] record = longs(after, record(slot), Harness.RECORD_MIDDLE / 8);
      long[] scratch = new long[2 * Harness.PAGE / 8];
      for (int half = 0; half < 2; half++) {
        long[] page = longs(after, page(slot, SCRATCH + half), Harness.PAGE / 8);
        System.arraycopy(page, 0, scratch, half * page.length, page.length);
      }
      boolean hasTables = programs.get(slot).hasPageTables();
      long[] leaves = hasTables ? longs(after, page(slot, LEAVES), Harness.PAGE / 8) : new long[0];
      states.add(new FinalState(kind, record, scratch, leaves));
    }
    return states;
  }

  private static long[] longs(ByteBuffer memory, long address, int count) {
    long[] longs = new long[count];
    memory
        .slice((int) (address - Harness.ENTRY), count * 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(longs);
    return longs;
  }

  /// The address in the middle of a record.
  private static long record(int slot) {
    return SLOTS + (long) slot * SLOT_BYTES + Harness.RECORD_MIDDLE;
  }

  /// The physical address of one of the seven pages.
  private long page(int slot, int which) {
    RandomProgram program = programs.get(slot);
    int place = program.isPaged() ? program.place().physicalOrder().get(which) : which;
    return SLOTS + (long) slot * SLOT_BYTES + (long) (1 + place) * Harness.PAGE;
  }

  private long virtualAddress(int slot, int which, int pageInRegion) {
    RandomProgram program = programs.get(slot);
    return program.isPaged()
        ? kind.xlen().zeroExtend(program.place().region()) + (long) pageInRegion * Harness.PAGE
        : page(slot, which);
  }

  private long virtualScratch(int slot) {
    return virtualAddress(slot, SCRATCH, programs.get(slot).place().scratchPage());
  }

  /// The address of the first instruction, as the program sees it; of 32 bits without a sign.
  long start(int slot) {
    RandomProgram.Place place = programs.get(slot).place();
    return virtualAddress(slot, CODE, place.codePage()) + place.start();
  }

  /// The instruction of a program at an address, if it has one there.
  OptionalInt wordAt(int slot, long address) {
    long at = start(slot);
    for (int word : programs.get(slot).words()) {
      if (at == address) {
        return OptionalInt.of(word);
      }
      at += Code.length(word);
    }
    return OptionalInt.empty();
  }

  /// The registers `x0` to `x31` with which a program starts.
  long[] x(int slot) {
    RandomProgram program = programs.get(slot);
    long[] x = program.x().clone();
    for (int i = 1; i < x.length; i++) {
      if ((program.bases() >> i & 1) != 0) {
        x[i] += virtualScratch(slot);
      }
    }
    return x;
  }

  private void putRecord(int slot) {
    RandomProgram program = programs.get(slot);
    long record = record(slot);
    long[] x = x(slot);
    for (int i = 0; i < 32; i++) {
      putLong(record + Harness.START_X + 8L * i, x[i]);
      putLong(record + Harness.START_F + 8L * i, program.f()[i]);
    }
    putLong(record + Harness.START_FCSR, program.fcsr());
    putLong(record + Harness.START_EPC, start(slot));
    putLong(
        record + Harness.START_STATUS,
        FLOATING_POINT_ON | (long) program.mode().code() << PREVIOUS_MODE_SHIFT);
    putLong(record + Harness.START_SATP, program.hasPageTables() ? kind.satp(page(slot, ROOT)) : 0);
    putLong(record + Harness.START_MAX_TRAPS, program.maxTraps());
    boolean isLast = slot == programs.size() - 1;
    putLong(record + Harness.NEXT, isLast ? 0 : record(slot + 1));
  }

  private void putCode(int slot) {
    int offset = programs.get(slot).place().start();
    for (int word : programs.get(slot).words()) {
      for (int half = 0; half < Code.length(word); half += 2) {
        long page = page(slot, CODE + offset / Harness.PAGE);
        int index = (int) (page - Harness.ENTRY) + offset % Harness.PAGE;
        image.putShort(index, (short) (word >> (8 * half)));
        offset += 2;
      }
    }
  }

  private void putScratch(int slot) {
    var values = new EdgeValues(new SplittableRandom(programs.get(slot).place().scratchSeed()));
    for (int offset = 0; offset < 2 * Harness.PAGE; offset += 8) {
      long page = page(slot, SCRATCH + offset / Harness.PAGE);
      putLong(page + offset % Harness.PAGE, values.memory());
    }
  }

  private void putPageTables(int slot) {
    RandomProgram program = programs.get(slot);
    RandomProgram.Place place = program.place();
    if (kind == HartKind.RV32) {
      putEntry(page(slot, ROOT), place.region() >> 22, page(slot, LEAVES), VALID);
    } else {
      putEntry(page(slot, ROOT), place.region() >> 30, page(slot, MIDDLE), VALID);
      putEntry(page(slot, MIDDLE), place.region() >> 21, page(slot, LEAVES), VALID);
    }
    long user = program.mode() == Mode.USER ? USER : 0;
    for (int half = 0; half < 2; half++) {
      putEntry(
          page(slot, LEAVES),
          place.codePage() + half,
          page(slot, CODE + half),
          VALID | READ | EXECUTE | user | place.entryBits().get(half));
      putEntry(
          page(slot, LEAVES),
          place.scratchPage() + half,
          page(slot, SCRATCH + half),
          VALID | READ | WRITE | user | place.entryBits().get(2 + half));
    }
    place.extraEntries().forEach(entry -> putExtraEntry(slot, entry));
  }

  private void putExtraEntry(int slot, RandomProgram.ExtraEntry entry) {
    boolean isRoot = kind == HartKind.RV32 && entry.level() == 1;
    long table = page(slot, isRoot ? ROOT : LEAVES - entry.level());
    int scratch = entry.scratchPage();
    putEntry(table, entry.index(), scratch < 0 ? 0 : page(slot, SCRATCH + scratch), entry.bits());
  }

  private void putEntry(long table, long index, long target, long bits) {
    long entry = target >> 12 << 10 | bits;
    if (kind == HartKind.RV32) {
      image.putInt((int) (table + (index & 1023) * 4 - Harness.ENTRY), (int) entry);
    } else {
      putLong(table + (index & 511) * 8, entry);
    }
  }

  private void putLong(long address, long value) {
    image.putLong((int) (address - Harness.ENTRY), value);
  }
}
