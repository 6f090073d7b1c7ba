package softmetal.assembler.preprocess;

import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// A preprocessed text as `-E` puts it out: with lines such as `# 12 "trap.S" 2` that say where the next one comes from,
/// as GNU as and other tools read them.
public final class Printed {
  private static final int MAX_EMPTY_LINES = 8;

  private Printed() {}

  /// @param markers whether to say where lines come from; without, only the lines that have something are left
  public static String of(SourceText preprocessed, boolean markers) {
    String text = preprocessed.text();
    StringBuilder out = new StringBuilder(text.length() + text.length() / 8);
    String name = preprocessed.name();
    int line = 1;
    int level = 0;
    if (markers) {
      marker(out, 1, name, "");
    }
    for (int at = 0; at < text.length(); ) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      int first = at;
      while (first < end && Lexer.isBlank(text.charAt(first))) {
        first++;
      }
      if (first < end) {
        if (markers) {
          SourceSpan place = preprocessed.span(first, first).original();
          String file = place.fileName();
          int wanted = place.line();
          int depth = level(place.source());
          if (!file.equals(name) || wanted < line || wanted > line + MAX_EMPTY_LINES) {
            marker(out, wanted, file, depth > level ? " 1" : depth < level ? " 2" : "");
          } else {
            out.repeat('\n', wanted - line);
          }
          name = file;
          level = depth;
          line = wanted + 1;
        }
        // A comment in the first column could be taken for a line that says where the next one
        // comes from.
        out.append(text.charAt(at) == '#' ? " " : "").append(text, at, end).append('\n');
      }
      at = end + 1;
    }
    return out.toString();
  }

  private static int level(SourceText source) {
    int level = 0;
    for (SourceSpan from = source.includedFrom();
        from != null;
        from = from.original().source().includedFrom()) {
      level++;
    }
    return level;
  }

  private static void marker(StringBuilder out, int line, String name, String flag) {
    out.append("# ").append(line).append(" \"");
    out.append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"').append(flag);
    out.append('\n');
  }
}
