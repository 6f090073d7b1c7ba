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
import java.util.SplittableRandom;
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
    assertEquals(3, disks.stream().map(d -> d.extent().drive()).distinct().count());
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
      assertThrows(InvalidInputException.class, () -> create(size));
    }
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> create(1000));
    assertEquals(
        "a disk is made of whole sectors of 512 bytes; 1000 bytes are 488 more than 1 sectors",
        e.getMessage());
  }
}
