package softmetal.assembler.format;

import java.util.ArrayList;
import java.util.List;

/// What formatting changed, as a unified diff: it changes lines in place and removes blank ones, nothing else.
public final class LineDiff {
  private static final int CONTEXT = 3;

  /// @param mark ' ', '-' or '+'
  private record Edit(char mark, String line, int oldLine, int newLine) {}

  private LineDiff() {}

  /// The differences, or an empty text when there are none.
  public static String between(String name, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    List<Edit> edits = edits(before.split("\n", -1), after.split("\n", -1));
    StringBuilder out = new StringBuilder("--- %s\n+++ %s\n".formatted(name, name));
    int i = 0;
    while (i < edits.size()) {
      if (edits.get(i).mark == ' ') {
        i++;
        continue;
      }
      int start = Math.max(0, i - CONTEXT);
      int end = i;
      int quiet = 0;
      while (end < edits.size() && quiet <= 2 * CONTEXT) {
        quiet = edits.get(end).mark == ' ' ? quiet + 1 : 0;
        end++;
      }
      end = Math.min(edits.size(), end - Math.max(0, quiet - CONTEXT));
      hunk(edits.subList(start, end), out);
      i = end;
    }
    return out.toString();
  }

  private static List<Edit> edits(String[] before, String[] after) {
    List<Edit> edits = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < before.length; i++) {
      String old = before[i];
      boolean same = next < after.length && after[next].equals(old);
      boolean removed = !same && old.isBlank() && !(next < after.length && after[next].isBlank());
      if (same) {
        edits.add(new Edit(' ', old, i + 1, ++next));
      } else {
        edits.add(new Edit('-', old, i + 1, next + 1));
        if (!removed && next < after.length) {
          edits.add(new Edit('+', after[next], i + 1, ++next));
        }
      }
    }
    return edits;
  }

  private static void hunk(List<Edit> edits, StringBuilder out) {
    long oldCount = edits.stream().filter(edit -> edit.mark != '+').count();
    long newCount = edits.stream().filter(edit -> edit.mark != '-').count();
    out.append(
        "@@ -%d,%d +%d,%d @@\n"
            .formatted(edits.getFirst().oldLine, oldCount, edits.getFirst().newLine, newCount));
    // All that goes stands before all that comes, as far as no unchanged line is between.
    List<Edit> added = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit.mark == '+') {
        added.add(edit);
        continue;
      }
      if (edit.mark == ' ') {
        added.forEach(late -> out.append('+').append(late.line).append('\n'));
        added.clear();
      }
      out.append(edit.mark).append(edit.line).append('\n');
    }
    added.forEach(late -> out.append('+').append(late.line).append('\n'));
  }
}
