package softmetal.assembler.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Damages ELF files where it hurts: in the fields of the header, of the tables of sections, segments, symbols and
/// relocations, in strings, in debug information and attributes; and blindly.
final class ElfMutations {
  private static final int SYMTAB = 2;
  private static final int RELA = 4;
  private static final int[] HEADER = {4, 1, 1, 1, 1, 8, 2, 2, 4, 8, 8, 8, 4, 2, 2, 2, 2, 2, 2};
  private static final int[] SECTION = {4, 4, 8, 8, 8, 8, 4, 4, 8, 8};
  private static final int[] SEGMENT = {4, 4, 8, 8, 8, 8, 8, 8};
  private static final int[] SYMBOL = {4, 1, 1, 2, 8, 8};
  private static final int[] RELOCATION = {8, 4, 4, 8};

  /// Rows of equal shape, one behind the other; or bytes without one, as rows of one byte.
  private record Table(int start, int rows, int[] fields) {
    int rowSize() {
      return Arrays.stream(fields).sum();
    }
  }

  private final byte[] bytes;
  private final SplittableRandom random;

  private ElfMutations(byte[] bytes, SplittableRandom random) {
    this.bytes = bytes;
    this.random = random;
  }

  /// @param good a whole ELF file
  /// @param other another one, to take pieces of
  static byte[] damaged(byte[] good, byte[] other, SplittableRandom random) {
    ElfMutations mutations = new ElfMutations(good.clone(), random);
    List<Table> tables = tables(good);
    for (int changes = 1 + random.nextInt(random.nextInt(5) + 1); changes > 0; changes--) {
      mutations.change(tables, other);
    }
    return switch (random.nextInt(24)) {
      case 0 -> Arrays.copyOf(mutations.bytes, random.nextInt(good.length + 1));
      case 1 -> Arrays.copyOf(mutations.bytes, good.length + random.nextInt(64));
      default -> mutations.bytes;
    };
  }

  private static List<Table> tables(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Table> tables = new ArrayList<>();
    tables.add(new Table(0, 1, HEADER));
    int sections = (int) file.getLong(40);
    int count = file.getShort(60);
    tables.add(new Table(sections, count, SECTION));
    if (file.getShort(56) > 0) {
      tables.add(new Table((int) file.getLong(32), file.getShort(56), SEGMENT));
    }
    for (int i = 1; i < count; i++) {
      int row = sections + 64 * i;
      int type = file.getInt(row + 4);
      int start = (int) file.getLong(row + 24);
      int size = (int) file.getLong(row + 32);
      if (size == 0 || type == 8) {
        continue;
      }
      tables.add(
          switch (type) {
            case SYMTAB -> new Table(start, size / 24, SYMBOL);
            case RELA -> new Table(start, size / 24, RELOCATION);
            default -> new Table(start, size, new int[] {1});
          });
    }
    return tables;
  }

  private void change(List<Table> tables, byte[] other) {
    Table table = tables.get(random.nextInt(tables.size()));
    int rowSize = table.rowSize();
    int row = table.start() + rowSize * random.nextInt(table.rows());
    switch (random.nextInt(12)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> splice(other);
      case 2 -> fill(table.start() + random.nextInt(rowSize * table.rows()));
      case 3 -> {
        int from = table.start() + rowSize * random.nextInt(table.rows());
        System.arraycopy(bytes.clone(), from, bytes, row, rowSize);
      }
      default -> field(table, row);
    }
  }

  private void field(Table table, int row) {
    int field = random.nextInt(table.fields().length);
    int offset = Arrays.stream(table.fields(), 0, field).sum();
    int size = table.fields()[field];
    if (size == 1 && table.fields().length == 1 && random.nextBoolean()) {
      size = 1 << random.nextInt(4);
    }
    int at = row + offset;
    long old = get(at, size);
    long value =
        switch (random.nextInt(6)) {
          case 0 -> old + random.nextInt(9) - 4;
          case 1 -> old ^ (1L << random.nextInt(8 * size));
          case 2 ->
              get(table.start() + table.rowSize() * random.nextInt(table.rows()) + offset, size);
          case 3 -> random.nextInt(table.rows() + 2);
          default -> odd();
        };
    put(at, size, value);
  }

  private long odd() {
    long[] values = {
      0,
      1,
      2,
      3,
      4,
      7,
      8,
      0x7f,
      0x80,
      0xff,
      0xfff1,
      0xfff2,
      0xffff,
      0x7fff_ffffL,
      0x8000_0000L,
      0xffff_ffffL,
      1L << 32,
      1L << 40,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      -1,
      -8,
      bytes.length,
      bytes.length - 1,
      64
    };
    return values[random.nextInt(values.length)];
  }

  private void splice(byte[] other) {
    int length = Math.min(1 + random.nextInt(200), Math.min(other.length, bytes.length));
    int from = random.nextInt(other.length - length + 1);
    System.arraycopy(other, from, bytes, random.nextInt(bytes.length - length + 1), length);
  }

  private void fill(int at) {
    int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(200) + 1));
    Arrays.fill(bytes, Math.min(at, end), end, (byte) odd());
  }

  private long get(int at, int size) {
    long value = 0;
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      value |= (bytes[at + i] & 0xffL) << 8 * i;
    }
    return value;
  }

  private void put(int at, int size, long value) {
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }
}
