package softmetal.assembler.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lays out the text of a source in columns: labels at the margin, mnemonics at 8, operands at 16, comments aligned.
///
/// Nothing that an assembler reads changes: strings, comments and the order of everything stay, lines are never split or
/// joined, and a line whose code would not stay the same is left as it was. Lines of the C preprocessor, comments over
/// several lines and what has no closing quote are not touched. Formatting twice changes nothing more.
public final class Formatter {
  private static final int MNEMONIC = 8;
  private static final int OPERANDS = 16;
  private static final int VALUE = 32;
  private static final int COMMENT = 48;

  /// No name pushes what stands behind it further than here.
  private static final int WIDEST = 56;

  /// Lines longer than this do not move the comments of their neighbours.
  private static final int LONGEST = 72;

  private static final int MAX_BLANK_LINES = 2;

  private static final Pattern PREPROCESSOR =
      Pattern.compile(
          "\\s*#\\s*(define|undef|include|if|ifdef|ifndef|elif|else|endif|error|warning|pragma|line)\\b.*");

  /// Directives whose operands are texts, in which blanks may count.
  private static final Set<String> TEXTUAL =
      Set.of(
          ".ifc",
          ".ifnc",
          ".ifeqs",
          ".ifnes",
          ".ifb",
          ".ifnb",
          ".irp",
          ".irpc",
          ".macro",
          ".error",
          ".warning",
          ".print",
          ".option",
          ".attribute",
          ".insn",
          ".section",
          ".pushsection",
          ".ascii",
          ".asciz",
          ".string",
          ".ident",
          ".file",
          ".loc",
          ".incbin",
          ".include");

  private final List<Line> lines = new ArrayList<>();

  /// @param parsed null for a line that stays as it is
  /// @param ending what ends it: `\n`, `\r\n`, or nothing for the last one
  private record Line(String text, @Nullable SourceLine parsed, String ending) {}

  private Formatter() {}

  /// The same program, laid out.
  public static String format(String text) {
    Formatter formatter = new Formatter();
    formatter.read(text);
    return formatter.write(!text.contains("__LINE__"));
  }

  private void read(String text) {
    boolean comment = false;
    boolean continued = false;
    int at = 0;
    while (at < text.length()) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      boolean carriage = newline >= 0 && end > at && text.charAt(end - 1) == '\r';
      String line = text.substring(at, carriage ? end - 1 : end);
      boolean untouchable = comment || continued || PREPROCESSOR.matcher(line).matches();
      SourceLine parsed = untouchable ? null : SourceLine.parse(line);
      lines.add(new Line(line, parsed, newline < 0 ? "" : carriage ? "\r\n" : "\n"));
      comment = !continued && opensComment(line, comment);
      continued = line.endsWith("\\");
      at = newline < 0 ? text.length() : newline + 1;
    }
  }

  /// Whether a block comment is open behind a line.
  private static boolean opensComment(String line, boolean openBefore) {
    boolean open = openBefore;
    int at = 0;
    while (at < line.length()) {
      if (open) {
        int close = line.indexOf("*/", at);
        if (close < 0) {
          return true;
        }
        open = false;
        at = close + 2;
      } else if (line.startsWith("/*", at)) {
        open = true;
        at += 2;
      } else if (line.charAt(at) == '#' || line.startsWith("//", at)) {
        return false;
      } else {
        int behind = SourceLine.behindQuoted(line, at);
        if (behind < 0) {
          return false;
        }
        at = behind;
      }
    }
    return open;
  }

  private String write(boolean limitBlankLines) {
    StringBuilder out = new StringBuilder();
    int blank = 0;
    int i = 0;
    while (i < lines.size()) {
      Line line = lines.get(i);
      if (line.parsed != null && line.text.isBlank()) {
        blank++;
        if (!limitBlankLines || (blank <= MAX_BLANK_LINES && !out.isEmpty())) {
          out.append(line.ending);
        }
        i++;
        continue;
      }
      blank = 0;
      int end = blockEnd(i);
      Columns columns = columns(lines.subList(i, end));
      for (; i < end; i++) {
        out.append(laidOut(i, columns)).append(lines.get(i).ending);
      }
    }
    return limitBlankLines ? withoutBlankEnd(out) : out.toString();
  }

  private String withoutBlankEnd(StringBuilder out) {
    if (lines.isEmpty() || lines.getLast().parsed == null || !lines.getLast().text.isBlank()) {
      return out.toString();
    }
    int end = out.length();
    while (end > 0 && (out.charAt(end - 1) == '\n' || out.charAt(end - 1) == '\r')) {
      end--;
    }
    if (end == 0) {
      return "";
    }
    int keep = out.indexOf("\n", end) + 1;
    return out.substring(0, keep);
  }

  /// Behind the lines that belong together: up to a blank one, or one that stays as it is.
  private int blockEnd(int start) {
    int end = start + 1;
    while (end < lines.size() && !lines.get(end).text.isBlank()) {
      end++;
    }
    return end;
  }

  /// Where the columns of a block start.
  ///
  /// @param data the directives behind labels
  /// @param value what `.equ` gives to its name
  private record Columns(int data, int value, int comment) {}

  private Columns columns(List<Line> block) {
    int data = MNEMONIC;
    int value = VALUE;
    for (Line line : block) {
      SourceLine parsed = line.parsed;
      if (parsed == null) {
        continue;
      }
      if (isLabelledData(parsed)) {
        data = Math.max(data, tabStop(width(parsed.labels()) + 1));
      }
      int comma = parsed.operands().indexOf(',');
      if (isEquation(parsed) && comma >= 0) {
        value =
            Math.max(
                value,
                tabStop(OPERANDS + parsed.operands().substring(0, comma).strip().length() + 2));
      }
    }
    Columns columns = new Columns(Math.min(data, WIDEST), Math.min(value, WIDEST), COMMENT);
    int longest = 0;
    for (Line line : block) {
      SourceLine parsed = line.parsed;
      if (parsed != null && !parsed.isComment() && !parsed.comment().isEmpty()) {
        int width = width(code(line, parsed, columns));
        longest = width + 2 > LONGEST ? longest : Math.max(longest, width);
      }
    }
    return new Columns(columns.data, columns.value, Math.max(COMMENT, tabStop(longest + 2)));
  }

  private static int tabStop(int column) {
    return (column + 7) / 8 * 8;
  }

  private static boolean isLabelledData(SourceLine line) {
    return !line.labels().isEmpty() && line.head().startsWith(".");
  }

  private static boolean isEquation(SourceLine line) {
    return switch (line.head().toLowerCase(Locale.ROOT)) {
      case ".equ", ".set", ".equiv", ".eqv" -> true;
      default -> false;
    };
  }

  private String laidOut(int index, Columns columns) {
    Line line = lines.get(index);
    SourceLine parsed = line.parsed;
    if (parsed == null) {
      return line.text;
    }
    if (parsed.isComment()) {
      return comment(index, parsed.comment(), columns.comment);
    }
    String code = code(line, parsed, columns);
    if (parsed.comment().isEmpty()) {
      return code;
    }
    int gap = Math.max(columns.comment - width(code), 2);
    return code + " ".repeat(gap) + parsed.comment();
  }

  /// A comment alone on its line: at the margin, in the column of the code, or below a comment that it goes on with.
  private String comment(int index, String comment, int column) {
    String text = lines.get(index).text;
    int indent = text.length() - text.stripLeading().length();
    if (indent == 0) {
      return comment;
    }
    SourceLine above = index == 0 ? null : lines.get(index - 1).parsed;
    boolean goesOn =
        above != null
            && !above.comment().isEmpty()
            && (above.isComment() ? isBelowCode(index - 1) : indent >= OPERANDS);
    return " ".repeat(goesOn ? column : MNEMONIC) + comment;
  }

  /// Whether a line with nothing but a comment goes on with the comment of a line of code.
  private boolean isBelowCode(int index) {
    String text = lines.get(index).text;
    int indent = text.length() - text.stripLeading().length();
    SourceLine parsed = lines.get(index).parsed;
    if (parsed == null || !parsed.isComment() || indent < OPERANDS || index == 0) {
      return false;
    }
    SourceLine above = lines.get(index - 1).parsed;
    return above != null
        && !above.comment().isEmpty()
        && (!above.isComment() || isBelowCode(index - 1));
  }

  /// What is left of the comment.
  private String code(Line line, SourceLine parsed, Columns columns) {
    StringBuilder code = new StringBuilder(parsed.labels());
    if (isAssignment(parsed)) {
      boolean atMargin =
          code.isEmpty() && !line.text.startsWith(" ") && !line.text.startsWith("\t");
      pad(code, atMargin ? 0 : MNEMONIC);
      code.append(parsed.head()).append(' ').append(parsed.operands());
    } else if (!parsed.head().isEmpty() || !parsed.operands().isEmpty()) {
      int column = isLabelledData(parsed) ? columns.data : MNEMONIC;
      pad(code, column);
      code.append(parsed.head());
      if (!parsed.operands().isEmpty()) {
        pad(code, parsed.head().isEmpty() ? 0 : column + OPERANDS - MNEMONIC);
        code.append(isEquation(parsed) ? equation(parsed, columns.value) : operands(parsed));
      }
    }
    SourceLine result = SourceLine.parse(code.toString());
    return result != null && result.essence().equals(parsed.essence())
        ? code.toString()
        : parsed.written().stripTrailing();
  }

  /// Blanks up to a column; at least one behind something.
  private static void pad(StringBuilder line, int column) {
    line.append(" ".repeat(Math.max(line.isEmpty() ? 0 : 1, column - width(line))));
  }

  private static String equation(SourceLine line, int column) {
    String operands = line.operands();
    int comma = operands.indexOf(',');
    if (comma < 0) {
      return operands;
    }
    StringBuilder aligned = new StringBuilder(operands.substring(0, comma).strip()).append(',');
    pad(aligned, column - OPERANDS);
    return aligned.append(operands.substring(comma + 1).strip()).toString();
  }

  private static boolean isAssignment(SourceLine line) {
    return line.operands().startsWith("=");
  }

  /// The operands with one blank behind each comma and none before it, and no more than one anywhere else.
  private static String operands(SourceLine line) {
    String text = line.operands();
    String head = line.head().toLowerCase(Locale.ROOT);
    boolean known =
        head.startsWith(".") ? !TEXTUAL.contains(head) : head.matches("[a-z][a-z0-9.]*");
    if (!known || text.contains("\\") || text.contains("<") || text.contains("/*")) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        if (out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
        at++;
      } else if (c == ',') {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
          out.setLength(out.length() - 1);
        }
        out.append(at + 1 < text.length() ? ", " : ",");
        at++;
      } else {
        int behind = Math.max(SourceLine.behindQuoted(text, at), at + 1);
        out.append(text, at, behind);
        at = behind;
      }
    }
    return out.toString();
  }

  private static int width(CharSequence text) {
    return (int) text.codePoints().count();
  }
}
