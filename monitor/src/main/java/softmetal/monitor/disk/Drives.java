package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.monitor.disk.ChunkTree.Node;
import softmetal.monitor.disk.Contents.Extent;
import softmetal.monitor.disk.DriveTable.Disk;
import softmetal.monitor.disk.DriveTable.Entry;
import softmetal.monitor.disk.DriveTable.Remains;
import softmetal.monitor.disk.DriveTable.Wanted;

/// The drives of the physical machine, and which part of them belongs to which minidisk: in memory, or a *store*, which is a
/// directory that belongs to one process at a time.
///
/// A minidisk with a name stays as long as its drive; one without is given back when the drives are closed. Each change of a store is
/// there in full or not at all, whenever the power goes. Any thread may use it.
public final class Drives implements AutoCloseable {
  public static final int DEFAULT_COUNT = 3;
  public static final long DEFAULT_BYTES = 64L << 20;
  public static final int MAX_COUNT = DriveTable.MAX_DRIVES;

  private final Place place;
  private final List<Drive> drives;
  private final @Nullable StoreLock lock;
  private final List<String> repairs;

  /// Who has what now; not kept. What is kept are [#claims].
  private final LinkTable links = new LinkTable();

  private final Object contentsLock = new Object();
  private final List<Minidisk> minidisks = new ArrayList<>();
  private final List<StoreFile> images = new ArrayList<>();
  private int minidisksMade;

  private Drives(Place place, List<Drive> drives, @Nullable StoreLock lock, List<String> repairs) {
    this.place = place;
    this.drives = List.copyOf(drives);
    this.lock = lock;
    this.repairs = repairs;
    for (Drive drive : drives) {
      drive
          .table()
          .disks()
          .forEach(disk -> minidisksMade = Math.max(minidisksMade, disk.number() + 1));
      drive.table().disks().forEach(disk -> attach(drive, disk));
    }
  }

  private void attach(Drive drive, Disk disk) {
    Extent extent = new Extent(drive, disk.first(), disk.count());
    long size = disk.definition().size();
    Node root = ChunkTree.run(drive, disk.first());
    Contents contents = Contents.permanent(contentsLock, extent, size, root);
    minidisks.add(new Minidisk(disk.definition().name(), contents, false));
  }

  /// Drives that vanish with the process. Until something is written they cost next to nothing.
  ///
  /// @param size of each, in bytes, a multiple of 16 KiB
  public static Drives inMemory(int count, long size) {
    // What is in the drives, and what their overlays may hold.
    Place place = new InMemory(5L * count * size + (1 << 20));
    UUID store = new UUID(0, 0);
    List<Drive> drives = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drives.add(Drive.inMemory(DriveTable.empty(store, i, count, size), place));
    }
    return new Drives(place, drives, null, new ArrayList<>());
  }

  /// Makes a store in a directory, which is made if it does not exist, and opens it.
  ///
  /// @throws InvalidInputException when there cannot be one, there is one already, or other files are in the way
  public static Drives in(Path directory, int count, long size) throws InvalidInputException {
    try {
      Files.createDirectories(directory);
      // Before anything is written, and again when nobody else can be there.
      Store.checkIsFree(new InDirectory(directory), count);
    } catch (IOException e) {
      throw invalid(Problem.DRIVES_UNUSABLE, directory.toString(), FileProblem.reason(e));
    }
    if (!Files.isWritable(directory)) {
      throw invalid(
          Problem.DRIVES_UNUSABLE, directory.toString(), "the directory cannot be written");
    }
    return locked(directory, (place, lock) -> in(place, lock, count, size));
  }

  static Drives in(Place place, @Nullable StoreLock lock, int count, long size)
      throws IOException, InvalidInputException {
    Store.create(place, count, size);
    return open(place, lock);
  }

  /// Opens a store. All that it says about itself is checked; what a loss of power has left behind is set right.
  ///
  /// @throws InvalidInputException when there is none, another process has it, or it cannot be trusted; the message says why
  public static Drives open(Path directory) throws InvalidInputException {
    requireStore(directory);
    return locked(directory, Drives::open);
  }

  /// @throws InvalidInputException when there is no store
  public static void requireStore(Path directory) throws InvalidInputException {
    if (!isStore(directory)) {
      throw invalid(Problem.NO_STORE, directory.toString(), Drive.fileName(0));
    }
  }

  static Drives open(Place place, @Nullable StoreLock lock)
      throws IOException, InvalidInputException {
    List<String> repairs = new ArrayList<>();
    return new Drives(place, Store.open(place, repairs), lock, repairs);
  }

  /// Whether there is a store, whatever state it is in.
  public static boolean isStore(Path directory) {
    return Files.exists(directory.resolve(Drive.fileName(0)));
  }

  /// What can still be read of a store that cannot be opened: some lines for each drive. Nothing is changed.
  public static List<String> examine(Path directory) throws InvalidInputException {
    return Store.examine(new InDirectory(directory));
  }

  /// Whether a drive can have so many bytes.
  public static boolean isDriveSize(long bytes) {
    return DriveTable.isCapacity(bytes);
  }

  private interface Opening {
    Drives open(Place place, StoreLock lock) throws IOException, InvalidInputException;
  }

  private static Drives locked(Path directory, Opening opening) throws InvalidInputException {
    Place place = new InDirectory(directory);
    StoreLock lock = null;
    try {
      lock = StoreLock.acquire(directory);
      Drives drives = opening.open(place, lock);
      lock = null;
      return drives;
    } catch (StoreLock.Held e) {
      throw invalid(Problem.STORE_IN_USE, directory.toString(), e.holder());
    } catch (IOException e) {
      throw invalid(Problem.DRIVES_UNUSABLE, directory.toString(), FileProblem.reason(e));
    } finally {
      closeQuietly(lock);
    }
  }

  /// What was set right when the store was opened, a line each for the user.
  public List<String> repairs() {
    return List.copyOf(repairs);
  }

  /// An empty minidisk without a name, on the drive that has most room left.
  ///
  /// @param size in bytes, as the user asked for it
  /// @param asked what the user asked for, to be named in messages
  /// @throws InvalidInputException when the size is not one of a disk, or there is no room
  public synchronized Minidisk create(long size, String asked) throws InvalidInputException {
    return addTemporary(size, asked, null);
  }

  /// An empty minidisk that stays.
  ///
  /// @throws InvalidInputException when the name is taken, or there is no room
  public synchronized Minidisk create(MinidiskDefinition definition) throws InvalidInputException {
    checkIsFree(definition.name());
    Extent extent = room(definition.size(), definition.name());
    return add(definition, extent, List.of());
  }

  private Minidisk add(MinidiskDefinition definition, Extent extent, List<Entry> replaced)
      throws InvalidInputException {
    Disk disk = new Disk(definition, minidisksMade, extent.first(), extent.count());
    change(
        extent.drive(),
        entries -> {
          entries.removeAll(replaced);
          entries.add(disk);
          return entries;
        });
    minidisksMade++;
    Node root = replaced.isEmpty() ? null : ChunkTree.run(extent.drive(), extent.first());
    Contents contents = Contents.permanent(contentsLock, extent, definition.size(), root);
    Minidisk minidisk = new Minidisk(definition.name(), contents, false);
    minidisks.add(minidisk);
    return minidisk;
  }

  /// A minidisk without a name that first reads as a file of the host does. The file is never written, and must not change; what the
  /// guest writes goes to the drive.
  ///
  /// @throws InvalidInputException when the file is not an image of a disk, or there is no room
  public synchronized Minidisk importImage(Path image) throws InvalidInputException {
    StoreFile file = ImageFiles.open(image);
    images.add(file);
    return addTemporary(ImageFiles.size(file, image), image.toString(), file);
  }

  /// A minidisk that stays, with the contents of a file of the host. Until they are all there, there is no such minidisk.
  ///
  /// @param definition of which the size is that of the file, see [ImageFiles#size]
  /// @throws InvalidInputException when the file cannot be read, the name is taken, or there is no room
  public synchronized Minidisk importImage(
      MinidiskDefinition definition, Path image, Progress progress) throws InvalidInputException {
    checkIsFree(definition.name());
    try (StoreFile file = ImageFiles.open(image)) {
      Extent extent = room(definition.size(), image.toString());
      if (!extent.drive().keepsExtents()) {
        Minidisk minidisk = add(definition, extent, List.of());
        ImageFiles.copy(file, definition.size(), minidisk::write, progress);
        return minidisk;
      }
      Remains remains = new Remains(extent.first(), extent.count());
      change(extent.drive(), entries -> with(entries, remains));
      try {
        ImageFiles.copy(
            file,
            definition.size(),
            (position, bytes) ->
                extent.drive().write(extent.first() + (int) (position / Chunks.BYTES), 0, bytes),
            progress);
        extent.drive().flush();
      } catch (IOException e) {
        eraseQuietly(extent.drive());
        throw e;
      }
      return add(definition, extent, List.of(remains));
    } catch (IOException e) {
      throw invalid(Problem.DISK_IMAGE_UNREADABLE, image.toString(), FileProblem.reason(e));
    }
  }

  /// Writes a minidisk to a file of the host, sparse, in full or not at all.
  public void exportImage(Minidisk minidisk, Path image, Progress progress) throws IOException {
    try (DiskImage moment = minidisk.freeze()) {
      ImageFiles.write(moment, image, progress);
    }
  }

  /// Gives back a fork, or a minidisk without a name; whoever gets its room next finds zeros. Moments and forks of it stay.
  public synchronized void release(Minidisk minidisk) throws IOException {
    Extent extent = minidisk.extent();
    if (extent != null && !minidisks.contains(minidisk)) {
      throw new IllegalArgumentException(minidisk.name() + " is not on these drives");
    }
    minidisk.contents().discard("it was given back");
    if (extent != null) {
      minidisks.remove(minidisk);
      Optional<Disk> disk = extent.drive().table().find(minidisk.name());
      Entry given = disk.isPresent() ? disk.get() : new Remains(extent.first(), extent.count());
      giveUp(extent, given);
    }
  }

  private void giveUp(Extent extent, Entry entry) throws IOException {
    Remains remains = new Remains(extent.first(), extent.count());
    Drive drive = extent.drive();
    if (drive.keepsExtents()) {
      drive.commit(drive.table().changed(entries -> with(without(entries, entry), remains)));
      drive.erase(remains.first(), remains.count());
      drive.flush();
      drive.commit(drive.table().changed(entries -> without(entries, remains)));
    } else {
      drive.commit(drive.table().changed(entries -> without(entries, entry)));
    }
  }

  /// Deletes a minidisk; its room reads as zeros from now on, also when the power goes meanwhile.
  ///
  /// @throws InvalidInputException when there is none, or it is linked
  public synchronized void delete(String name) throws InvalidInputException {
    Minidisk minidisk = get(name);
    checkNotLinked(name);
    try {
      release(minidisk);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Gives a minidisk another size. It grows into the room behind it, or moves to a larger gap on its drive; what it gains is
  /// zeros. Earlier references to it are of no use any more, moments and forks of it are.
  ///
  /// @param size in bytes
  /// @throws InvalidInputException when there is none, it is linked, or there is no room
  public synchronized Minidisk resize(String name, long size) throws InvalidInputException {
    Minidisk old = get(name);
    checkNotLinked(name);
    checkSize(size, name);
    try {
      Minidisk resized = new Resizing(contentsLock, old, size).run();
      minidisks.set(minidisks.indexOf(old), resized);
      return resized;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// In the order in which they were made.
  public synchronized List<Minidisk> minidisks() {
    return List.copyOf(minidisks);
  }

  public synchronized Optional<Minidisk> find(String name) {
    return minidisks.stream().filter(minidisk -> minidisk.name().equals(name)).findFirst();
  }

  /// The minidisks that stay, in the order in which they were made.
  public synchronized List<MinidiskDefinition> definitions() {
    return minidisks.stream()
        .flatMap(minidisk -> disk(minidisk.name()).stream())
        .map(Disk::definition)
        .toList();
  }

  private Optional<Disk> disk(String name) {
    return drives.stream().flatMap(drive -> drive.table().find(name).stream()).findFirst();
  }

  /// @throws InvalidInputException when there is no minidisk of that name
  public synchronized Minidisk get(String name) throws InvalidInputException {
    Optional<Minidisk> found = find(name);
    if (found.isEmpty()) {
      List<String> names = minidisks.stream().map(Minidisk::name).toList();
      String hint = Spelling.nearest(name, names).map("; did you mean `%s`?"::formatted).orElse("");
      throw invalid(Problem.NO_SUCH_MINIDISK, place.describe(""), name, hint);
    }
    return found.get();
  }

  /// Who has what now, in this process.
  public LinkTable links() {
    return links;
  }

  /// The links that VMs shall have when they start, first come first in each minidisk.
  public synchronized List<Claim> claims() {
    return drives.stream().flatMap(drive -> drive.table().claims().stream()).toList();
  }

  /// What all VMs would have if they started now: of each minidisk its owner first, then the others in the order in which they
  /// asked.
  public synchronized LinkTable claimed() {
    LinkTable table = new LinkTable();
    for (MinidiskDefinition definition : definitions()) {
      if (!definition.owner().isEmpty()) {
        table.link(definition.owner(), definition.name(), definition.mode());
      }
    }
    for (Claim claim : claims()) {
      table.link(claim.holder(), claim.minidisk(), claim.mode());
    }
    return table;
  }

  /// Keeps a link for a VM, if those before it leave room for that.
  ///
  /// @return what it is as long as nothing else changes
  /// @throws InvalidInputException when there is no such minidisk, the VM has a link to it, or it would be refused
  public synchronized LinkTable.Linked claim(Claim claim) throws InvalidInputException {
    get(claim.minidisk());
    Extent extent = extent(claim.minidisk());
    LinkTable table = claimed();
    boolean has =
        claims().stream()
            .anyMatch(c -> c.vm().equals(claim.vm()) && c.minidisk().equals(claim.minidisk()));
    LinkTable.Answer answer =
        has
            ? new LinkTable.Refused("it has a link to it already")
            : table.link(claim.holder(), claim.minidisk(), claim.mode());
    return switch (answer) {
      case LinkTable.Refused(String because) ->
          throw invalid(
              Problem.LINK_REFUSED,
              place.describe(""),
              claim.holder(),
              claim.minidisk(),
              claim.mode(),
              because);
      case LinkTable.Linked linked -> {
        change(extent.drive(), entries -> with(entries, new Wanted(claim)));
        yield linked;
      }
    };
  }

  /// Forgets a link that was kept.
  ///
  /// @return whether there was one
  public synchronized boolean unclaim(String vm, String minidisk) throws InvalidInputException {
    Extent extent = extent(get(minidisk).name());
    Optional<Claim> claim =
        claims().stream()
            .filter(c -> c.vm().equals(vm) && c.minidisk().equals(minidisk))
            .findFirst();
    if (claim.isPresent()) {
      change(extent.drive(), entries -> without(entries, new Wanted(claim.get())));
    }
    return claim.isPresent();
  }

  private void checkNotLinked(String name) throws InvalidInputException {
    String holders =
        claims().stream()
            .filter(claim -> claim.minidisk().equals(name))
            .map(claim -> "%s has a link (%s)".formatted(claim.holder(), claim.mode()))
            .collect(Collectors.joining(", "));
    if (!holders.isEmpty()) {
      throw invalid(Problem.MINIDISK_LINKED, place.describe(""), name, holders);
    }
  }

  /// What lies where, drive by drive.
  public synchronized List<DriveMap> map() {
    return drives.stream().map(this::map).toList();
  }

  private DriveMap map(Drive drive) {
    List<DriveTable.Room> rooms = new ArrayList<>(drive.table().rooms());
    rooms.addAll(drive.table().gaps());
    rooms.sort((a, b) -> Integer.compare(a.first(), b.first()));
    List<Remains> gaps = drive.table().gaps();
    return new DriveMap(
        drive.name(),
        drive.table().capacity(),
        rooms.stream()
            .map(room -> {
              String name =
                  switch (room) {
                    case Disk disk -> disk.definition().name();
                    case Remains remains -> gaps.contains(remains) ? "" : "(temporary)";
                  };
              String owner = room instanceof Disk disk ? disk.definition().owner() : "";
              long start = (long) room.first() * Chunks.BYTES;
              return new DriveMap.Part(name, owner, start, (long) room.count() * Chunks.BYTES);
            })
            .toList());
  }

  /// What all overlays hold, in chunks.
  int chunksInOverlays() {
    synchronized (contentsLock) {
      return drives.stream().mapToInt(drive -> drive.overlay().inUse()).sum();
    }
  }

  /// Makes a moment of a disk of chunks that come from a file.
  ///
  /// @param size in bytes
  /// @param parent what it is like where nothing is said; null for zeros
  public DiskImage.Builder newImage(long size, @Nullable DiskImage parent) {
    if (parent != null && parent.size() != size) {
      throw new IllegalArgumentException(
          "a disk of %d bytes from one of %d".formatted(size, parent.size()));
    }
    synchronized (contentsLock) {
      Node root = parent == null ? null : ChunkTree.share(parent.root(contentsLock));
      return new DiskImage.Builder(contentsLock, drives.getFirst(), size, root);
    }
  }

  private Minidisk addTemporary(long size, String asked, @Nullable StoreFile image)
      throws InvalidInputException {
    Extent extent = room(size, asked);
    change(extent.drive(), entries -> with(entries, new Remains(extent.first(), extent.count())));
    Node root = image == null ? null : ChunkTree.run(new HostImage(image, size), 0);
    Contents contents = Contents.temporary(contentsLock, extent, size, root);
    String name = extent.drive().name() + "/minidisk" + minidisksMade++;
    Minidisk minidisk = new Minidisk(name, contents, false);
    minidisks.add(minidisk);
    return minidisk;
  }

  /// The beginning of the largest room that any drive has; of equal ones, that of the first drive.
  private Extent room(long size, String asked) throws InvalidInputException {
    checkSize(size, asked);
    Extent best = null;
    for (Drive drive : drives) {
      for (Remains gap : drive.table().gaps()) {
        if (best == null || gap.count() > best.count()) {
          best = new Extent(drive, gap.first(), gap.count());
        }
      }
    }
    long chunks = Chunks.count(size);
    if (best == null || chunks > best.count()) {
      long room = best == null ? 0 : (long) best.count() * Chunks.BYTES;
      throw invalid(Problem.DISK_TOO_LARGE, asked, size, room);
    }
    return new Extent(best.drive(), best.first(), (int) chunks);
  }

  private static void checkSize(long size, String asked) throws InvalidInputException {
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
  }

  private void checkIsFree(String name) throws InvalidInputException {
    Optional<Minidisk> there = find(name);
    if (there.isPresent()) {
      Extent extent = there.get().extent();
      String where = extent == null ? "no drive" : extent.drive().name();
      throw invalid(Problem.MINIDISK_EXISTS, place.describe(""), name, where);
    }
  }

  private Extent extent(String name) throws InvalidInputException {
    Extent extent = get(name).extent();
    if (extent == null) {
      throw new IllegalStateException(name + " has no place");
    }
    return extent;
  }

  private void change(Drive drive, UnaryOperator<List<Entry>> change) throws InvalidInputException {
    DriveTable next = drive.table().changed(change);
    if (drive.keepsExtents() && next.entries().size() > TableFormat.MAX_ENTRIES) {
      throw invalid(Problem.TABLE_FULL, place.describe(""), drive.name(), TableFormat.MAX_ENTRIES);
    }
    try {
      drive.commit(next);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static List<Entry> with(List<Entry> entries, Entry entry) {
    entries.add(entry);
    return entries;
  }

  private static List<Entry> without(List<Entry> entries, Entry entry) {
    entries.remove(entry);
    return entries;
  }

  private InvalidInputException failed(IOException e) {
    return invalid(Problem.STORE_FAILED, place.describe(""), FileProblem.reason(e));
  }

  private static InvalidInputException invalid(Problem problem, String what, Object... values) {
    return Store.invalid(problem, what, values);
  }

  private static void eraseQuietly(Drive drive) {
    try {
      Store.eraseRemains(drive);
    } catch (IOException e) {
      // It stays in the table, and is erased when the store is next opened.
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      // What is wrong is on its way to the user already.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      for (Minidisk minidisk : List.copyOf(minidisks)) {
        if (disk(minidisk.name()).isEmpty()) {
          release(minidisk);
        }
      }
      for (Drive drive : drives) {
        drive.flush();
      }
    } finally {
      for (Drive drive : drives) {
        drive.close();
      }
      for (StoreFile image : images) {
        image.close();
      }
      place.close();
      closeQuietly(lock);
    }
  }
}
