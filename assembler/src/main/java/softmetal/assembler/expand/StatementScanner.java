package softmetal.assembler.expand;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.Statement;
import softmetal.assembler.syntax.StatementParser;

/// Cuts a text into statements, at newlines and semicolons, and finds the labels and the first word of each.
///
/// It knows strings, characters and comments just well enough not to be fooled by a `;` or `#` in them: this also
/// runs over what a false condition leaves out, at many statements a microsecond.
final class StatementScanner {
  private static final Pattern PREPROCESSOR =
      Pattern.compile("#(include\\s*[<\"]|(define|undef|ifdef|ifndef)\\s+\\w|endif\\s*$)");

  private final SourceText source;
  private final String text;
  private final int limit;
  private final Diagnostics diagnostics;

  private int at;
  private int start;
  private int end;
  private int labelsEnd;
  private int headStart;
  private int headEnd;

  /// Behind the first word and the blanks that follow it.
  private int behindHead;

  /// What is known of the statement already; null where nobody has read it ahead.
  private @Nullable Found known;

  private int reports;

  /// All that there is to know of one statement.
  ///
  /// @param from where the scanner stood before it, and before the empty ones that it passed
  /// @param behind where it stands afterwards
  /// @param name the first word in lower case, or empty
  /// @param statements null if they are still to be read
  record Found(
      int from,
      int start,
      int end,
      int labelsEnd,
      int headStart,
      int headEnd,
      int behindHead,
      int behind,
      SourceSpan span,
      String name,
      @Nullable List<Statement> statements) {}

  StatementScanner(SourceSpan range, Diagnostics diagnostics) {
    source = range.source();
    text = source.text();
    at = range.start();
    limit = range.end();
    this.diagnostics = diagnostics;
  }

  /// Moves to the next statement, which may be empty; false behind the last one.
  boolean next() {
    if (at >= limit) {
      return false;
    }
    known = null;
    start = at;
    end = -1;
    while (end < 0) {
      step();
    }
    findHead();
    return true;
  }

  /// The same, with the help of what another thread has found.
  boolean next(ReadAhead ahead) {
    Found found = ahead.at(at);
    if (found == null) {
      return next();
    }
    known = found;
    at = found.behind;
    start = found.start;
    end = found.end;
    labelsEnd = found.labelsEnd;
    headStart = found.headStart;
    headEnd = found.headEnd;
    behindHead = found.behindHead;
    return true;
  }

  /// Moves to the next statement that is not empty, and reads it; null behind the last one.
  ///
  /// One that gives cause for a report is passed over, like all before it: they are found again by who reports.
  ///
  /// @param longest statement that is read, in characters
  @Nullable Found find(StatementParser parser, int longest) {
    int from = at;
    int before = reports;
    while (next()) {
      if (reports != before) {
        from = at;
        before = reports;
      } else if (!isEmpty()) {
        SourceSpan span = span();
        return new Found(
            from,
            start,
            end,
            labelsEnd,
            headStart,
            headEnd,
            behindHead,
            at,
            span,
            headEnd > headStart ? headName(parser) : "",
            span.end() - span.start() > longest ? null : parser.parseQuickly(span));
      }
    }
    return null;
  }

  /// Goes on from a place further down, if it is one.
  void skipTo(int offset) {
    at = Math.max(at, offset);
  }

  private void step() {
    if (at >= limit) {
      end = limit;
      return;
    }
    char c = text.charAt(at);
    switch (c) {
      case '\n', ';' -> end = at++;
      case '#' -> {
        end = at;
        at = Lexis.endOfLine(text, at, limit);
        preprocessor(end);
        at = at < limit ? at + 1 : at;
      }
      case '"' -> at = Lexis.behindString(text, at, limit);
      case '\'' -> at = Lexis.behindCharacter(text, at, limit);
      case '/' -> {
        if (Lexis.startsBlockComment(text, at, limit)) {
          int open = at;
          at = Lexis.behindBlockComment(text, at, limit);
          if (at < 0) {
            report(Problem.UNTERMINATED_COMMENT.at(source.span(open, open + 2)));
            end = open;
            at = limit;
          }
        } else {
          at++;
        }
      }
      default -> at++;
    }
  }

  /// Says so when a comment looks like a line for the C preprocessor, which does not run.
  private void preprocessor(int hash) {
    if (hash + 1 >= at || "iedu".indexOf(text.charAt(hash + 1)) < 0) {
      return;
    }
    if (Lexis.skipBlanks(text, start, hash) == hash
        && PREPROCESSOR.matcher(text).region(hash, at).lookingAt()) {
      String line = text.substring(hash, at).strip();
      report(
          Problem.PREPROCESSOR_LINE
              .at(source.span(hash, hash + line.length()), line)
              .note("it runs on files whose name ends in `.S`; here, use `.include` and `.equ`"));
    }
  }

  private void report(Diagnostic diagnostic) {
    reports++;
    diagnostics.report(diagnostic);
  }

  private void findHead() {
    labelsEnd = start;
    int from = start;
    while (true) {
      headStart = Lexis.skipBlanks(text, from, end);
      headEnd = headStart;
      while (headEnd < end && Lexis.isNamePart(text.charAt(headEnd))) {
        headEnd++;
      }
      behindHead = Lexis.skipBlanks(text, headEnd, end);
      if (headEnd == headStart || behindHead >= end || text.charAt(behindHead) != ':') {
        return;
      }
      labelsEnd = behindHead + 1;
      from = labelsEnd;
    }
  }

  /// The statement from its first label or word, without its end and without a comment behind it.
  SourceSpan span() {
    if (known != null) {
      return known.span;
    }
    int first = Math.min(Lexis.skipBlanks(text, start, end), end);
    int last = end;
    while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return source.span(first, last);
  }

  /// Whether another thread has found it.
  boolean isKnown() {
    return known != null;
  }

  /// What it says.
  List<Statement> statements(StatementParser parser) {
    List<Statement> read = known == null ? null : known.statements;
    return read == null ? parser.parse(span()) : read;
  }

  boolean isEmpty() {
    return headEnd == headStart && headStart >= end && labelsEnd == start;
  }

  boolean hasLabels() {
    return labelsEnd > start;
  }

  SourceSpan labels() {
    return source.span(start, labelsEnd);
  }

  /// The first word behind the labels; empty when there is none.
  SourceSpan head() {
    return source.span(headStart, headEnd);
  }

  boolean hasHead() {
    return headEnd > headStart;
  }

  /// The name that the first word is, in lower case.
  String headName(StatementParser parser) {
    return known != null ? known.name : parser.lowerCase(text, headStart, headEnd);
  }

  /// Whether the first word is one that starts with a dot, without making a string of it.
  boolean headIsDirective() {
    return headEnd > headStart + 1 && text.charAt(headStart) == '.';
  }

  /// What follows the first word.
  SourceSpan rest() {
    SourceSpan all = span();
    int from = Math.min(Lexis.skipBlanks(text, headEnd, end), all.end());
    return source.span(Math.max(from, Math.min(headEnd, all.end())), Math.max(from, all.end()));
  }

  /// From the first word to the end of the statement.
  SourceSpan command() {
    return source.span(headStart, Math.max(headStart, span().end()));
  }

  boolean isAssignment() {
    return headEnd > headStart
        && behindHead < end
        && text.charAt(behindHead) == '='
        && (behindHead + 1 >= end || text.charAt(behindHead + 1) != '=');
  }

  /// `name == expression`.
  boolean isEquation() {
    if (headEnd == headStart
        || behindHead >= end
        || text.charAt(behindHead) != '='
        || !text.startsWith("==", behindHead)) {
      return false;
    }
    SourceSpan rest = rest();
    return rest.end() > rest.start() + 2 && text.startsWith("==", rest.start());
  }

  /// Where the next statement starts.
  int position() {
    return at;
  }
}
