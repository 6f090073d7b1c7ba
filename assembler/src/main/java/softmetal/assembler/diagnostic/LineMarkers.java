package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a text says about where its lines come from: `#line 12 "file"` of the C preprocessor, and the
/// `# 12 "file"` that it leaves behind in what it has put out.
public final class LineMarkers {
  private record Marker(int offset, int line, String name) {}

  private final List<Marker> markers = new ArrayList<>();

  /// From the line behind `offset` on, lines count from `line`.
  ///
  /// @param offset of a character in the line of the marker itself; larger than in the call before
  /// @param name the file that they are lines of; null for the same as before
  public void add(int offset, int line, @Nullable String name, String before) {
    String last = markers.isEmpty() ? before : markers.getLast().name();
    markers.add(new Marker(offset, line, name == null ? last : name));
  }

  public boolean isEmpty() {
    return markers.isEmpty();
  }

  private @Nullable Marker of(int offset) {
    int low = 0;
    int high = markers.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (markers.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : markers.get(low - 1);
  }

  String name(int offset, String real) {
    Marker marker = of(offset);
    return marker == null ? real : marker.name();
  }

  /// @param realLine the line of the offset in the text
  int line(SourceText text, int offset, int realLine) {
    Marker marker = of(offset);
    return marker == null
        ? realLine
        : marker.line() + realLine - text.realLine(marker.offset()) - 1;
  }

  /// Finds the `# 12 "file" 1 3` in text that a preprocessor has put out.
  ///
  /// @return null when there is none
  static @Nullable LineMarkers in(SourceText source) {
    String text = source.text();
    LineMarkers found = null;
    int at = text.startsWith("# ") ? 0 : next(text, 0);
    while (at >= 0) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at + 2, end < 0 ? text.length() : end).strip();
      found = found == null ? new LineMarkers() : found;
      read(found, at, line, source.name());
      at = next(text, at);
    }
    return found == null || found.isEmpty() ? null : found;
  }

  private static int next(String text, int from) {
    int at = text.indexOf("\n# ", from);
    return at < 0 ? -1 : at + 1;
  }

  private static void read(LineMarkers found, int at, String line, String before) {
    int digits = 0;
    while (digits < line.length() && digits < 10 && isDigit(line.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits == 10) {
      return;
    }
    int number = Integer.parseInt(line.substring(0, digits));
    String rest = line.substring(digits).strip();
    int close = rest.indexOf('"', 1);
    if (rest.isEmpty()) {
      found.add(at, number, null, before);
    } else if (rest.startsWith("\"") && close > 0) {
      found.add(at, number, rest.substring(1, close).replace("\\\\", "\\"), before);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
