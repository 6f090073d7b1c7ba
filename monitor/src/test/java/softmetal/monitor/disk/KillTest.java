package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

/// A process is killed at any moment while it works on a store; nothing that it has acknowledged is lost, and the store opens within a
/// second.
///
/// `-Dsoftmetal.disk.kills=1000` kills more often.
@Tag("slow")
class KillTest {
  private static final int KILLS = Integer.getInteger("softmetal.disk.kills", 30);

  @TempDir Path directory;

  private int nextNumber = 1;
  private long slowestMillis;

  /// For each sector, what it may hold.
  private final List<Set<Integer>> sectors = new ArrayList<>();

  /// How many sectors the other minidisk may have; 0 if it is not there.
  private Set<Integer> extra = Set.of(0);

  @Test
  void what_was_acknowledged_is_there_after_a_kill() throws Exception {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    System.out.println("-Dsoftmetal.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path store = directory.resolve("store");
    try (Drives drives = Drives.in(store, 2, 1 << 20)) {
      drives.create(MinidiskDefinition.of("work", KilledProcess.SECTORS * 512L));
    }
    for (int i = 0; i < KilledProcess.SECTORS; i++) {
      sectors.add(Set.of(0));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = killed(store, random);
      follow(said);
      long start = System.nanoTime();
      try (Drives drives = Drives.open(store)) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 1000, millis + " ms to open");
        slowestMillis = Math.max(slowestMillis, millis);
        check(drives, said.getLast());
      }
    }
    System.out.printf("%d kills; the slowest store opened in %d ms%n", KILLS, slowestMillis);
  }

  @Test
  void another_process_is_told_who_has_the_store() throws Exception {
    Path store = directory.resolve("store");
    try (Drives drives = Drives.in(store, 1, 1 << 20)) {
      drives.create(MinidiskDefinition.of("work", KilledProcess.SECTORS * 512L));
    }
    Process process = start(store, 1);
    try (var output = process.inputReader()) {
      output.readLine();
      InvalidInputException e = assertThrows(InvalidInputException.class, () -> Drives.open(store));
      assertEquals(Problem.STORE_IN_USE, e.diagnostic().problem());
      assertTrue(
          e.diagnostic()
              .message()
              .matches(
                  "this store is in use by process %d \\(java\\) since 20.*"
                      .formatted(process.pid())),
          e.getMessage());
    } finally {
      process.destroyForcibly().waitFor();
    }
    Drives.open(store).close();
  }

  private Process start(Path store, long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            KilledProcess.class.getName(),
            store.toString(),
            Integer.toString(nextNumber),
            Long.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// What a process said before it was killed.
  private List<String> killed(Path store, SplittableRandom random) throws Exception {
    Process process = start(store, random.nextLong());
    try (var output = process.inputReader()) {
      List<String> said = new ArrayList<>();
      int lines = 5 + random.nextInt(60);
      for (int i = 0; i < lines; i++) {
        said.add(output.readLine());
      }
      Thread.sleep(0, random.nextInt(1_000_000));
      process.toHandle().destroyForcibly();
      output.lines().forEach(said::add);
      return said;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void follow(List<String> said) {
    int announced = 0;
    for (String line : said) {
      int[] words =
          Arrays.stream(line.split(" ", -1)).skip(1).mapToInt(Integer::parseInt).toArray();
      switch (line.split(" ", -1)[0]) {
        case "writes" -> {
          for (int i = words[1]; i < words[1] + words[2]; i++) {
            sectors.set(i, with(sectors.get(i), words[0]));
          }
        }
        case "flushed" -> {
          sectors.replaceAll(may -> may.contains(words[0]) ? Set.of(words[0]) : may);
          nextNumber = words[0] + 1;
        }
        case "reverted" -> nextNumber = words[0] + 1;
        case "extra" -> {
          extra = with(extra, words[0]);
          announced = words[0];
        }
        case "done" -> extra = Set.of(announced);
        default -> throw new AssertionError(line);
      }
    }
  }

  private static Set<Integer> with(Set<Integer> numbers, int number) {
    Set<Integer> more = new HashSet<>(numbers);
    more.add(number);
    return more;
  }

  private void check(Drives drives, String last) throws Exception {
    Minidisk work = drives.get("work");
    ByteBuffer bytes = ByteBuffer.allocate(512);
    for (int i = 0; i < KilledProcess.SECTORS; i++) {
      work.read(i * 512L, bytes.clear());
      int found = bytes.getInt(0);
      for (int k = 0; k < 512; k += 4) {
        assertEquals(found, bytes.getInt(k), "a torn sector");
      }
      // What a moment is then put over was never flushed, and may be there if the process was
      // killed in between.
      assertTrue(
          sectors.get(i).contains(found) || found == nextNumber,
          "sector %d holds %d, not one of %s, after %s".formatted(i, found, sectors.get(i), last));
      sectors.set(i, Set.of(found));
    }
    nextNumber++;
    Optional<Minidisk> other = drives.find("extra");
    int found = other.map(disk -> (int) disk.size() / 512).orElse(0);
    assertTrue(extra.contains(found), "%d, not one of %s, after %s".formatted(found, extra, last));
    extra = Set.of(found);
    if (other.isPresent()) {
      ByteBuffer all = ByteBuffer.allocate(found * 512);
      other.get().read(0, all);
      assertEquals(ByteBuffer.allocate(found * 512), all.flip(), "room reads as zeros");
    }
  }
}
