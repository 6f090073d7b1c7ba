package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The strings of a table, each with a zero byte behind it. One that ends another has no bytes of its own.
///
/// The others stand in the order in which they are given, as the GNU tools have them.
final class StringTable {
  private final Map<String, Integer> offsets;
  private final byte[] bytes;

  StringTable(List<String> texts) {
    offsets = HashMap.newHashMap(texts.size());
    List<String> all = new ArrayList<>();
    for (String text : texts) {
      if (!text.isEmpty() && offsets.putIfAbsent(text, 0) == null) {
        all.add(text);
      }
    }
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
  private static Map<String, String> suffixes(List<String> all) {
    Map<String, String> longer = new HashMap<>();
    String[] sorted = sortedFromTheEnd(all);
    String whole = "";
    for (int i = sorted.length - 1; i >= 0; i--) {
      String text = sorted[i];
      if (whole.endsWith(text)) {
        longer.put(text, whole);
      } else {
        whole = text;
      }
    }
    return longer;
  }

  /// By their last few characters first: comparing numbers is what makes a long table quick.
  private static String[] sortedFromTheEnd(List<String> all) {
    long[] keys = new long[all.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) ending(all.get(i)) << 32 | i;
    }
    Arrays.sort(keys);
    String[] sorted = new String[keys.length];
    int start = 0;
    for (int i = 0; i < keys.length; i++) {
      sorted[i] = all.get((int) keys[i]);
      if (i + 1 == keys.length || keys[i + 1] >> 32 != keys[i] >> 32) {
        Arrays.sort(sorted, start, i + 1, StringTable::compareFromTheEnd);
        start = i + 1;
      }
    }
    return sorted;
  }

  /// A number that rises in the order of [#compareFromTheEnd], and is the same for texts that end alike.
  private static int ending(String text) {
    int ending = 0;
    int at = text.length();
    for (int shift = 24; shift >= 0; shift -= 8) {
      char c = at > 0 ? text.charAt(--at) : 0;
      ending |= Math.min(c, 0xff) << shift;
      if (c >= 0xff) {
        break; // these are not told apart, nor is what stands before them
      }
    }
    return ending ^ Integer.MIN_VALUE;
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
