package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A session that was recorded happens again, to the last bit.
class ReplayTest {
  private static final String SESSION =
      "write poem Roses are red\nspin\nprimes\nps\ncat poem\ncrash\n";

  @TempDir Path directory;

  private CommandRun recorded(String options, String input) throws Exception {
    String log = directory.resolve("session.log").toString();
    return CommandRun.of(
        Path.of(""),
        input,
        "run --record %s %s %s".formatted(log, options, Path.of("").toAbsolutePath()));
  }

  private CommandRun replayed(String options) throws Exception {
    return CommandRun.of(
        directory, "", "replay %s session.log".formatted(options).replace("  ", " "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--max-instructions 8M", "--max-instructions 7654321 --harts 2", "--seed 3"})
  void ends_as_it_ended(String options) throws Exception {
    String end = options.startsWith("--seed") ? "poweroff\n" : "";
    CommandRun live = recorded(options, SESSION + end);
    CommandRun again = replayed("--explain-traps");

    assertEquals(live.output(), again.output());
    assertTrue(again.messages().contains(", to the same machine"), again.messages());
  }

  @Test
  void stops_where_it_is_told_to_and_can_be_saved_there() throws Exception {
    recorded("--max-instructions 8M", SESSION);

    CommandRun stopped = replayed("--to 5M --snapshot-on-exit middle.snap");
    assertTrue(stopped.messages().contains("replayed 5,000,0"), stopped.messages());
    assertEquals(0, CommandRun.of(directory, "", "snapshot verify middle.snap").status());
  }

  @Test
  void a_log_of_something_else_is_noticed() throws Exception {
    recorded("--max-instructions 8M", SESSION);
    Path log = directory.resolve("session.log");
    List<String> lines = Files.readAllLines(log);
    lines.set(4, lines.get(4).replaceFirst("..$", "78"));
    Files.write(log, lines);

    CommandRun again = replayed("");

    assertEquals(125, again.status());
    assertTrue(again.messages().contains("did something else"), again.messages());
  }

  @Test
  void what_is_no_log_is_refused() throws Exception {
    recorded("--max-instructions 1M", "");
    Path log = directory.resolve("session.log");
    String good = Files.readString(log);
    for (String bad : List.of("", "x", good + "y\n", good.replaceFirst("start .", "start g"))) {
      Files.writeString(log, bad);
      assertTrue(replayed("").messages().contains("error: this is no log of input: line"), bad);
    }
    Files.writeString(log, good);
    Files.delete(directory.resolve("session.snap"));
    assertTrue(replayed("").messages().contains("none of the files here (*.snap) is snapshot"));
  }
}
