package softmetal.monitor.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// All that reached a machine from outside, and when: with the snapshot that it began from, enough to have it all happen again.
///
/// A text. The first line says what it is, the second one `start` and the identity of the snapshot. A line for each key follows: how many
/// instructions had been executed, how often the machine had asked for a key by then, and the key as two hexadecimal digits. The
/// last line is `end`, both numbers again, and the state hash of the machine.
///
/// @param end missing when whoever wrote it was stopped
public record InputLog(SnapshotId start, List<Key> keys, Optional<End> end) {
  static final String TITLE = "softmetal input, version 1";

  private static final Pattern START = Pattern.compile("start ([0-9a-f]{64})");
  private static final Pattern KEY = Pattern.compile("(\\d{1,18}) (\\d{1,18}) ([0-9a-f]{2})");
  private static final Pattern END = Pattern.compile("end (\\d{1,18}) (\\d{1,18}) ([0-9a-f]{64})");

  public InputLog {
    keys = List.copyOf(keys);
  }

  /// @param executed how many instructions all harts had executed
  /// @param questions how often the machine had asked before
  /// @param value 0 to 255
  public record Key(long executed, long questions, int value) {}

  /// @param hash of the machine when it stopped
  public record End(long executed, long questions, String hash) {}

  /// @throws InvalidInputException when the file cannot be read, or is no such log
  public static InputLog read(Path file) throws InvalidInputException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw Snapshots.unreadable(file, e);
    }
    boolean isTitled = lines.size() > 1 && lines.getFirst().equals(TITLE);
    Matcher start = START.matcher(isTitled ? lines.get(1) : "");
    if (!start.matches()) {
      throw refused(file, 1, "it does not begin with `%s` and `start`".formatted(TITLE));
    }
    List<Key> keys = new ArrayList<>();
    Optional<End> end = Optional.empty();
    long questions = 0;
    for (int i = 2; i < lines.size(); i++) {
      Matcher key = KEY.matcher(lines.get(i));
      Matcher last = END.matcher(lines.get(i));
      if (end.isPresent() || !(key.matches() || last.matches())) {
        throw refused(file, i + 1, "`%s` is neither a key nor the end".formatted(lines.get(i)));
      }
      if (key.matches()) {
        keys.add(
            new Key(
                Long.parseLong(key.group(1)),
                Long.parseLong(key.group(2)),
                Integer.parseInt(key.group(3), 16)));
      } else {
        end =
            Optional.of(
                new End(
                    Long.parseLong(last.group(1)), Long.parseLong(last.group(2)), last.group(3)));
      }
      long now = end.map(End::questions).orElseGet(() -> keys.getLast().questions());
      if (now < questions) {
        throw refused(file, i + 1, "time goes back");
      }
      questions = now;
    }
    return new InputLog(SnapshotId.parse(start.group(1)), keys, end);
  }

  private static InvalidInputException refused(Path file, int line, String why) {
    return new InvalidInputException(
        Problem.INPUT_LOG_REFUSED.at(
            SourceText.binary(file.toString()).whole(), "line %d: %s".formatted(line, why)));
  }
}
