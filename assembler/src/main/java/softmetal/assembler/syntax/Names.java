package softmetal.assembler.syntax;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One string for each name of a source, found without making a string first. Used by one thread.
///
/// A program says the same names again and again: `addi`, `sp`, `.word`. Cutting each out of the text anew was a good
/// part of what reading it cost; and a string that is always the same object has its hash code already.
final class Names {
  private @Nullable String[] asWritten = new String[1 << 12];
  private @Nullable String[] inLowerCase = new String[1 << 12];
  private int count;

  private String lastText = "";
  private int lastStart = -1;
  private int lastEnd;
  private int lastSlot;

  /// The characters from `start` to `end`.
  String name(String text, int start, int end) {
    int slot = slot(text, start, end); // may replace the tables
    return entry(asWritten, slot);
  }

  /// The same in lower case, as mnemonics and directives are looked up.
  String lowerCase(String text, int start, int end) {
    int slot = slot(text, start, end);
    return entry(inLowerCase, slot);
  }

  private static String entry(@Nullable String[] table, int slot) {
    String name = table[slot];
    if (name == null) {
      throw new IllegalStateException("no name in slot " + slot);
    }
    return name;
  }

  /// The reader asks at once for what the expander has just asked for: the first word of a statement.
  @SuppressWarnings("ReferenceEquality") // another text with the same characters is looked up anew
  private int slot(String text, int start, int end) {
    if (start != lastStart || end != lastEnd || text != lastText) {
      lastSlot = find(text, start, end);
      lastText = text;
      lastStart = start;
      lastEnd = end;
    }
    return lastSlot;
  }

  private int find(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int mask = asWritten.length - 1;
    int slot = spread(hash) & mask;
    for (String known = asWritten[slot]; known != null; known = asWritten[slot]) {
      if (known.hashCode() == hash
          && known.length() == end - start
          && text.startsWith(known, start)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    if (count * 2 >= mask) {
      grow();
      return find(text, start, end);
    }
    count++;
    String name = text.substring(start, end);
    String lower = name.toLowerCase(Locale.ROOT);
    asWritten[slot] = name;
    inLowerCase[slot] = lower.equals(name) ? name : lower;
    return slot;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e37_79b9;
    return mixed ^ mixed >>> 16;
  }

  private void grow() {
    @Nullable String[] names = asWritten;
    @Nullable String[] lower = inLowerCase;
    asWritten = new String[names.length * 2];
    inLowerCase = new String[names.length * 2];
    int mask = asWritten.length - 1;
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name != null) {
        int slot = spread(name.hashCode()) & mask;
        while (asWritten[slot] != null) {
          slot = (slot + 1) & mask;
        }
        asWritten[slot] = name;
        inLowerCase[slot] = lower[i];
      }
    }
  }
}
