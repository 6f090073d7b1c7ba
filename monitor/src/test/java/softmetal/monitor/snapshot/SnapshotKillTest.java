package softmetal.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.MinidiskDefinition;
import softmetal.monitor.machine.RecordingHost;

/// A process is killed at any moment while its machine runs, writes to its disk and is saved. What was flushed is there, what was saved is
/// whole, nothing is there in half, and the store opens within a second.
///
/// `-Dsoftmetal.snapshot.kills=1000` kills more often.
@Tag("slow")
class SnapshotKillTest {
  private static final int KILLS = Integer.getInteger("softmetal.snapshot.kills", 20);

  private static final String KERNEL =
      """
              .globl  _start
      _start: la      t0, counter
              li      t2, 4096
              li      t4, 0
      again:  ld      t1, (t0)
              addi    t1, t1, 1
              sd      t1, (t0)
              add     t3, t0, t4
              sd      t1, (t3)
              add     t4, t4, t2
              li      t5, 0x3ffff
              and     t4, t4, t5
              j       again
              .bss
              .balign 4096
      counter: .zero  0x41000
      """;

  @TempDir Path directory;

  private int nextNumber = 1;
  private long slowestMillis;

  @Test
  void what_was_saved_before_a_kill_is_whole_and_nothing_is_there_in_half() throws Exception {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    System.out.println("-Dsoftmetal.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path store = directory.resolve("store");
    Path snapshots = Files.createDirectory(directory.resolve("snapshots"));
    Files.writeString(directory.resolve("kernel.s"), KERNEL);
    try (Drives drives = Drives.in(store, 1, 1 << 20)) {
      drives.create(MinidiskDefinition.of(KilledSnapshots.DISK, KilledSnapshots.DISK_BYTES));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = killed(store, snapshots, random);
      String name = "kill %d, after %s".formatted(kill, said.getLast());
      checkDisk(store, said, name);
      checkSnapshots(snapshots, said, name);
      clear(snapshots);
    }
    System.out.printf("%d kills; the slowest store opened in %d ms%n", KILLS, slowestMillis);
  }

  /// What a process said before it was killed.
  private List<String> killed(Path store, Path snapshots, SplittableRandom random)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledSnapshots.class.getName(),
                store.toString(),
                snapshots.toString(),
                directory.resolve("kernel.s").toString(),
                Integer.toString(nextNumber),
                Long.toString(random.nextLong()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.inputReader()) {
      List<String> said = new ArrayList<>();
      int lines = 2 + random.nextInt(30);
      for (int i = 0; i < lines; i++) {
        said.add(output.readLine());
      }
      Thread.sleep(random.nextInt(4), random.nextInt(1_000_000));
      process.toHandle().destroyForcibly();
      output.lines().forEach(said::add);
      return said;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void checkDisk(Path store, List<String> said, String name) throws Exception {
    int flushed =
        said.stream()
            .filter(line -> line.startsWith("flushed "))
            .mapToInt(line -> Integer.parseInt(line.substring(8)))
            .max()
            .orElseThrow();
    long start = System.nanoTime();
    try (Drives drives = Drives.open(store)) {
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 1000, millis + " ms to open");
      slowestMillis = Math.max(slowestMillis, millis);
      ByteBuffer bytes = ByteBuffer.allocate(4);
      drives.get(KilledSnapshots.DISK).read(0, bytes);
      int found = bytes.getInt(0);
      assertTrue(found == flushed || found == flushed + 1, "%s: %d".formatted(name, found));
    }
    nextNumber = flushed + 1;
  }

  private static void checkSnapshots(Path snapshots, List<String> said, String name)
      throws Exception {
    Map<String, String> hashes = new HashMap<>();
    for (String line : said) {
      if (line.startsWith("saved ")) {
        String[] words = line.split(" ", -1);
        hashes.put(words[1] + Snapshots.SUFFIX, words[2]);
      }
    }
    List<Path> files = files(snapshots, "*" + Snapshots.SUFFIX);
    for (Path file : files) {
      try (Drives drives = Drives.inMemory(1, 1L << 30);
          SavedSnapshot saved = Snapshots.read(file, drives);
          Fork fork = Snapshots.restore(file, saved, drives, new RecordingHost())) {
        String expected = hashes.remove(file.getFileName().toString());
        String hash = fork.machine().stateHash();
        assertEquals(expected == null ? hash : expected, hash, "%s: %s".formatted(name, file));
      }
    }
    assertEquals(Map.of(), hashes, name + ": saved, and not there");
  }

  private static List<Path> files(Path directory, String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, pattern)) {
      all.forEach(files::add);
    }
    return files;
  }

  private static void clear(Path directory) throws IOException {
    for (Path file : files(directory, "*")) {
      Files.delete(file);
    }
  }
}
