package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log leads to the same machine at every million of instructions, however the JVM collects garbage and compiles, whatever else the
/// host does, and with a snapshot in the middle.
///
/// `-Dsoftmetal.replays=50` runs more often.
@Tag("slow")
class ManyReplaysTest {
  private static final int REPLAYS = Integer.getInteger("softmetal.replays", 16);
  private static final int AT_A_TIME = 4;

  private static final List<List<String>> FLAGS =
      List.of(
          List.of("-XX:+UseSerialGC"),
          List.of("-XX:+UseParallelGC", "-Xmx256m"),
          List.of("-XX:+UseG1GC"),
          List.of("-XX:+UseZGC"),
          List.of("-Xint"),
          List.of("-XX:TieredStopAtLevel=1"),
          List.of("-XX:-TieredCompilation", "-Xbatch"),
          List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:-UseOnStackReplacement"));

  @TempDir Path directory;

  @Test
  void all_replays_go_the_same_way() throws Exception {
    Path log = directory.resolve("session.log");
    String session = "write poem Roses are red\nspin\nprimes\nps\ncat poem\ncrash\nprimes\n";
    Path project = Path.of("").toAbsolutePath();
    CommandRun.of(
        project,
        session,
        "run --harts 2 --max-instructions 12M --record %s %s".formatted(log, project));
    List<String> first = finished(started(log, FLAGS.getFirst(), 0));
    assertTrue(first.size() > 12, first.toString());

    for (int i = 0; i < REPLAYS; i += AT_A_TIME) {
      // Several at a time, so that each runs beside a load.
      List<Process> processes = new ArrayList<>();
      for (int k = i; k < i + AT_A_TIME; k++) {
        int saveAt = k % 2 == 0 ? 0 : 1 + k % 11;
        processes.add(started(log, FLAGS.get(k % FLAGS.size()), saveAt));
      }
      for (int k = 0; k < AT_A_TIME; k++) {
        List<String> flags = FLAGS.get((i + k) % FLAGS.size());
        assertEquals(first, finished(processes.get(k)), "replay %d %s".formatted(i + k, flags));
      }
    }
  }

  private static Process started(Path log, List<String> flags, int saveAt) throws Exception {
    String classPath =
        Objects.requireNonNullElse(
            System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, ReplayedRun.class.getName()));
    command.addAll(List.of(log.toString(), Integer.toString(saveAt)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> finished(Process process) throws Exception {
    try (var output = process.inputReader()) {
      return output.lines().toList();
    } finally {
      process.waitFor();
    }
  }
}
