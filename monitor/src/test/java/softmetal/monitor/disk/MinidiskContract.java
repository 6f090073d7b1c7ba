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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.monitor.state.RecordedState;

/// What minidisks promise, whatever file system their drives are on.
abstract class MinidiskContract {
  static final int MIB = 1 << 20;

  @TempDir Path host;
  Drives drives;

  abstract Drives drives(int count, long size) throws Exception;

  @BeforeEach
  void open() throws Exception {
    drives = drives(3, 4 * MIB);
  }

  @AfterEach
  void close() throws IOException {
    drives.close();
  }

  Minidisk create(long size) throws InvalidInputException {
    return drives.create(size, "it");
  }

  static byte[] read(Minidisk disk, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    disk.read(position, buffer);
    assertFalse(buffer.hasRemaining());
    return buffer.array();
  }

  static void write(Minidisk disk, long position, byte... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    disk.write(position, buffer);
    assertFalse(buffer.hasRemaining());
  }

  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void reads_as_zeros_until_it_is_written() throws Exception {
    Minidisk disk = create(MIB);

    assertArrayEquals(new byte[MIB], read(disk, 0, MIB));
    write(disk, MIB - 1, (byte) 1);

    assertEquals(1, read(disk, MIB - 1, 1)[0]);
    assertArrayEquals(new byte[MIB - 1], read(disk, 0, MIB - 1));
  }

  @Test
  void behaves_like_an_array_of_bytes() throws Exception {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    Minidisk disk = create(MIB / 2);
    byte[] model = new byte[MIB / 2];
    for (int i = 0; i < 300; i++) {
      int position = random.nextInt(model.length);
      int length = random.nextInt(Math.min(50_000, model.length - position) + 1);
      if (random.nextBoolean()) {
        byte[] bytes = random(i, length);
        write(disk, position, bytes);
        System.arraycopy(bytes, 0, model, position, length);
      } else {
        byte[] expected = Arrays.copyOfRange(model, position, position + length);
        assertArrayEquals(expected, read(disk, position, length), "step " + i);
      }
    }
    disk.flush();
    assertArrayEquals(model, read(disk, 0, model.length));
  }

  @Test
  void refuses_what_is_not_all_on_it() throws Exception {
    Minidisk disk = create(1024);

    for (long position : new long[] {-1, 1024, 1023, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> read(disk, position, 2));
      assertThrows(IllegalArgumentException.class, () -> write(disk, position, new byte[2]));
    }
    assertFalse(disk.contains(1023, 2));
    assertFalse(disk.contains(1, Long.MAX_VALUE));
    assertTrue(disk.contains(1024, 0));
  }

  /// The textbook case.
  @Test
  void seven_minidisks_on_three_drives_do_not_touch_each_other() throws Exception {
    List<Minidisk> disks = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Minidisk disk = create(MIB - 512L * i);
      byte[] bytes = new byte[(int) disk.size()];
      Arrays.fill(bytes, (byte) (i + 1));
      write(disk, 0, bytes);
      disks.add(disk);
    }
    for (int i = 0; i < 7; i++) {
      Minidisk disk = disks.get(i);
      for (byte value : read(disk, 0, (int) disk.size())) {
        assertEquals(i + 1, value);
      }
    }
    assertEquals(
        3, disks.stream().map(d -> Objects.requireNonNull(d.extent()).drive()).distinct().count());
  }

  @Test
  void room_that_was_given_back_is_used_again_and_reads_as_zeros() throws Exception {
    List<Minidisk> disks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      disks.add(create(4 * MIB));
    }
    write(disks.get(1), 5, (byte) 1);
    write(disks.get(1), 100_000, (byte) 1);
    InvalidInputException full = assertThrows(InvalidInputException.class, () -> create(512));
    assertEquals(Problem.DISK_TOO_LARGE, full.diagnostic().problem());

    drives.release(disks.get(1));
    Minidisk next = create(4 * MIB);

    assertArrayEquals(new byte[4 * MIB], read(next, 0, 4 * MIB));
    write(next, 6, (byte) 2);
    assertArrayEquals(new byte[6], read(next, 0, 6));
    assertThrows(IllegalArgumentException.class, () -> drives.release(disks.get(1)));
  }

  @Test
  void a_gap_between_two_minidisks_is_room_too() throws Exception {
    Drives one = drives;
    List<Minidisk> disks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      disks.add(create(MIB));
    }
    one.release(disks.get(4));

    Minidisk next = create(MIB);

    assertEquals(disks.get(4).extent(), next.extent());
  }

  @Test
  void an_image_is_read_but_never_written() throws Exception {
    byte[] bytes = random(7, 100 * 512);
    Path image = Files.write(host.resolve("host.img"), bytes);
    Minidisk disk = drives.importImage(image);

    assertEquals(bytes.length, disk.size());
    assertArrayEquals(bytes, read(disk, 0, bytes.length));
    for (int position : new int[] {0, 20_000, bytes.length - 1}) {
      write(disk, position, (byte) 99);
      bytes[position] = 99;
    }

    assertArrayEquals(bytes, read(disk, 0, bytes.length));
    assertArrayEquals(random(7, 100 * 512), Files.readAllBytes(image));
  }

  @Test
  void an_image_that_shrinks_is_an_error_of_the_host() throws Exception {
    Path image = Files.write(host.resolve("host.img"), random(7, 100 * 512));
    Minidisk disk = drives.importImage(image);
    Files.write(image, new byte[512]);

    assertThrows(IOException.class, () -> read(disk, 512, 1));
  }

  @Test
  void the_state_is_what_the_guest_can_read() throws Exception {
    byte[] bytes = new byte[40_000 / 512 * 512];
    bytes[20_000] = 1;
    Minidisk imported = drives.importImage(Files.write(host.resolve("host.img"), bytes));
    Minidisk written = create(bytes.length);
    write(written, 0, (byte) 1);
    write(written, 20_000, (byte) 1);
    write(written, 0, (byte) 0);

    assertArrayEquals(RecordedState.of(imported), RecordedState.of(written));
    assertEquals(8 + 8 + 16384 + 8, RecordedState.of(written).length);
  }

  void assertRefused(Problem problem, Path image) {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> drives.importImage(image));
    assertEquals(problem, e.diagnostic().problem());
    assertEquals(image.toString(), e.diagnostic().span().toString());
    assertEquals(List.of(), drives.minidisks());
  }

  @Test
  void a_file_that_is_no_image_is_refused_with_the_reason() throws Exception {
    assertRefused(Problem.DISK_IMAGE_MISSING, host.resolve("missing"));
    assertRefused(Problem.DISK_IMAGE_NOT_A_FILE, host);
    assertRefused(Problem.DISK_EMPTY, Files.createFile(host.resolve("empty")));
    assertRefused(Problem.DISK_NOT_IN_SECTORS, Files.write(host.resolve("odd"), new byte[1000]));
    assertRefused(
        Problem.DISK_TOO_LARGE, Files.write(host.resolve("large"), new byte[4 * MIB + 512]));
  }

  @Test
  void a_size_that_no_disk_has_is_refused_with_the_reason() {
    for (long size : new long[] {0, -512, 1000, Long.MAX_VALUE, Long.MAX_VALUE / 512 * 512}) {
      assertThrows(InvalidInputException.class, () -> drives.create(size, "it"));
    }
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> drives.create(1000, "it"));
    assertEquals(
        "a disk is made of whole sectors of 512 bytes; 1000 bytes are 488 more than 1 sectors",
        e.getMessage());
  }

  static byte[] all(DiskImage image) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) image.size());
    image.read(0, buffer);
    return buffer.array();
  }

  static byte[] all(Minidisk disk) throws IOException {
    return read(disk, 0, (int) disk.size());
  }

  int chunksInOverlays() {
    return drives.chunksInOverlays();
  }

  @Test
  void a_moment_stays_as_it_was() throws Exception {
    Minidisk disk = create(MIB);
    write(disk, 0, random(1, MIB));
    try (DiskImage moment = disk.freeze()) {
      write(disk, 5_000, random(2, 50_000));

      assertArrayEquals(random(1, MIB), all(moment));
      assertArrayEquals(random(2, 50_000), read(disk, 5_000, 50_000));
      assertArrayEquals(Arrays.copyOf(random(1, MIB), 5_000), read(disk, 0, 5_000));
    }
  }

  @Test
  void a_fork_begins_with_the_moment_and_then_goes_its_own_way() throws Exception {
    Minidisk disk = create(MIB);
    write(disk, 0, random(1, MIB));
    Minidisk fork;
    try (DiskImage moment = disk.freeze()) {
      fork = moment.fork("fork");
    }
    write(disk, 0, (byte) 1, (byte) 2, (byte) 3);
    assertArrayEquals(random(1, MIB), all(fork));
    write(fork, 1, (byte) 9);

    assertArrayEquals(new byte[] {1, 2, 3}, read(disk, 0, 3));
    byte[] expected = random(1, MIB);
    expected[1] = 9;
    assertArrayEquals(expected, all(fork));
    assertTrue(fork.isFork());
    assertFalse(disk.isFork());
  }

  @Test
  void forks_cost_nothing_until_they_write() throws Exception {
    Minidisk disk = create(MIB);
    write(disk, 0, random(1, MIB));
    int before = chunksInOverlays();
    List<Minidisk> forks = new ArrayList<>();
    try (DiskImage moment = disk.freeze()) {
      for (int i = 0; i < 100; i++) {
        forks.add(moment.fork("fork" + i));
      }
      assertEquals(before, chunksInOverlays());
      write(forks.get(7), 100, (byte) 1);
      assertEquals(before + 1, chunksInOverlays());
    }
    for (Minidisk fork : forks) {
      drives.release(fork);
    }
    assertEquals(before, chunksInOverlays());
  }

  @Test
  void forks_outlive_the_disk_that_they_come_from() throws Exception {
    Minidisk disk = create(MIB);
    write(disk, 0, random(1, MIB));
    Minidisk fork;
    try (DiskImage moment = disk.freeze()) {
      fork = moment.fork("fork");
    }
    drives.release(disk);
    Minidisk next = create(MIB);
    write(next, 0, random(2, MIB));

    assertArrayEquals(random(1, MIB), all(fork));
    assertThrows(IOException.class, () -> read(disk, 0, 1));
  }

  @Test
  void a_disk_has_the_contents_of_a_moment_again() throws Exception {
    Minidisk disk = create(MIB);
    write(disk, 100_000, random(1, 300_000));
    byte[] early = all(disk);
    try (DiskImage moment = disk.freeze()) {
      write(disk, 0, random(2, 200_000));
      byte[] late = all(disk);
      try (DiskImage other = disk.freeze()) {
        disk.revertTo(moment);
        assertArrayEquals(early, all(disk));
        assertArrayEquals(late, all(other));
        write(disk, 0, random(3, 20_000));
        disk.revertTo(other);
        assertArrayEquals(late, all(disk));
      }
      assertArrayEquals(early, all(moment));
    }
  }

  @Test
  void only_what_changed_is_visited() throws Exception {
    Minidisk disk = create(10 * Chunks.BYTES + 512);
    write(disk, Chunks.BYTES, random(1, 512));
    write(disk, 10 * Chunks.BYTES, random(2, 512));
    try (DiskImage first = disk.freeze()) {
      write(disk, 3 * Chunks.BYTES + 7, (byte) 1);
      write(disk, 4 * Chunks.BYTES, (byte) 0);
      write(disk, Chunks.BYTES, new byte[512]);
      try (DiskImage second = disk.freeze()) {
        assertEquals(
            List.of("16384+16384", "163840+512"), visited(first, null), "all that is not zeros");
        assertEquals(List.of("49152+16384", "163840+512"), visited(second, null));
        assertEquals(List.of("16384+16384", "49152+16384"), visited(second, first));
        assertEquals(List.of(), visited(second, second));
      }
    }
  }

  static List<String> visited(DiskImage image, @Nullable DiskImage parent) throws IOException {
    List<String> visited = new ArrayList<>();
    image.forEachChunkSince(
        parent, (position, chunk) -> visited.add(position + "+" + chunk.remaining()));
    return visited;
  }

  @Test
  void a_moment_is_built_again_from_the_chunks_of_others() throws Exception {
    Minidisk disk = create(10 * Chunks.BYTES + 512);
    write(disk, 0, random(1, 5 * Chunks.BYTES));
    try (DiskImage first = disk.freeze()) {
      write(disk, 2 * Chunks.BYTES, random(2, 8 * Chunks.BYTES + 512));
      try (DiskImage second = disk.freeze()) {
        Minidisk target = create(disk.size());
        try (DiskImage.Builder whole = drives.newImage(disk.size(), null)) {
          first.forEachChunkSince(null, whole::put);
          try (DiskImage one = whole.build();
              DiskImage.Builder more = drives.newImage(disk.size(), one)) {
            second.forEachChunkSince(first, more::put);
            try (DiskImage two = more.build()) {
              assertArrayEquals(all(first), all(one));
              target.revertTo(two);
            }
          }
        }
        assertArrayEquals(all(second), all(target));
        assertArrayEquals(RecordedState.of(disk), RecordedState.of(target));
      }
    }
  }

  @Test
  void a_thousand_moments_of_moments_make_reading_no_slower() throws Exception {
    Minidisk disk = create(MIB);
    byte[] model = new byte[MIB];
    Minidisk fork = disk;
    for (int i = 0; i < 1000; i++) {
      try (DiskImage moment = fork.freeze()) {
        Minidisk next = moment.fork("fork" + i);
        if (fork.isFork()) {
          drives.release(fork);
        }
        fork = next;
      }
      int at = i * 997 % MIB;
      write(fork, at, (byte) i);
      model[at] = (byte) i;
    }
    assertArrayEquals(model, all(fork));
    assertTrue(chunksInOverlays() <= 64, "what nobody needs is gone");
  }

  /// Disks, forks and moments at random against arrays of bytes.
  @Test
  void any_number_of_moments_behave_like_copies() throws Exception {
    long seed = Long.getLong("softmetal.seed", 20261124);
    SplittableRandom random = new SplittableRandom(seed);
    int size = 20 * Chunks.BYTES + 1024;
    List<Minidisk> disks = new ArrayList<>(List.of(create(size), create(size)));
    List<byte[]> models = new ArrayList<>(List.of(new byte[size], new byte[size]));
    List<DiskImage> images = new ArrayList<>();
    List<byte[]> frozen = new ArrayList<>();
    int base = chunksInOverlays();
    for (int step = 0; step < 400; step++) {
      String message = "-Dsoftmetal.seed=%d, step %d".formatted(seed, step);
      int d = random.nextInt(disks.size());
      int i = images.isEmpty() ? -1 : random.nextInt(images.size());
      switch (random.nextInt(10)) {
        case 0 -> {
          images.add(disks.get(d).freeze());
          frozen.add(models.get(d).clone());
        }
        case 1 -> {
          if (i >= 0) {
            images.remove(i).close();
            frozen.remove(i);
          }
        }
        case 2 -> {
          if (i >= 0 && disks.size() < 6) {
            disks.add(images.get(i).fork("fork" + step));
            models.add(frozen.get(i).clone());
          }
        }
        case 3 -> {
          if (disks.get(d).isFork()) {
            drives.release(disks.remove(d));
            models.remove(d);
          }
        }
        case 4 -> {
          if (i >= 0) {
            disks.get(d).revertTo(images.get(i));
            models.set(d, frozen.get(i).clone());
          }
        }
        case 5 -> {
          if (i >= 0) {
            assertArrayEquals(frozen.get(i), all(images.get(i)), message);
          }
        }
        default -> {
          int position = random.nextInt(size);
          byte[] bytes = random(step, random.nextInt(Math.min(40_000, size - position) + 1));
          write(disks.get(d), position, bytes);
          System.arraycopy(bytes, 0, models.get(d), position, bytes.length);
        }
      }
      assertArrayEquals(models.get(d % models.size()), all(disks.get(d % disks.size())), message);
    }
    images.forEach(DiskImage::close);
    for (Minidisk disk : disks) {
      drives.release(disk);
    }
    assertTrue(chunksInOverlays() <= base);
    assertArrayEquals(new byte[4 * MIB], all(create(4 * MIB)));
  }

  @Test
  void who_may_only_read_sees_what_is_written() throws Exception {
    Minidisk disk = create(MIB);
    Minidisk reader = disk.readOnly();
    write(disk, 10, (byte) 1);

    assertEquals(1, read(reader, 10, 1)[0]);
    assertThrows(IOException.class, () -> write(reader, 10, (byte) 2));
    assertEquals(1, read(disk, 10, 1)[0]);
  }

  @Test
  void a_moment_of_other_drives_is_refused() throws Exception {
    try (Drives others = Drives.inMemory(1, MIB)) {
      Minidisk other = others.create(MIB, "1M");
      Minidisk disk = create(MIB);
      try (DiskImage moment = other.freeze()) {
        assertThrows(IllegalArgumentException.class, () -> disk.revertTo(moment));
      }
    }
  }
}
