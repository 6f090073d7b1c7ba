package softmetal.monitor.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Which part of a drive belongs to whom. Immutable; two minidisks that overlap cannot be said.
///
/// @param store the same for all drives of a store, and no other
/// @param drive which of them this is, from 0
/// @param drives how many there are
/// @param capacity in bytes, a multiple of a chunk
/// @param generation grows by one with each change
record DriveTable(
    UUID store, int drive, int drives, long capacity, long generation, List<Entry> entries) {
  static final int MAX_DRIVES = 64;

  /// A row.
  sealed interface Entry {}

  /// A row about a part of the drive, in chunks.
  sealed interface Room extends Entry {
    int first();

    int count();

    default int end() {
      return first() + count();
    }
  }

  /// A minidisk.
  ///
  /// @param number grows with each minidisk that is made in the store
  record Disk(MinidiskDefinition definition, int number, int first, int count) implements Room {
    Disk {
      if (count != Chunks.count(definition.size())) {
        throw new IllegalArgumentException(
            "minidisk %s of %d bytes in %d chunks"
                .formatted(definition.name(), definition.size(), count));
      }
    }
  }

  /// A part that is nobody's, and whose contents nobody must ever see: it is erased when the drive is next opened, if it is
  /// still in the table then.
  record Remains(int first, int count) implements Room {}

  /// A link that a VM shall have when it starts.
  record Wanted(Claim claim) implements Entry {}

  /// @throws IllegalArgumentException when this is not the table of a drive; the message says why
  DriveTable {
    entries = List.copyOf(entries);
    require(drives >= 1 && drives <= MAX_DRIVES, "it is one of %d drives", drives);
    require(drive >= 0 && drive < drives, "it is drive %d of %d", drive, drives);
    require(isCapacity(capacity), "it holds %d bytes", capacity);
    require(generation > 0, "it has changed %d times", generation);
    long end = 0;
    for (Room room : inOrder(entries)) {
      require(
          room.count() > 0 && room.first() >= end,
          "chunk %d belongs to two of its parts",
          room.first());
      end = (long) room.first() + room.count();
      require(end <= capacity / Chunks.BYTES, "a part of it ends at chunk %d", end);
    }
    List<Disk> disks = disks(entries);
    require(
        disks.stream().map(disk -> disk.definition().name()).distinct().count() == disks.size(),
        "%s have the same name",
        "two minidisks");
    for (Entry entry : entries) {
      require(
          !(entry instanceof Wanted(Claim claim))
              || disks.stream().anyMatch(d -> d.definition().name().equals(claim.minidisk())),
          "%s is linked and does not exist",
          "a minidisk");
    }
  }

  private static void require(boolean condition, String message, Object value, Object... more) {
    if (!condition) {
      Object[] values = more.length == 0 ? new Object[] {value} : new Object[] {value, more[0]};
      throw new IllegalArgumentException(message.formatted(values));
    }
  }

  static boolean isCapacity(long bytes) {
    return bytes > 0 && bytes % Chunks.BYTES == 0 && bytes / Chunks.BYTES <= ChunkTree.MAX_CHUNKS;
  }

  static DriveTable empty(UUID store, int drive, int drives, long capacity) {
    return new DriveTable(store, drive, drives, capacity, 1, List.of());
  }

  /// The next one.
  DriveTable changed(UnaryOperator<List<Entry>> change) {
    return new DriveTable(
        store, drive, drives, capacity, generation + 1, change.apply(new ArrayList<>(entries)));
  }

  List<Disk> disks() {
    return disks(entries);
  }

  private static List<Disk> disks(List<Entry> entries) {
    return entries.stream()
        .filter(Disk.class::isInstance)
        .map(Disk.class::cast)
        .sorted(Comparator.comparingInt(Disk::number))
        .toList();
  }

  Optional<Disk> find(String name) {
    return disks().stream().filter(disk -> disk.definition().name().equals(name)).findFirst();
  }

  List<Remains> remains() {
    return entries.stream().filter(Remains.class::isInstance).map(Remains.class::cast).toList();
  }

  List<Claim> claims() {
    return entries.stream()
        .filter(Wanted.class::isInstance)
        .map(entry -> ((Wanted) entry).claim())
        .toList();
  }

  /// All parts that are somebody's, as they lie on the drive.
  List<Room> rooms() {
    return inOrder(entries);
  }

  private static List<Room> inOrder(List<Entry> entries) {
    return entries.stream()
        .filter(Room.class::isInstance)
        .map(Room.class::cast)
        .sorted(Comparator.comparingInt(Room::first))
        .toList();
  }

  /// All parts that are nobody's, as they lie on the drive.
  List<Remains> gaps() {
    List<Remains> gaps = new ArrayList<>();
    int free = 0;
    for (Room room : rooms()) {
      if (room.first() > free) {
        gaps.add(new Remains(free, room.first() - free));
      }
      free = room.end();
    }
    int chunks = (int) (capacity / Chunks.BYTES);
    if (chunks > free) {
      gaps.add(new Remains(free, chunks - free));
    }
    return gaps;
  }
}
