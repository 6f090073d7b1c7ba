package softmetal.monitor.debug;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many instructions, as people write it: `5000`, `50K`, `2M`, `1G`; decimal, with `_` between digits where it helps.
public final class InstructionCount {
  private static final Pattern PATTERN = Pattern.compile("([0-9_]{1,24})([KMG]?)");

  private InstructionCount() {}

  /// @return empty when the text is no count
  public static OptionalLong parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "K" -> 1_000;
          case "M" -> 1_000_000;
          case "G" -> 1_000_000_000;
          default -> 1;
        };
    try {
      return OptionalLong.of(
          Math.multiplyExact(Long.parseLong(matcher.group(1).replace("_", "")), unit));
    } catch (NumberFormatException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
