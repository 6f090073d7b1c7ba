package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.TableFormat.Damaged;

/// One drive of the physical machine: the extents of minidisks, a table of them, and what overlays hold.
///
/// On a medium that stays it is a file with the table in its first chunks, twice; the chunks behind it are the extents, each at
/// its place, always with the newest contents. What overlays hold lies in another file that vanishes with the process. On a medium that
/// vanishes there is no table to keep, and everything is overlay.
///
/// Reading and writing is for one thread at a time; only [#flush] may be called meanwhile.
final class Drive implements Chunks, AutoCloseable {
  static final long DATA_START = 2L * TableFormat.COPY_BYTES;

  private final Place place;
  private final @Nullable StoreFile file;
  private final ChunkFile overlay;
  private DriveTable table;

  /// Which of the two copies on the medium is that of `table` for certain.
  private int goodCopy;

  /// Why nothing more can be promised about what is on the medium.
  private volatile @Nullable String failure;

  private Drive(Place place, DriveTable table, @Nullable StoreFile file, ChunkFile overlay) {
    this.place = place;
    this.table = table;
    this.file = file;
    this.overlay = overlay;
  }

  static String fileName(int drive) {
    return "drive%d.img".formatted(drive);
  }

  /// A drive that vanishes.
  static Drive inMemory(DriveTable table, Place place) {
    return new Drive(place, table, null, overlay(place, fileName(table.drive()), table));
  }

  /// Overlays hold at most four times as much as the drive.
  private static ChunkFile overlay(Place place, String name, DriveTable table) {
    return new ChunkFile(place, name, 4 * table.capacity() / BYTES);
  }

  /// Makes the file of a drive under another name.
  static void create(Place place, DriveTable table, String name) throws IOException {
    place.delete(name);
    try (StoreFile file = place.create(name)) {
      file.write(DATA_START + table.capacity() - 1, ByteBuffer.allocate(1));
      file.write(0, TableFormat.encode(table));
      file.write(TableFormat.COPY_BYTES, TableFormat.encode(table));
      file.force();
    }
  }

  /// Opens the file of a drive, and sets right what a loss of power, or decay of one copy of the table, has left behind.
  ///
  /// @param repairs where to say what was set right
  /// @throws Damaged when it cannot be trusted
  static Drive open(Place place, int number, List<String> repairs) throws IOException, Damaged {
    String name = fileName(number);
    StoreFile file = place.open(name);
    try {
      Drive drive = open(place, name, file, repairs);
      if (drive.table.drive() != number) {
        throw new Damaged("it is drive %d under another name".formatted(drive.table.drive()));
      }
      return drive;
    } catch (IOException | Damaged | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Drive open(Place place, String name, StoreFile file, List<String> repairs)
      throws IOException, Damaged {
    List<ByteBuffer> copies = List.of(copy(file, 0), copy(file, 1));
    List<@Nullable DriveTable> tables = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (ByteBuffer copy : copies) {
      try {
        tables.add(TableFormat.decode(copy));
        wrong.add("it is older than the other");
      } catch (Damaged e) {
        if (e.isForeign()) {
          throw e;
        }
        tables.add(null);
        wrong.add(e.getMessage());
      }
    }
    DriveTable first = tables.get(0);
    DriveTable second = tables.get(1);
    if (first == null && second == null) {
      return openFromBoth(place, name, file, copies, repairs);
    }
    int good =
        second == null || (first != null && first.generation() >= second.generation()) ? 0 : 1;
    DriveTable table = good == 0 ? first : second;
    Drive drive = checked(place, name, file, table);
    drive.goodCopy = good;
    if (!table.equals(good == 0 ? second : first)) {
      repairs.add(
          "%s: copy %d of the table was written anew, since %s"
              .formatted(place.describe(name), 1 - good, wrong.get(1 - good)));
      drive.writeCopy(1 - good, table);
    }
    return drive;
  }

  /// When both copies are damaged, but in different places, they still say everything together.
  private static Drive openFromBoth(
      Place place, String name, StoreFile file, List<ByteBuffer> copies, List<String> repairs)
      throws IOException, Damaged {
    DriveTable table;
    try {
      table = TableFormat.decode(copies.get(0), copies.get(1));
    } catch (Damaged e) {
      table = TableFormat.decode(copies.get(1), copies.get(0));
    }
    Drive drive = checked(place, name, file, table);
    repairs.add(
        "%s: both copies of the table were damaged; together they were whole, and were written anew"
            .formatted(place.describe(name)));
    drive.writeCopy(0, table);
    drive.writeCopy(1, table);
    return drive;
  }

  /// What can be read of a drive that may be damaged.
  ///
  /// @param drives how many drives it says that there are, 1 if it does not
  record Remnants(int drives, List<String> lines) {}

  static Remnants examine(Place place, int number) throws IOException {
    String name = fileName(number);
    try (StoreFile file = place.open(name)) {
      ByteBuffer first = copy(file, 0);
      ByteBuffer second = copy(file, 1);
      int drives = Math.max(TableFormat.drives(first), TableFormat.drives(second));
      List<String> lines = new ArrayList<>();
      boolean whole = false;
      for (int i = 0; i < 2; i++) {
        String which = "%s: copy %d of the table: ".formatted(name, i);
        try {
          checked(place, name, file, TableFormat.decode(i == 0 ? first : second));
          lines.add(which + "whole");
          whole = true;
        } catch (Damaged e) {
          lines.add(which + e.getMessage());
        }
      }
      if (!whole) {
        lines.addAll(lost(name, TableFormat.remnants(first, second)));
      }
      return new Remnants(drives, lines);
    }
  }

  private static List<String> lost(String name, List<Optional<DriveTable.Entry>> rows) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String says =
          switch (rows.get(i).orElse(null)) {
            case null -> "is lost, and what it named with it";
            case DriveTable.Disk disk ->
                "is minidisk %s: %d bytes from byte %d of the file"
                    .formatted(
                        disk.definition().name(), disk.definition().size(), position(disk.first()));
            case DriveTable.Remains _ -> "is room that was given up";
            case DriveTable.Wanted(Claim claim) ->
                "is the link of %s to %s".formatted(claim.holder(), claim.minidisk());
          };
      lines.add("%s: row %d %s".formatted(name, i, says));
    }
    if (rows.isEmpty()) {
      lines.add(name + ": no row of the table can be read");
    }
    return lines;
  }

  private static ByteBuffer copy(StoreFile file, int number) throws IOException {
    long start = (long) number * TableFormat.COPY_BYTES;
    long there = Math.clamp(file.size() - start, 0, TableFormat.COPY_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate((int) there);
    file.read(start, bytes);
    return bytes.flip();
  }

  private static Drive checked(Place place, String name, StoreFile file, @Nullable DriveTable table)
      throws IOException, Damaged {
    if (table == null) {
      throw new IllegalStateException("no table");
    }
    long expected = DATA_START + table.capacity();
    if (file.size() != expected) {
      throw new Damaged("it is %d bytes long, and should be %d".formatted(file.size(), expected));
    }
    return new Drive(place, table, file, overlay(place, name.replace(".img", ".overlay"), table));
  }

  /// `drive0`
  String name() {
    return "drive" + table.drive();
  }

  DriveTable table() {
    return table;
  }

  /// Where its files are.
  Place place() {
    return place;
  }

  /// Where its overlays lie; in memory, everything.
  ChunkFile overlay() {
    return overlay;
  }

  /// Whether minidisks have their newest contents in their extents.
  boolean keepsExtents() {
    return file != null;
  }

  /// Changes the table: on the medium it is the old one or the new one, whenever the power goes.
  ///
  /// The copy that need not be right is written first; the other one only when the first is on the medium. At rest both are the
  /// same, so that a bit that flips in one of them later does no harm.
  ///
  /// @throws IOException when it is the old one still, or, if [#failure] says so, nobody knows
  void commit(DriveTable next) throws IOException {
    if (file == null) {
      table = next;
      return;
    }
    checkNotFailed();
    writeCopy(1 - goodCopy, next);
    goodCopy = 1 - goodCopy;
    table = next;
    try {
      writeCopy(1 - goodCopy, next);
    } catch (IOException e) {
      // Done is done: the next change begins with this copy, and so does the next opening.
    }
  }

  private void writeCopy(int copy, DriveTable contents) throws IOException {
    file().write((long) copy * TableFormat.COPY_BYTES, TableFormat.encode(contents));
    flush();
  }

  @Override
  public void read(int chunk, int offset, ByteBuffer target) throws IOException {
    Chunks.checkInside(chunk, offset, target);
    file().read(position(chunk) + offset, target);
  }

  void write(int chunk, int offset, ByteBuffer source) throws IOException {
    Chunks.checkInside(chunk, offset, source);
    file().write(position(chunk) + offset, source);
  }

  @Override
  public boolean mayHoldData(int chunk) {
    return true;
  }

  @Override
  public void release(int chunk) {}

  /// Makes chunks zeros that are not; they stay as sparse as they are.
  void erase(int first, int count) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(BYTES);
    ByteBuffer found = ByteBuffer.allocate(BYTES);
    for (int chunk = first; chunk < first + count; chunk++) {
      read(chunk, 0, found.clear());
      if (!found.flip().equals(zeros.clear())) {
        write(chunk, 0, zeros.clear());
      }
    }
  }

  /// On return all that was written before is on the medium.
  ///
  /// Once this has failed, the operating system may have thrown away what it could not write; a later one that seems to
  /// succeed would say nothing about it. So all later ones fail.
  void flush() throws IOException {
    StoreFile open = file;
    if (open == null) {
      return;
    }
    checkNotFailed();
    try {
      open.force();
    } catch (IOException e) {
      failure = FileProblem.reason(e);
      throw e;
    }
  }

  private void checkNotFailed() throws IOException {
    if (failure != null) {
      throw new IOException(
          "%s could not be written (%s); open the store again to see what it holds"
              .formatted(name(), failure));
    }
  }

  private StoreFile file() {
    StoreFile open = file;
    if (open == null) {
      throw new IllegalStateException("a drive in memory has no extents");
    }
    return open;
  }

  private static long position(int chunk) {
    return DATA_START + (long) chunk * BYTES;
  }

  @Override
  public void close() throws IOException {
    overlay.close();
    if (file != null) {
      file.close();
    }
  }
}
