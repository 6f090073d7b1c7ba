package softmetal.sampleos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// What a user types at a console, and when; and what the console shows in the end.
///
/// A script is a resource beside this class, `NAME.script`: its first lines explain its form. What it
/// must lead to is in `NAME.transcript`, where `{number}` and `{hex}` stand for what may change with
/// the tools that built the system.
record ConsoleScript(List<Step> steps, String transcript) {
  /// @param awaited a text that must show, after all that was awaited before
  /// @param keys what is typed then
  record Step(String awaited, String keys) {}

  static ConsoleScript named(String name) {
    List<Step> steps =
        resource(name + ".script")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(ConsoleScript::step)
            .toList();
    return new ConsoleScript(steps, resource(name + ".transcript"));
  }

  /// Explains the first difference between what was shown and what should have been, or is empty.
  String difference(String shown) {
    List<String> actual = shown.replace("\r", "").lines().toList();
    List<String> expected = transcript.lines().toList();
    for (int line = 0; line < Math.max(actual.size(), expected.size()); line++) {
      String want = line < expected.size() ? expected.get(line) : "(nothing more)";
      String got = line < actual.size() ? actual.get(line) : "(nothing more)";
      if (!pattern(want).matcher(got).matches()) {
        return "line %d%nexpected: %s%nshown:    %s%n%nall that was shown:%n%s"
            .formatted(line + 1, want, got, shown);
      }
    }
    return "";
  }

  private static Pattern pattern(String line) {
    return Pattern.compile(
        Pattern.quote(line)
            .replace("{number}", "\\E *[0-9]+\\Q")
            .replace("{hex}", "\\E0x[0-9a-f]{16}\\Q"));
  }

  private static Step step(String line) {
    int arrow = line.indexOf(" -> ");
    return arrow < 0
        ? new Step(Shell.PROMPT, keys(line) + "\r")
        : new Step("\n" + line.substring(0, arrow) + "\r\n", keys(line.substring(arrow + 4)));
  }

  private static String keys(String text) {
    return Pattern.compile("\\^(.)")
        .matcher(text)
        .replaceAll(match -> String.valueOf((char) (match.group(1).charAt(0) ^ 0x40)));
  }

  private static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(ConsoleScript.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
