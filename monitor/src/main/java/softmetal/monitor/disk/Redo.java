package softmetal.monitor.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;
import softmetal.monitor.disk.TableFormat.Damaged;

/// A change of many chunks of a drive that is made as a whole: written to a file of its own first, then to the drive. If the
/// power goes before the file has its name, nothing has changed; if later, the change is made when the drive is next opened.
///
/// The layout of the file is in `docs/store-format.md`.
final class Redo {
  private static final int HEADER_BYTES = 512;
  private static final int ROW_BYTES = 8;
  private static final int VERSION = 1;
  private static final byte[] MAGIC = "softmetal redo\n\0".getBytes(US_ASCII);

  private final Drive drive;
  private final Place place;

  /// What a chunk is to hold.
  interface Source {
    void read(int chunk, ByteBuffer target) throws IOException;
  }

  private Redo(Drive drive, Place place) {
    this.drive = drive;
    this.place = place;
  }

  private static String name(Drive drive) {
    return drive.name() + ".redo";
  }

  /// Promises a change: on return it will be made, come what may.
  ///
  /// @param base what is added to a chunk's number for its place on the drive
  static Redo write(Drive drive, int base, BitSet chunks, Source source) throws IOException {
    Place place = drive.place();
    String fresh = name(drive) + ".new";
    place.delete(fresh);
    try (StoreFile file = place.create(fresh)) {
      int count = chunks.cardinality();
      ByteBuffer rows = allocate(rowBytes(count));
      ByteBuffer chunk = allocate(Chunks.BYTES);
      int i = 0;
      for (int number : chunks.stream().toArray()) {
        source.read(number, chunk.clear());
        rows.putInt(i * ROW_BYTES, base + number);
        rows.putInt(i * ROW_BYTES + 4, checksum(chunk.flip()));
        file.write(position(count, i), chunk);
        i++;
      }
      file.write(HEADER_BYTES, rows.duplicate());
      file.write(0, header(drive.table(), count, checksum(rows)));
      file.force();
    }
    place.rename(fresh, name(drive));
    place.force();
    return new Redo(drive, place);
  }

  /// The change has been made.
  void done() throws IOException {
    drive.flush();
    place.delete(name(drive));
    place.force();
  }

  /// Makes a change that was promised, if there is one.
  ///
  /// @return whether there was
  static boolean finish(Drive drive) throws IOException, Damaged {
    Place place = drive.place();
    place.delete(name(drive) + ".new");
    if (!place.exists(name(drive))) {
      return false;
    }
    try (StoreFile file = place.open(name(drive))) {
      apply(drive, file, false);
      apply(drive, file, true);
    }
    new Redo(drive, place).done();
    return true;
  }

  private static void apply(Drive drive, StoreFile file, boolean forReal)
      throws IOException, Damaged {
    int count = count(drive.table(), file);
    ByteBuffer head = read(file, 0, HEADER_BYTES);
    ByteBuffer rows = read(file, HEADER_BYTES, rowBytes(count));
    require(checksum(rows.duplicate()) == head.getInt(48), "its rows do not match their checksum");
    for (int i = 0; i < count; i++) {
      int number = rows.getInt(i * ROW_BYTES);
      require(isInMinidisk(drive.table(), number), "it changes what belongs to no minidisk");
      ByteBuffer chunk = read(file, position(count, i), Chunks.BYTES);
      require(
          checksum(chunk.duplicate()) == rows.getInt(i * ROW_BYTES + 4),
          "a chunk does not match its checksum");
      if (forReal) {
        drive.write(number, 0, chunk);
      }
    }
  }

  private static int count(DriveTable table, StoreFile file) throws IOException, Damaged {
    require(file.size() >= HEADER_BYTES, "it is too short");
    ByteBuffer head = read(file, 0, HEADER_BYTES);
    byte[] magic = new byte[MAGIC.length];
    head.get(0, magic);
    require(Arrays.equals(magic, MAGIC), "it does not begin as it should");
    int count = head.getInt(44);
    require(
        count > 0 && count <= ChunkTree.MAX_CHUNKS / ROW_BYTES,
        "its head does not match its checksum");
    require(
        head.equals(header(table, count, head.getInt(48))),
        "its head does not match its checksum, or it is of another drive or version");
    require(file.size() == position(count, count), "it is not as long as it should be");
    return count;
  }

  private static boolean isInMinidisk(DriveTable table, int chunk) {
    return table.disks().stream().anyMatch(disk -> chunk >= disk.first() && chunk < disk.end());
  }

  private static ByteBuffer header(DriveTable table, int count, int rowsChecksum) {
    ByteBuffer header = allocate(HEADER_BYTES);
    header.put(0, MAGIC);
    header.putInt(16, VERSION);
    header.putLong(24, table.store().getMostSignificantBits());
    header.putLong(32, table.store().getLeastSignificantBits());
    header.putInt(40, table.drive());
    header.putInt(44, count);
    header.putInt(48, rowsChecksum);
    header.putInt(20, checksum(header.duplicate()));
    return header;
  }

  private static int rowBytes(int count) {
    return Math.ceilDiv(count * ROW_BYTES, 512) * 512;
  }

  private static long position(int count, int i) {
    return HEADER_BYTES + rowBytes(count) + (long) i * Chunks.BYTES;
  }

  private static ByteBuffer read(StoreFile file, long position, int length) throws IOException {
    ByteBuffer bytes = allocate(length);
    file.read(position, bytes);
    return bytes.flip();
  }

  private static void require(boolean condition, String reason) throws Damaged {
    if (!condition) {
      throw new Damaged(reason);
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
    return (int) checksum.getValue();
  }
}
