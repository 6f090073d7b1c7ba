package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Diagnostics as people and editors read them: `file:line:column: error: message`, the line, a caret range, and
/// what helps.
///
/// @param colour whether to use terminal colours
/// @param limit how many to show in full; those behind are counted
public record TextFormat(boolean colour, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int TAB = 8;
  private static final int MAX_WIDTH = 120;
  private static final int MAX_BACKTRACE = 8;
  private static final int MAX_PLACES = 5;

  /// Messages about something that does not exist, and is perhaps used often.
  private static final Set<Problem> ONCE =
      EnumSet.of(
          Problem.UNKNOWN_INSTRUCTION,
          Problem.UNKNOWN_REGISTER,
          Problem.UNKNOWN_CSR,
          Problem.NOT_CONSTANT,
          Problem.UNKNOWN_DIRECTIVE,
          Problem.NOT_YET_DEFINED,
          Problem.UNDEFINED_LOCAL);

  private static final String INDENT = "    ";

  private static final String RED = "\033[1;31m";
  private static final String YELLOW = "\033[1;33m";
  private static final String CYAN = "\033[36m";
  private static final String BOLD = "\033[1m";
  private static final String RESET = "\033[0m";

  public TextFormat(boolean colour) {
    this(colour, DEFAULT_LIMIT);
  }

  /// All that was found, each entry ended by a newline; empty when nothing was.
  public String format(Diagnostics diagnostics) {
    StringBuilder out = new StringBuilder();
    List<Diagnostic> all = once(diagnostics.all());
    List<Diagnostic> first = first(all);
    first.forEach(diagnostic -> out.append(format(diagnostic)));
    int silent = diagnostics.all().size() - all.size();
    long shown = first.stream().filter(one -> one.severity() != Severity.NOTE).count();
    long more = diagnostics.errors() + diagnostics.warnings() - shown - silent;
    if (more > 0) {
      out.append("and ").append(more).append(" more\n");
    }
    return out.toString();
  }

  /// As many as are shown; an error is among them if there is one, so that many warnings cannot hide it.
  private List<Diagnostic> first(List<Diagnostic> all) {
    List<Diagnostic> first = new ArrayList<>(all.subList(0, Math.min(limit, all.size())));
    Optional<Diagnostic> error =
        all.stream().filter(one -> one.severity() == Severity.ERROR).findFirst();
    if (error.isPresent() && limit > 0 && !first.contains(error.get())) {
      first.set(limit - 1, error.get());
    }
    return first;
  }

  /// What is unknown is told once, with the other places where it is used.
  private static List<Diagnostic> once(List<Diagnostic> all) {
    Map<String, List<Diagnostic>> byMessage = new LinkedHashMap<>();
    int own = 0;
    for (Diagnostic diagnostic : all) {
      String advice = diagnostic.suggestion().map(suggestion -> suggestion.text()).orElse("");
      String key =
          ONCE.contains(diagnostic.problem())
              ? diagnostic.severity() + diagnostic.message() + "\0" + advice
              : "\0" + own++;
      byMessage.computeIfAbsent(key, _ -> new ArrayList<>()).add(diagnostic);
    }
    List<Diagnostic> result = new ArrayList<>();
    for (List<Diagnostic> same : byMessage.values()) {
      int others = same.size() - 1;
      String places =
          same.stream()
              .skip(1)
              .limit(MAX_PLACES)
              .map(other -> other.span().toString())
              .collect(Collectors.joining(", "));
      result.add(
          others == 0
              ? same.getFirst()
              : same.getFirst()
                  .note(
                      "%s in %s%s"
                          .formatted(
                              others == 1 ? "once more" : others + " more times",
                              places,
                              others > MAX_PLACES ? ", ..." : "")));
    }
    return result;
  }

  public String format(Diagnostic diagnostic) {
    StringBuilder out = new StringBuilder();
    String paint =
        switch (diagnostic.severity()) {
          case ERROR -> RED;
          case WARNING -> YELLOW;
          case NOTE -> CYAN;
        };
    out.append(paint(BOLD, diagnostic.span().toString()))
        .append(": ")
        .append(paint(paint, diagnostic.severity().toString()))
        .append(": ")
        .append(paint(BOLD, visible(diagnostic.message())))
        .append(" [")
        .append(diagnostic.problem().code())
        .append(option(diagnostic))
        .append("]\n");
    excerpt(out, diagnostic.span(), paint, '^');
    for (Diagnostic.Note note : diagnostic.notes()) {
      note.span()
          .ifPresentOrElse(
              place -> {
                out.append("  ").append(place).append(": ").append(paint(CYAN, "note"));
                out.append(": ").append(visible(note.text())).append('\n');
                excerpt(out, place, CYAN, '-');
              },
              () ->
                  out.append("  ")
                      .append(paint(CYAN, "note"))
                      .append(": ")
                      .append(visible(note.text()))
                      .append('\n'));
    }
    diagnostic.suggestion().ifPresent(suggestion -> help(out, suggestion));
    backtrace(out, diagnostic.span().source());
    return out.toString();
  }

  /// How the message is switched: `, -Wtruncated`.
  private static String option(Diagnostic diagnostic) {
    String prefix = diagnostic.severity() == Severity.ERROR ? ", -Werror=" : ", -W";
    return Lints.name(diagnostic.problem()).map(prefix::concat).orElse("");
  }

  private void help(StringBuilder out, Diagnostic.Suggestion suggestion) {
    out.append("  ").append(paint(CYAN, "help")).append(": ").append(visible(suggestion.text()));
    out.append('\n');
    SourceSpan span = suggestion.span();
    if (span.source().isBinary()) {
      return;
    }
    String line = span.source().lineText(span.start());
    int from = Math.min(span.source().offsetInLine(span.start()), line.length());
    int to = Math.min(from + span.end() - span.start(), line.length());
    String edited = line.substring(0, from) + suggestion.replacement() + line.substring(to);
    line(out, edited, from, from + suggestion.replacement().length(), CYAN, '~');
  }

  /// The calls that led to an expanded text, from the inside out; what calls itself is told once.
  private void backtrace(StringBuilder out, SourceText source) {
    int depth = 0;
    int again = 0;
    SourceText.Expansion last = null;
    for (SourceText.Expansion expansion = source.expansion();
        expansion != null;
        expansion = expansion.call().source().expansion()) {
      if (last != null
          && last.what().equals(expansion.what())
          && last.call().toString().equals(expansion.call().toString())) {
        again++;
        continue;
      }
      again = sayAgain(out, again);
      last = expansion;
      if (++depth > MAX_BACKTRACE) {
        continue;
      }
      out.append("  in expansion of ")
          .append(expansion.what())
          .append(" (")
          .append(expansion.body())
          .append("), called at ")
          .append(expansion.call())
          .append('\n');
      excerpt(out, expansion.call(), CYAN, '-');
    }
    sayAgain(out, again);
    if (depth > MAX_BACKTRACE) {
      out.append("  ... and ").append(depth - MAX_BACKTRACE).append(" expansions further out\n");
    }
  }

  private static int sayAgain(StringBuilder out, int times) {
    if (times > 0) {
      out.append("  ... and ").append(times).append(" times more from the same place\n");
    }
    return 0;
  }

  private void excerpt(StringBuilder out, SourceSpan place, String paint, char mark) {
    SourceSpan span = place.original();
    SourceText source = span.source();
    if (source.isBinary() || source.text().isEmpty()) {
      return;
    }
    int from = source.offsetInLine(span.start());
    line(out, source.lineText(span.start()), from, from + span.end() - span.start(), paint, mark);
  }

  /// The line, with tabs made spaces and cut to a window around the marks where it is too wide.
  private void line(StringBuilder out, String line, int from, int to, String paint, char mark) {
    StringBuilder shown = new StringBuilder();
    int markStart = -1;
    int markEnd = -1;
    for (int i = 0; i <= line.length(); i++) {
      if (i == from) {
        markStart = shown.length();
      }
      if (i == to) {
        markEnd = shown.length();
      }
      if (i < line.length()) {
        char c = line.charAt(i);
        if (c == '\t') {
          shown.append(" ".repeat(TAB - shown.length() % TAB));
        } else {
          shown.append(visible(c));
        }
      }
    }
    markStart = markStart < 0 ? shown.length() : markStart;
    markEnd = Math.max(markEnd < 0 ? shown.length() : markEnd, markStart + 1);
    int cut = 0;
    if (shown.length() > MAX_WIDTH) {
      cut = Math.max(0, Math.min(markStart - MAX_WIDTH / 2, shown.length() - MAX_WIDTH));
      int end = Math.min(shown.length(), cut + MAX_WIDTH);
      boolean more = end < shown.length();
      String window = shown.substring(cut, end);
      shown.setLength(0);
      shown.append(cut > 0 ? "…" + window.substring(1) : window);
      if (more) {
        shown.setCharAt(shown.length() - 1, '…');
      }
      markStart -= cut;
      markEnd = Math.min(markEnd - cut, MAX_WIDTH);
    }
    out.append(INDENT).append(shown.toString().stripTrailing()).append('\n');
    int before = width(shown, 0, markStart);
    int marks = Math.max(1, width(shown, markStart, markEnd));
    out.append(INDENT).append(" ".repeat(before));
    out.append(paint(paint, String.valueOf(mark).repeat(marks)));
    out.append('\n');
  }

  /// Source text may hold anything; a terminal is to see no control characters of it, and none that turn the
  /// direction of writing.
  private static char visible(char c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\u00b7' : c;
  }

  /// How many columns of a terminal a part of a line takes; what lies behind its end takes one for each character.
  private static int width(CharSequence line, int from, int to) {
    int end = Math.min(to, line.length());
    int width = to - Math.max(from, end);
    for (int i = from; i < end; ) {
      int c = Character.codePointAt(line, i);
      width += columns(c);
      i += Character.charCount(c);
    }
    return width;
  }

  private static int columns(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /// Han, kana, hangul, full-width forms and emoji take two columns.
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }

  private static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c == '\n' ? c : visible(c));
    }
    return out.toString();
  }

  private String paint(String paint, String text) {
    return colour ? paint + text + RESET : text;
  }
}
