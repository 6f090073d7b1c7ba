package softmetal.monitor.disk;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// The drives of the physical machine, and which part of them belongs to which minidisk.
///
/// Any thread may use it.
public final class Drives implements AutoCloseable {
  public static final int DEFAULT_COUNT = 3;
  public static final long DEFAULT_BYTES = 64L << 20;

  /// Chunks `first` to `first + count - 1` of a drive.
  record Extent(Drive drive, int first, int count) {
    int end() {
      return first + count;
    }
  }

  private final Place place;
  private final List<Drive> drives = new ArrayList<>();
  private final List<Minidisk> minidisks = new ArrayList<>();
  private int minidisksMade;

  private Drives(int count, long size, Place place) {
    this.place = place;
    for (int i = 0; i < count; i++) {
      drives.add(new Drive("drive" + i, size, place));
    }
  }

  /// Drives that vanish with the process. Until something is written they cost next to nothing.
  ///
  /// @param size of each, in bytes, a multiple of 16 KiB
  public static Drives inMemory(int count, long size) {
    return new Drives(count, size, new InMemory(count * size));
  }

  /// Drives that stay behind as `drive0.img`, `drive1.img`, … in a directory, which is made if it does not exist.
  ///
  /// @throws InvalidInputException when there cannot be such files, or there are some already
  public static Drives in(Path directory, int count, long size) throws InvalidInputException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw invalid(Problem.DRIVES_UNUSABLE, directory.toString(), FileProblem.reason(e));
    }
    if (!Files.isWritable(directory)) {
      throw invalid(
          Problem.DRIVES_UNUSABLE, directory.toString(), "the directory cannot be written");
    }
    Drives drives = new Drives(count, size, new InDirectory(directory));
    for (Drive drive : drives.drives) {
      Path file = directory.resolve(drive.name() + ".img");
      if (Files.exists(file)) {
        throw invalid(Problem.DRIVE_EXISTS, file.toString());
      }
    }
    return drives;
  }

  /// An empty minidisk, on the drive that has most room left.
  ///
  /// @param size in bytes, as the user asked for it
  /// @param asked what the user asked for, to be named in messages
  /// @throws InvalidInputException when the size is not one of a disk, or there is no room
  public synchronized Minidisk create(long size, String asked) throws InvalidInputException {
    return add(size, asked, null);
  }

  /// A minidisk that first reads as a file of the host does. The file is never written, and must not change; what the guest
  /// writes goes to the drive.
  ///
  /// @throws InvalidInputException when the file is not an image of a disk, or there is no room
  public synchronized Minidisk importImage(Path image) throws InvalidInputException {
    String asked = image.toString();
    if (!Files.exists(image)) {
      throw invalid(Problem.DISK_IMAGE_MISSING, asked);
    }
    if (!Files.isRegularFile(image)) {
      throw invalid(
          Problem.DISK_IMAGE_NOT_A_FILE,
          asked,
          Files.isDirectory(image) ? "a directory" : "a device or a pipe");
    }
    FileChannel file;
    try {
      file = FileChannel.open(image, StandardOpenOption.READ);
    } catch (IOException e) {
      throw invalid(Problem.DISK_IMAGE_UNREADABLE, asked, FileProblem.reason(e));
    }
    try {
      return add(file.size(), asked, file);
    } catch (IOException e) {
      closeQuietly(file);
      throw invalid(Problem.DISK_IMAGE_UNREADABLE, asked, FileProblem.reason(e));
    } catch (InvalidInputException e) {
      closeQuietly(file);
      throw e;
    }
  }

  /// Gives the room of a minidisk back; whoever gets it next finds zeros.
  public synchronized void release(Minidisk minidisk) throws IOException {
    if (!minidisks.remove(minidisk)) {
      throw new IllegalArgumentException(minidisk.name() + " is not on these drives");
    }
    Extent extent = minidisk.extent();
    extent.drive().erase(extent.first(), extent.count());
    minidisk.close();
  }

  /// In the order in which they were made.
  public synchronized List<Minidisk> minidisks() {
    return List.copyOf(minidisks);
  }

  private Minidisk add(long size, String asked, @Nullable FileChannel image)
      throws InvalidInputException {
    if (size <= 0) {
      throw invalid(Problem.DISK_EMPTY, asked);
    }
    if (size % Minidisk.SECTOR_BYTES != 0) {
      throw invalid(
          Problem.DISK_NOT_IN_SECTORS,
          asked,
          size,
          size % Minidisk.SECTOR_BYTES,
          size / Minidisk.SECTOR_BYTES);
    }
    // The largest room that any drive has; of equal ones, that of the first drive.
    Extent best = null;
    for (Drive drive : drives) {
      Extent room = largestRoom(drive);
      if (room != null && (best == null || room.count() > best.count())) {
        best = room;
      }
    }
    long chunks = (size - 1) / Drive.CHUNK_BYTES + 1;
    if (best == null || chunks > best.count()) {
      long room = best == null ? 0 : (long) best.count() * Drive.CHUNK_BYTES;
      throw invalid(Problem.DISK_TOO_LARGE, asked, size, room);
    }
    Extent extent = new Extent(best.drive(), best.first(), (int) chunks);
    String name = extent.drive().name() + "/minidisk" + minidisksMade++;
    Minidisk minidisk = new Minidisk(name, size, extent, image);
    minidisks.add(minidisk);
    return minidisk;
  }

  private @Nullable Extent largestRoom(Drive drive) {
    List<Extent> used =
        minidisks.stream()
            .map(Minidisk::extent)
            .filter(extent -> extent.drive() == drive)
            .sorted((a, b) -> Integer.compare(a.first(), b.first()))
            .toList();
    int chunks = (int) (drive.size() / Drive.CHUNK_BYTES);
    Extent best = null;
    int free = 0;
    for (int i = 0; i <= used.size(); i++) {
      int end = i < used.size() ? used.get(i).first() : chunks;
      if (end > free && (best == null || end - free > best.count())) {
        best = new Extent(drive, free, end - free);
      }
      free = i < used.size() ? used.get(i).end() : chunks;
    }
    return best;
  }

  private static InvalidInputException invalid(Problem problem, String what, Object... values) {
    return new InvalidInputException(problem.at(SourceText.binary(what).whole(), values));
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // The file was only read, and what is wrong with it is on its way to the user.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Minidisk minidisk : minidisks) {
      minidisk.close();
    }
    for (Drive drive : drives) {
      drive.close();
    }
    place.close();
  }

  /// jimfs: not sparse, and half of the start of a JVM, hence made only when something is written.
  private static final class InMemory implements Place {
    private final long bytes;
    private @Nullable FileSystem fileSystem;

    InMemory(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean sparse() {
      return false;
    }

    @Override
    public synchronized Path directory() {
      FileSystem made = fileSystem;
      if (made == null) {
        Configuration configuration =
            Configuration.unix().toBuilder()
                .setMaxSize(bytes + (1 << 20))
                .setMaxCacheSize(0)
                .build();
        made = Jimfs.newFileSystem(configuration);
        fileSystem = made;
      }
      return made.getPath("/");
    }

    @Override
    public synchronized void close() throws IOException {
      if (fileSystem != null) {
        fileSystem.close();
      }
    }
  }

  private record InDirectory(Path directory) implements Place {
    @Override
    public boolean sparse() {
      return true;
    }

    @Override
    public void close() {}
  }
}
