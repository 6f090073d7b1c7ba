package softmetal.monitor.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import softmetal.monitor.disk.DriveTable.Disk;
import softmetal.monitor.disk.DriveTable.Entry;
import softmetal.monitor.disk.DriveTable.Remains;
import softmetal.monitor.disk.DriveTable.Wanted;

/// The table of a drive as bytes: what `docs/store-format.md` says.
@SuppressWarnings("EnumOrdinal") // the order of the modes is their numbering, also on the medium
final class TableFormat {
  static final int COPY_BYTES = 64 * 1024;
  static final int HEADER_BYTES = 512;
  static final int ENTRY_BYTES = 256;
  static final int MAX_ENTRIES = (COPY_BYTES - HEADER_BYTES) / ENTRY_BYTES;
  private static final int VERSION = 1;
  private static final int NAME_BYTES = 64;
  private static final byte[] MAGIC = "softmetal drive\n".getBytes(US_ASCII);

  private static final int KIND_DISK = 1;
  private static final int KIND_REMAINS = 2;
  private static final int KIND_WANTED = 3;

  private TableFormat() {}

  /// What is wrong with a table, for the user.
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    /// Nothing is broken: another softmetal has written it.
    private final boolean foreign;

    Damaged(String message) {
      this(message, false);
    }

    private Damaged(String message, boolean foreign) {
      super(message);
      this.foreign = foreign;
    }

    boolean isForeign() {
      return foreign;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /// @throws IllegalArgumentException when it has more entries than there is room for
  static ByteBuffer encode(DriveTable table) {
    int count = table.entries().size();
    if (count > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "the table of a drive holds %d entries".formatted(MAX_ENTRIES));
    }
    ByteBuffer bytes = allocate(HEADER_BYTES + count * ENTRY_BYTES);
    for (int i = 0; i < count; i++) {
      ByteBuffer entry = bytes.slice(HEADER_BYTES + i * ENTRY_BYTES, ENTRY_BYTES);
      encode(table.entries().get(i), entry.order(ByteOrder.LITTLE_ENDIAN));
    }
    bytes.put(0, MAGIC);
    bytes.putInt(16, VERSION);
    bytes.putLong(24, table.store().getMostSignificantBits());
    bytes.putLong(32, table.store().getLeastSignificantBits());
    bytes.putInt(40, table.drive());
    bytes.putInt(44, table.drives());
    bytes.putLong(48, table.capacity());
    bytes.putLong(56, table.generation());
    bytes.putInt(64, count);
    bytes.putInt(68, checksum(bytes, HEADER_BYTES, bytes.limit()));
    bytes.putInt(20, checksum(bytes, 0, HEADER_BYTES));
    return bytes;
  }

  private static void encode(Entry entry, ByteBuffer bytes) {
    switch (entry) {
      case Disk(MinidiskDefinition definition, int number, int first, int count) -> {
        bytes.put(4, (byte) KIND_DISK);
        bytes.put(5, (byte) definition.mode().ordinal());
        bytes.putLong(8, definition.size());
        bytes.putInt(16, first);
        bytes.putInt(20, count);
        bytes.putInt(24, number);
        putName(bytes, 32, definition.name());
        putName(bytes, 96, definition.owner());
      }
      case Remains(int first, int count) -> {
        bytes.put(4, (byte) KIND_REMAINS);
        bytes.putInt(16, first);
        bytes.putInt(20, count);
      }
      case Wanted(Claim claim) -> {
        bytes.put(4, (byte) KIND_WANTED);
        bytes.put(5, (byte) claim.mode().ordinal());
        putName(bytes, 32, claim.minidisk());
        putName(bytes, 96, claim.vm());
        putName(bytes, 160, claim.slot());
      }
    }
    bytes.putInt(0, checksum(bytes, 4, ENTRY_BYTES));
  }

  private static void putName(ByteBuffer bytes, int at, String name) {
    byte[] text = name.getBytes(US_ASCII);
    bytes.put(at, (byte) text.length);
    bytes.put(at + 1, text);
  }

  /// Understands a copy of a table, and believes none of it before it is checked.
  ///
  /// @param bytes from the beginning of the copy, as many as the file has of its [#COPY_BYTES]
  static DriveTable decode(ByteBuffer bytes) throws Damaged {
    return decode(bytes, bytes);
  }

  /// @param spare where the entries are that are damaged in `bytes`: the other copy, or the same
  static DriveTable decode(ByteBuffer bytes, ByteBuffer spare) throws Damaged {
    int count = checkHeader(bytes.order(ByteOrder.LITTLE_ENDIAN));
    ByteBuffer table = allocate(HEADER_BYTES + count * ENTRY_BYTES);
    for (int i = 0; i < count; i++) {
      int at = HEADER_BYTES + i * ENTRY_BYTES;
      boolean whole = isWhole(bytes, at);
      if (!whole && !isWhole(spare, at)) {
        throw new Damaged("row %d of the table does not match its checksum".formatted(i));
      }
      table.put(at, whole ? bytes : spare, at, ENTRY_BYTES);
    }
    if (checksum(table, HEADER_BYTES, table.limit()) != bytes.getInt(68)) {
      throw new Damaged("the rows of the table do not match their checksum");
    }
    List<Entry> entries = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ByteBuffer entry = table.slice(HEADER_BYTES + i * ENTRY_BYTES, ENTRY_BYTES);
        entries.add(entry(entry.order(ByteOrder.LITTLE_ENDIAN)));
      }
      DriveTable decoded =
          new DriveTable(
              new UUID(bytes.getLong(24), bytes.getLong(32)),
              bytes.getInt(40),
              bytes.getInt(44),
              bytes.getLong(48),
              bytes.getLong(56),
              entries);
      if (!encode(decoded).slice(0, HEADER_BYTES).equals(bytes.slice(0, HEADER_BYTES))) {
        throw new Damaged("the head of the table has something in it that nothing reads");
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new Damaged("the table says what cannot be: " + e.getMessage());
    }
  }

  /// The rows that are whole in one of two copies, in the order of the table; absent ones are lost.
  static List<Optional<Entry>> remnants(ByteBuffer bytes, ByteBuffer spare) {
    int count = Math.max(rows(bytes), rows(spare));
    List<Optional<Entry>> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = HEADER_BYTES + i * ENTRY_BYTES;
      ByteBuffer source = isWhole(bytes, at) ? bytes : spare;
      Optional<Entry> row = Optional.empty();
      if (isWhole(source, at)) {
        try {
          row = Optional.of(entry(source.slice(at, ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN)));
        } catch (Damaged | IllegalArgumentException e) {
          // Lost.
        }
      }
      found.add(row);
    }
    return found;
  }

  /// How many rows a copy says that it has; without a head that can be trusted, as many as are whole.
  private static int rows(ByteBuffer bytes) {
    try {
      return checkHeader(bytes.order(ByteOrder.LITTLE_ENDIAN));
    } catch (Damaged e) {
      int count = 0;
      while (count < MAX_ENTRIES
          && isWhole(bytes, HEADER_BYTES + count * ENTRY_BYTES)
          && bytes.get(HEADER_BYTES + count * ENTRY_BYTES + 4) != 0) {
        count++;
      }
      return count;
    }
  }

  /// How many drives a copy of a table says that there are.
  static int drives(ByteBuffer bytes) {
    try {
      checkHeader(bytes.order(ByteOrder.LITTLE_ENDIAN));
      return Math.clamp(bytes.getInt(44), 1, DriveTable.MAX_DRIVES);
    } catch (Damaged e) {
      return 1;
    }
  }

  /// @return how many entries there are
  private static int checkHeader(ByteBuffer bytes) throws Damaged {
    if (bytes.limit() < HEADER_BYTES) {
      throw new Damaged("it ends after %d bytes".formatted(bytes.limit()));
    }
    byte[] magic = new byte[MAGIC.length];
    bytes.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new Damaged("the table does not begin as that of a drive does");
    }
    ByteBuffer header = allocate(HEADER_BYTES).put(0, bytes, 0, HEADER_BYTES).putInt(20, 0);
    if (checksum(header, 0, HEADER_BYTES) != bytes.getInt(20)) {
      throw new Damaged("the head of the table does not match its checksum");
    }
    if (bytes.getInt(16) != VERSION) {
      throw new Damaged(
          "the table is of version %d, and this softmetal knows version %d"
              .formatted(bytes.getInt(16), VERSION),
          true);
    }
    int count = bytes.getInt(64);
    if (count < 0 || count > MAX_ENTRIES) {
      throw new Damaged("the table has %d rows".formatted(count));
    }
    return count;
  }

  private static boolean isWhole(ByteBuffer bytes, int at) {
    return bytes.limit() >= at + ENTRY_BYTES
        && checksum(bytes, at + 4, at + ENTRY_BYTES)
            == bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static Entry entry(ByteBuffer bytes) throws Damaged {
    int first = bytes.getInt(16);
    int count = bytes.getInt(20);
    Entry entry =
        switch (bytes.get(4)) {
          case KIND_DISK ->
              new Disk(
                  new MinidiskDefinition(
                      name(bytes, 32), bytes.getLong(8), name(bytes, 96), mode(bytes)),
                  bytes.getInt(24),
                  first,
                  count);
          case KIND_REMAINS -> new Remains(first, count);
          case KIND_WANTED ->
              new Wanted(
                  new Claim(name(bytes, 96), name(bytes, 160), name(bytes, 32), mode(bytes)));
          default -> throw new Damaged("the table has a row of kind " + bytes.get(4));
        };
    ByteBuffer again = allocate(ENTRY_BYTES);
    encode(entry, again);
    if (!again.equals(bytes)) {
      throw new Damaged("a row of the table has something in it that nothing reads");
    }
    return entry;
  }

  private static String name(ByteBuffer bytes, int at) throws Damaged {
    int length = bytes.get(at);
    if (length < 0 || length >= NAME_BYTES) {
      throw new Damaged("the table has a name of %d letters".formatted(length & 0xff));
    }
    byte[] text = new byte[length];
    bytes.get(at + 1, text);
    return new String(text, US_ASCII);
  }

  private static LinkMode mode(ByteBuffer bytes) throws Damaged {
    int number = bytes.get(5);
    if (number < 0 || number >= LinkMode.values().length) {
      throw new Damaged("the table has a link of mode %d".formatted(number));
    }
    return LinkMode.values()[number];
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(ByteBuffer bytes, int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(from, to - from));
    return (int) checksum.getValue();
  }
}
