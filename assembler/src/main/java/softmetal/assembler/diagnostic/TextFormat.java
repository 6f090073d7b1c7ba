package softmetal.assembler.diagnostic;

import java.util.List;

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
    List<Diagnostic> all = diagnostics.all();
    for (Diagnostic diagnostic : all.subList(0, Math.min(limit, all.size()))) {
      out.append(format(diagnostic));
    }
    long shown = all.stream().limit(limit).filter(one -> one.severity() != Severity.NOTE).count();
    long more = diagnostics.errors() + diagnostics.warnings() - shown;
    if (more > 0) {
      out.append("and ").append(more).append(" more\n");
    }
    return out.toString();
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

  private void backtrace(StringBuilder out, SourceText source) {
    int depth = 0;
    for (SourceText.Expansion expansion = source.expansion();
        expansion != null;
        expansion = expansion.call().source().expansion()) {
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
    if (depth > MAX_BACKTRACE) {
      out.append("  ... and ").append(depth - MAX_BACKTRACE).append(" expansions further out\n");
    }
  }

  private void excerpt(StringBuilder out, SourceSpan span, String paint, char mark) {
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
    out.append(INDENT).append(" ".repeat(markStart));
    out.append(paint(paint, String.valueOf(mark).repeat(Math.max(1, markEnd - markStart))));
    out.append('\n');
  }

  /// Source text may hold anything; a terminal is to see no control characters of it.
  private static char visible(char c) {
    return Character.isISOControl(c) ? '\u00b7' : c;
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
