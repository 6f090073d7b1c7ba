package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The strings of a table, each with a zero byte behind it. One that ends another has no bytes of its own.
///
/// The others stand in the order in which they are given, as the GNU tools have them.
final class StringTable {
  private final Map<String, Integer> offsets = new HashMap<>();
  private final byte[] bytes;

  StringTable(List<String> texts) {
    Set<String> all = new LinkedHashSet<>(texts);
    all.remove("");
    Map<String, String> longer = suffixes(all);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    offsets.put("", 0);
    for (String text : all) {
      if (!longer.containsKey(text)) {
        offsets.put(text, out.size());
        out.writeBytes(text.getBytes(UTF_8));
        out.write(0);
      }
    }
    longer.forEach((text, whole) ->
        offsets.put(
            text,
            offsets.getOrDefault(whole, 0)
                + whole.getBytes(UTF_8).length
                - text.getBytes(UTF_8).length));
    bytes = out.toByteArray();
  }

  /// For each string that ends another one, the longest such other.
  private static Map<String, String> suffixes(Set<String> all) {
    Map<String, String> longer = new HashMap<>();
    List<String> sorted = new ArrayList<>(all);
    sorted.sort(StringTable::compareFromTheEnd);
    String whole = "";
    for (int i = sorted.size() - 1; i >= 0; i--) {
      String text = sorted.get(i);
      if (whole.endsWith(text)) {
        longer.put(text, whole);
      } else {
        whole = text;
      }
    }
    return longer;
  }

  /// The order of the texts when they are read backwards.
  private static int compareFromTheEnd(String left, String right) {
    int i = left.length();
    int j = right.length();
    while (i > 0 && j > 0) {
      int difference = left.charAt(--i) - right.charAt(--j);
      if (difference != 0) {
        return difference;
      }
    }
    return i - j;
  }

  int offset(String text) {
    Integer offset = offsets.get(text);
    if (offset == null) {
      throw new IllegalArgumentException("`" + text + "` is not in the table");
    }
    return offset;
  }

  byte[] bytes() {
    return bytes;
  }
}
