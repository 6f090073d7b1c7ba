package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.monitor.disk.TableFormat.Damaged;

/// Whatever bits of a store flip, it is as it was, or it is refused with the file and the reason.
class DamagedStoreTest {
  private static final String FILE = "drive0.img";
  private static final long SEED = Long.getLong("softmetal.seed", 6);

  private byte[] whole;
  private int tableBytes;
  private List<MinidiskDefinition> definitions;
  private List<Claim> claims;

  @BeforeEach
  void make() throws Exception {
    SimulatedMedium medium = new SimulatedMedium(SEED);
    try (Drives drives = Drives.in(medium, null, 1, 4L * Chunks.BYTES)) {
      drives.create(MinidiskDefinition.of("first", 20_480));
      drives.create(new MinidiskDefinition("second", 512, "alice", LinkMode.MR));
      drives.claim(new Claim("bob", "1", "first", LinkMode.RR));
      definitions = drives.definitions();
      claims = drives.claims();
    }
    whole = medium.bytes(FILE);
    tableBytes = TableFormat.HEADER_BYTES + 3 * TableFormat.ENTRY_BYTES;
  }

  private static SimulatedMedium mediumWith(byte[] bytes) {
    SimulatedMedium medium = new SimulatedMedium(SEED);
    medium.put(FILE, bytes);
    return medium;
  }

  private byte[] flipped(int... bits) {
    byte[] bytes = whole.clone();
    for (int bit : bits) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return bytes;
  }

  private static int second(int bit) {
    return bit + 8 * TableFormat.COPY_BYTES;
  }

  @Test
  void each_bit_that_flips_is_found() {
    byte[] table = Arrays.copyOf(whole, tableBytes);
    for (int bit = 0; bit < 8 * tableBytes; bit++) {
      ByteBuffer copy = ByteBuffer.wrap(table.clone());
      copy.array()[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(Damaged.class, () -> TableFormat.decode(copy), "bit " + bit);
    }
  }

  /// Some bits: the test above has them all.
  @Test
  void a_bit_that_flips_in_one_copy_is_set_right() throws Exception {
    for (int bit = 0; bit < 8 * tableBytes; bit += 41) {
      for (int place : new int[] {bit, second(bit)}) {
        SimulatedMedium medium = mediumWith(flipped(place));
        try (Drives drives = Drives.open(medium, null)) {
          assertEquals(definitions, drives.definitions());
          assertEquals(claims, drives.claims());
          assertEquals(1, drives.repairs().size(), "bit " + place);
          assertTrue(drives.repairs().getFirst().startsWith(FILE), drives.repairs().toString());
        }
        assertTrue(Arrays.equals(whole, medium.bytes(FILE)), "bit " + place);
      }
    }
  }

  @Test
  void a_bit_that_flips_in_both_copies_is_refused_with_the_reason() {
    for (int bit = 0; bit < 8 * tableBytes; bit += 41) {
      byte[] damaged = flipped(bit, second(bit));
      SimulatedMedium medium = mediumWith(damaged);

      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> Drives.open(medium, null), "bit " + bit);

      assertEquals(Problem.STORE_DAMAGED, e.diagnostic().problem());
      assertEquals(FILE, e.diagnostic().span().toString());
      assertTrue(e.diagnostic().message().length() > 40, e.diagnostic().message());
      assertTrue(Arrays.equals(damaged, medium.bytes(FILE)), "nothing is changed");
    }
  }

  @Test
  void two_copies_that_are_damaged_in_different_rows_make_a_whole_one() throws Exception {
    int row = 8 * TableFormat.HEADER_BYTES;
    SimulatedMedium medium =
        mediumWith(flipped(row + 77, second(row + 8 * TableFormat.ENTRY_BYTES + 5)));
    try (Drives drives = Drives.open(medium, null)) {
      assertEquals(definitions, drives.definitions());
      assertEquals(1, drives.repairs().size());
    }
    assertTrue(Arrays.equals(whole, medium.bytes(FILE)));
  }

  @Test
  void what_is_lost_is_said_by_name_as_far_as_it_can_be_read() {
    int row = 8 * (TableFormat.HEADER_BYTES + TableFormat.ENTRY_BYTES) + 333;
    List<String> lines = Store.examine(mediumWith(flipped(row, second(row))));

    assertEquals(
        List.of(
            "drive0.img: copy 0 of the table: row 1 of the table does not match its checksum",
            "drive0.img: copy 1 of the table: row 1 of the table does not match its checksum",
            "drive0.img: row 0 is minidisk first: 20480 bytes from byte 131072 of the file",
            "drive0.img: row 1 is lost, and what it named with it",
            "drive0.img: row 2 is the link of bob:1 to first"),
        lines);
  }

  @Test
  void bytes_at_random_are_refused_and_never_break_anything() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = whole.clone();
      int damages = 1 + random.nextInt(40);
      for (int k = 0; k < damages; k++) {
        int at = random.nextInt(tableBytes) + (random.nextBoolean() ? TableFormat.COPY_BYTES : 0);
        bytes[at] = (byte) random.nextInt();
      }
      SimulatedMedium medium =
          mediumWith(
              random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      try (Drives drives = Drives.open(medium, null)) {
        assertEquals(definitions, drives.definitions());
      } catch (InvalidInputException e) {
        assertFalse(e.diagnostic().message().isEmpty());
      } catch (IOException e) {
        throw new AssertionError("-Dsoftmetal.seed=%d, %d".formatted(SEED, i), e);
      }
      Store.examine(medium);
    }
  }

  /// A checksum does not say that what it covers makes sense.
  @Test
  void a_table_with_right_checksums_and_wrong_contents_is_refused() {
    ByteBuffer table = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int first = TableFormat.HEADER_BYTES;
    int second = first + TableFormat.ENTRY_BYTES;
    record Lie(String what, int at, long value, int bytes) {}
    List<Lie> lies =
        List.of(
            new Lie("overlaps", second + 16, 1, 4),
            new Lie("ends behind the drive", second + 16, 1 << 20, 4),
            new Lie("begins before it", second + 16, -1, 4),
            new Lie("has no size", first + 8, 0, 8),
            new Lie("has half a sector", first + 8, 20_481, 8),
            new Lie("has no such room", first + 8, 1L << 40, 8),
            new Lie("has the same name", second + 32, 0, 0),
            new Lie("has a name that is too long", first + 32, 0xff, 1),
            new Lie("has no name", first + 32, 0, 1),
            new Lie("has a mode that is none", first + 5, 12, 1),
            new Lie("is of a kind that is none", first + 4, 4, 1),
            new Lie("has something where nothing is", first + 230, 1, 1),
            new Lie("is on a drive without room", 48, 0, 8),
            new Lie("is on a drive of another size", 48, 16_384 * 5, 8),
            new Lie("is on a drive of a store without drives", 44, 0, 4),
            new Lie("is on a drive of no number", 40, -1, 4),
            new Lie("is of another version", 16, 2, 4),
            new Lie("has rows without end", 64, Integer.MAX_VALUE, 4),
            new Lie("has something in the head", 100, 1, 1));
    for (Lie lie : lies) {
      byte[] bytes = whole.clone();
      ByteBuffer copy = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      switch (lie.bytes()) {
        case 0 -> copy.put(second + 32, table, first + 32, 64);
        case 1 -> copy.put(lie.at(), (byte) lie.value());
        case 4 -> copy.putInt(lie.at(), (int) lie.value());
        default -> copy.putLong(lie.at(), lie.value());
      }
      seal(copy);
      System.arraycopy(bytes, 0, bytes, TableFormat.COPY_BYTES, tableBytes);

      InvalidInputException e =
          assertThrows(
              InvalidInputException.class, () -> Drives.open(mediumWith(bytes), null), lie.what());
      assertEquals(Problem.STORE_DAMAGED, e.diagnostic().problem(), lie.what());
    }
  }

  /// Makes all checksums right.
  private static void seal(ByteBuffer copy) {
    for (int i = 0; i < 3; i++) {
      int at = TableFormat.HEADER_BYTES + i * TableFormat.ENTRY_BYTES;
      copy.putInt(at, checksum(copy, at + 4, at + TableFormat.ENTRY_BYTES));
    }
    int end = TableFormat.HEADER_BYTES + 3 * TableFormat.ENTRY_BYTES;
    copy.putInt(68, checksum(copy, TableFormat.HEADER_BYTES, end));
    copy.putInt(20, 0);
    copy.putInt(20, checksum(copy, 0, TableFormat.HEADER_BYTES));
  }

  private static int checksum(ByteBuffer bytes, int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(from, to - from));
    return (int) checksum.getValue();
  }

  @Test
  void each_bit_that_flips_in_a_promised_change_is_found() throws Exception {
    SimulatedMedium medium = mediumWith(whole);
    byte[] redo;
    try (Drives drives = Drives.open(medium, null)) {
      Drive drive = Objects.requireNonNull(drives.get("first").extent()).drive();
      BitSet chunks = new BitSet();
      chunks.set(0, 2);
      Redo.write(drive, 0, chunks, (chunk, target) -> target.put(new byte[Chunks.BYTES]));
      redo = medium.bytes("drive0.redo").clone();
    }
    IntStream all = IntStream.range(0, 512 + 16).map(at -> 8 * at + at % 8);
    IntStream some = new SplittableRandom(SEED).ints(60, 0, 8 * redo.length);
    for (int bit : IntStream.concat(all, some).toArray()) {
      byte[] damaged = redo.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      SimulatedMedium broken = mediumWith(whole);
      broken.put("drive0.redo", damaged);

      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> Drives.open(broken, null), "bit " + bit);
      assertEquals("drive0.redo", e.diagnostic().span().toString());
      assertTrue(Arrays.equals(whole, broken.bytes(FILE)));
    }
  }
}
