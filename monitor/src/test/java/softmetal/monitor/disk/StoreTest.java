package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

/// What is kept from one process to the next.
class StoreTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  private Path store() {
    return directory.resolve("store");
  }

  private static MinidiskDefinition disk(String name, long size) {
    return MinidiskDefinition.of(name, size);
  }

  private static byte[] all(Minidisk disk) throws IOException {
    byte[] bytes = new byte[(int) disk.size()];
    disk.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private void refused(Problem problem, String text) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> Drives.open(store()));
    assertEquals(problem, e.diagnostic().problem());
    assertTrue(e.diagnostic().message().contains(text), e.diagnostic().message());
  }

  @Test
  void everything_is_there_again() throws Exception {
    Claim claim = new Claim("bob", "2", "alice/root", LinkMode.RR);
    byte[] bytes = random(100_352);
    try (Drives drives = Drives.in(store(), 2, MIB)) {
      Minidisk disk =
          drives.create(new MinidiskDefinition("alice/root", 100_352, "alice", LinkMode.MR));
      disk.write(0, ByteBuffer.wrap(bytes));
      drives.create(disk("other", 512));
      drives.create(2048, "a temporary one").write(0, ByteBuffer.wrap(random(2048)));
      drives.claim(claim);
    }

    try (Drives drives = Drives.open(store())) {
      assertEquals(List.of(), drives.repairs());
      assertEquals(
          List.of(
              new MinidiskDefinition("alice/root", 100_352, "alice", LinkMode.MR),
              disk("other", 512)),
          drives.definitions());
      assertArrayEquals(bytes, all(drives.get("alice/root")));
      assertEquals(List.of(claim), drives.claims());
    }
  }

  @Test
  void nothing_but_the_drives_stays_behind() throws Exception {
    try (Drives drives = Drives.in(store(), 2, MIB)) {
      Minidisk disk = drives.create(disk("d", 65_536));
      try (DiskImage moment = disk.freeze()) {
        disk.write(0, ByteBuffer.wrap(random(65_536)));
        disk.revertTo(moment);
        drives.release(moment.fork("fork"));
      }
    }
    try (Stream<Path> files = Files.list(store())) {
      assertEquals(
          List.of("drive0.img", "drive1.img", "store.lock"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void a_store_is_one_users_at_a_time() throws Exception {
    try (Drives _ = Drives.in(store(), 1, MIB)) {
      refused(Problem.STORE_IN_USE, "this process");
      refused(Problem.STORE_IN_USE, "this process");
    }
    Drives.open(store()).close();
  }

  @Test
  void there_is_no_second_store_in_a_directory() throws Exception {
    Drives.in(store(), 1, MIB).close();

    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Drives.in(store(), 1, MIB));
    assertEquals(Problem.DRIVE_EXISTS, e.diagnostic().problem());
    Drives.open(store()).close();
  }

  @Test
  void drives_that_do_not_belong_together_are_refused() throws Exception {
    Drives.in(store(), 3, MIB).close();
    Drives.in(directory.resolve("other"), 3, MIB).close();
    Path second = store().resolve("drive1.img");
    byte[] right = Files.readAllBytes(second);

    Files.copy(directory.resolve("other/drive1.img"), second, StandardCopyOption.REPLACE_EXISTING);
    refused(Problem.STORE_DAMAGED, "another store");
    Files.copy(store().resolve("drive2.img"), second, StandardCopyOption.REPLACE_EXISTING);
    refused(Problem.STORE_DAMAGED, "drive 2 under another name");
    Files.delete(second);
    refused(Problem.NO_STORE, "drive1.img");
    Files.write(second, Arrays.copyOf(right, right.length - 1));
    refused(Problem.STORE_DAMAGED, "bytes long");
    Files.write(second, right);
    Drives.open(store()).close();
  }

  @Test
  void a_minidisk_is_resized_where_there_is_room() throws Exception {
    byte[] bytes = random(20_480);
    try (Drives drives = Drives.in(store(), 1, MIB)) {
      drives.create(disk("a", 20_480)).write(0, ByteBuffer.wrap(bytes));
      drives.create(disk("b", 20_480));

      Minidisk grown = drives.resize("a", 24_576);
      assertArrayEquals(Arrays.copyOf(bytes, 24_576), all(grown));
      Minidisk moved = drives.resize("a", 500_224);
      assertArrayEquals(Arrays.copyOf(bytes, 500_224), all(moved));
      Minidisk smaller = drives.resize("a", 10_240);
      assertArrayEquals(Arrays.copyOf(bytes, 10_240), all(smaller));
      Minidisk again = drives.resize("a", 20_480);
      assertArrayEquals(Arrays.copyOf(Arrays.copyOf(bytes, 10_240), 20_480), all(again));
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> drives.resize("b", MIB));
      assertEquals(Problem.MINIDISK_CANNOT_GROW, e.diagnostic().problem());
      assertThrows(IOException.class, () -> all(grown));
    }
  }

  /// A moment of a disk that is resized, moved or deleted still has what it had.
  @Test
  void moments_outlive_what_happens_to_the_disk() throws Exception {
    byte[] bytes = random(100_352);
    try (Drives drives = Drives.in(store(), 1, MIB)) {
      Minidisk disk = drives.create(disk("a", 100_352));
      drives.create(disk("b", 512));
      disk.write(0, ByteBuffer.wrap(bytes));
      try (DiskImage moment = disk.freeze()) {
        Minidisk fork = moment.fork("fork");
        drives.resize("a", 20_480).write(0, ByteBuffer.wrap(new byte[20_480]));
        assertArrayEquals(bytes, all(fork));
        drives.resize("a", 500_224);
        assertArrayEquals(bytes, all(fork));
        drives.delete("a");
        drives.create(disk("c", 500_224)).write(0, ByteBuffer.wrap(random(500_224)));
        assertArrayEquals(bytes, all(fork));
      }
    }
  }

  @Test
  void images_come_and_go_as_they_are() throws Exception {
    byte[] bytes = random(50_176);
    Arrays.fill(bytes, 16_384, 40_000, (byte) 0);
    Path image = Files.write(directory.resolve("image"), bytes);
    Path exported = directory.resolve("exported");
    try (Drives drives = Drives.in(store(), 1, MIB)) {
      Minidisk disk = drives.importImage(disk("a", bytes.length), image, Progress.NONE);
      drives.exportImage(disk, exported, Progress.NONE);
      assertArrayEquals(bytes, Files.readAllBytes(exported));
      assertThrows(
          IOException.class,
          () -> drives.exportImage(disk, directory.resolve("none/x"), Progress.NONE));
    }
    try (Drives drives = Drives.open(store());
        Stream<Path> files = Files.list(directory)) {
      assertArrayEquals(bytes, all(drives.get("a")));
      assertEquals(3, files.count());
    }
  }

  @Test
  void what_is_linked_is_not_deleted() throws Exception {
    try (Drives drives = Drives.in(store(), 1, MIB)) {
      drives.create(new MinidiskDefinition("a", 512, "alice", LinkMode.W));
      drives.claim(new Claim("bob", "", "a", LinkMode.RR));

      InvalidInputException e = assertThrows(InvalidInputException.class, () -> drives.delete("a"));
      assertEquals("minidisk `a` stays: bob has a link (RR)", e.getMessage());
      e =
          assertThrows(
              InvalidInputException.class,
              () -> drives.claim(new Claim("carol", "", "a", LinkMode.W)));
      assertEquals(
          "`carol` does not get `a` as W: alice writes (W), bob reads (RR); MR would let it read",
          e.getMessage());
      assertTrue(drives.unclaim("bob", "a"));
      assertFalse(drives.unclaim("bob", "a"));
      drives.delete("a");
    }
  }

  @Test
  void a_full_table_is_refused_before_anything_is_done() throws Exception {
    List<DriveTable.Entry> rows = new ArrayList<>();
    for (int i = 0; i < TableFormat.MAX_ENTRIES; i++) {
      rows.add(new DriveTable.Disk(disk("d" + i, 512), i, i, 1));
    }
    SimulatedMedium medium = new SimulatedMedium(1);
    Drive.create(medium, new DriveTable(new UUID(0, 0), 0, 1, 8 * MIB, 1, rows), Drive.fileName(0));
    try (Drives drives = Drives.open(medium, null)) {
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> drives.create(disk("more", 512)));
      assertEquals(Problem.TABLE_FULL, e.diagnostic().problem());
    }
    try (Drives drives = Drives.open(medium, null)) {
      assertEquals(TableFormat.MAX_ENTRIES, drives.definitions().size());
    }
  }
}
