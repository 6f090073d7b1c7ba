package softmetal.sampleos.slate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.disk.FileSystemFormat;

class SlateTest {
  static final int SIZE = 64 << 10; // 16 blocks, 13 of them for files

  @TempDir Path directory;
  FileChannel disk;
  final SequencedMap<String, byte[]> files = new LinkedHashMap<>();

  @BeforeEach
  void open() throws IOException {
    disk =
        FileChannel.open(
            directory.resolve("disk"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    disk.write(ByteBuffer.allocate(1), SIZE - 1);
  }

  @AfterEach
  void close() throws IOException {
    disk.close();
  }

  @Test
  void can_be_found_by_its_name() {
    assertTrue(
        ServiceLoader.load(FileSystemFormat.class).stream()
            .anyMatch(format -> format.get().name().equals("slate")));
  }

  @Test
  void files_come_back_in_their_order() throws IOException {
    byte[] contents = new byte[3 * 4096 + 1];
    Arrays.fill(contents, (byte) 7);
    files.put("zebra", "striped".getBytes(StandardCharsets.US_ASCII));
    files.put("nothing", new byte[0]);
    files.put("long", contents);
    format();

    SlateDisk read = SlateDisk.read(disk);

    assertEquals(List.of(), read.problems());
    assertEquals(List.of("zebra", "nothing", "long"), List.copyOf(read.files().keySet()));
    assertArrayEquals(contents, read.files().get("long"));
    assertEquals(16 - 3 - 1 - 4, read.freeBlocks());
  }

  @Test
  void a_disk_can_be_filled_to_the_last_block_and_not_further() throws IOException {
    files.put("big", new byte[13 * 4096]);
    format();
    assertEquals(0, SlateDisk.read(disk).freeBlocks());

    files.put("more", new byte[1]);
    assertMessage("the files need 68 KiB of disk, there are 64 KiB");
  }

  @Test
  void names_that_the_kernel_could_not_read_are_refused() {
    files.put("two words", new byte[1]);
    assertMessage(
        "'two words' is no name for a file on a slate disk: 1 to 27 visible ASCII characters");
  }

  @Test
  void too_many_files_are_refused() {
    for (int file = 0; file < 65; file++) {
      files.put("file" + file, new byte[0]);
    }
    assertMessage("a slate disk holds at most 64 files, there are 65");
  }

  @Test
  void a_block_that_two_files_use_is_a_problem() throws IOException {
    files.put("first", new byte[1]);
    files.put("second", new byte[1]);
    format();
    poke(2 * 4096 + 64 + 32, 3); // the extent of the second file

    assertEquals(
        List.of("second: block 3 is used twice", "block 4 is taken but belongs to no file"),
        SlateDisk.read(disk).problems());
  }

  @Test
  void a_block_that_is_marked_as_free_but_used_is_a_problem() throws IOException {
    files.put("file", new byte[1]);
    format();
    poke(4096, 7);

    assertEquals(List.of("block 3 is used but marked as free"), SlateDisk.read(disk).problems());
  }

  @Test
  void random_disks_are_described_and_never_trip_the_reader() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    files.put("file", new byte[5000]);
    for (int round = 0; round < 200; round++) {
      format();
      for (int change = 0; change < 5; change++) {
        poke(4 * random.nextInt(3 * 4096 / 4), random.nextInt());
      }
      try {
        SlateDisk.read(disk);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void format() throws IOException {
    new SlateFormat().format(disk, SIZE, files);
  }

  private void poke(int position, int value) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(4).putInt(0, Integer.reverseBytes(value));
    disk.write(word, position);
  }

  private void assertMessage(String message) {
    assertEquals(message, assertThrows(IOException.class, this::format).getMessage());
  }
}
