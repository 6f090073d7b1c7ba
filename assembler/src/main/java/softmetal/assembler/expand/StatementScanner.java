package softmetal.assembler.expand;

import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
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
    start = at;
    end = -1;
    while (end < 0) {
      step();
    }
    findHead();
    return true;
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
            diagnostics.report(Problem.UNTERMINATED_COMMENT.at(source.span(open, open + 2)));
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
      diagnostics.report(
          Problem.PREPROCESSOR_LINE
              .at(source.span(hash, hash + line.length()), line)
              .note("it runs on files whose name ends in `.S`; here, use `.include` and `.equ`"));
    }
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
    int first = Math.min(Lexis.skipBlanks(text, start, end), end);
    int last = end;
    while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return source.span(first, last);
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
    return parser.lowerCase(text, headStart, headEnd);
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
