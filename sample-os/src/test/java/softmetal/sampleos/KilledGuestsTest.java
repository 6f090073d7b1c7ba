package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.disk.Drives;

/// `softmetal run` is killed while its guest writes files. What the guest has told its user to be written is there when it boots the next time,
/// and the store opens within a second.
///
/// `-Dsoftmetal.guest.kills=1000` kills more often.
@Tag("slow")
class KilledGuestsTest {
  private static final int KILLS = Integer.getInteger("softmetal.guest.kills", 10);

  @TempDir Path directory;

  private int written;
  private long slowestMillis;

  @Test
  void what_the_guest_has_flushed_is_there_after_a_kill() throws Exception {
    long seed = Long.getLong("softmetal.seed", System.nanoTime());
    System.out.println("-Dsoftmetal.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path project = Path.of("").toAbsolutePath();
    assertEquals(0, CommandRun.of(directory, "", "create --store lab alice " + project).status());
    for (int kill = 0; kill < KILLS; kill++) {
      try (Guest guest = new Guest()) {
        checkContents(guest);
        int more = random.nextInt(20);
        for (int i = 0; i < more; i++) {
          guest.runs(write(++written));
        }
        guest.types(write(written + 1) + "\n");
        Thread.sleep(random.nextInt(8), random.nextInt(1_000_000));
      }
      long start = System.nanoTime();
      Drives.open(directory.resolve("lab")).close();
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 1000, millis + " ms to open");
      slowestMillis = Math.max(slowestMillis, millis);
      assertEquals(0, CommandRun.of(directory, "", "disk check --store lab").status());
    }
    System.out.printf("%d kills; the slowest store opened in %d ms%n", KILLS, slowestMillis);
  }

  /// Two files by turns, for the one that is being written may be empty when the process is killed.
  private static String file(int number) {
    return "diary" + number % 2;
  }

  private static String write(int number) {
    return "write %s day %d".formatted(file(number), number);
  }

  private static String day(int number) {
    return "day %d\r\n".formatted(number);
  }

  /// What was being written when the process was killed may be there, or not.
  private void checkContents(Guest guest) throws IOException {
    guest.until(Shell.PROMPT);
    if (written > 0) {
      String diary = guest.runs("cat " + file(written));
      assertTrue(diary.contains(day(written)), day(written) + diary);
      if (guest.runs("cat " + file(written + 1)).contains(day(written + 1))) {
        written++;
      }
    }
    assertTrue(guest.runs("cat welcome").contains("Welcome"));
  }

  /// A process that runs the machine; killed at the end.
  private final class Guest implements AutoCloseable {
    private final Process process;
    private final StringBuilder shown = new StringBuilder();

    Guest() throws IOException {
      String classPath =
          Objects.requireNonNullElse(
              System.getProperty("surefire.test.class.path"),
              System.getProperty("java.class.path"));
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  classPath,
                  "softmetal.monitor.cli.Main"));
      command.addAll(List.of("run", "--store", "lab", "alice"));
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    }

    void types(String keys) throws IOException {
      process.getOutputStream().write(keys.getBytes(US_ASCII));
      process.getOutputStream().flush();
    }

    /// @return what was shown up to that, and not yet returned
    String until(String end) throws IOException {
      InputStream console = process.getInputStream();
      while (shown.indexOf(end) < 0) {
        int character = console.read();
        assertTrue(character >= 0, () -> "it ended: " + shown);
        shown.append((char) character);
      }
      String result = shown.toString();
      shown.setLength(0);
      return result;
    }

    String runs(String command) throws IOException {
      types(command + "\n");
      return until(Shell.PROMPT);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
