package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.LineLocation;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Statement;

/// `.loc` and `.file` with a number: lines of the text that a compiler has translated.
///
/// Their operands stand side by side without commas, which is no way for an expression: they arrive as text.
final class LineDirectives {
  private static final String LOC_USAGE = ".loc file line column options";
  private static final String FILE_USAGE = ".file number \"directory\" \"name\" md5 0x...";
  private static final int MD5_BYTES = 16;

  private final Layout layout;

  LineDirectives(Layout layout) {
    this.layout = layout;
  }

  /// `.loc 1 20 5 is_stmt 0`.
  void location(Statement.Directive directive) {
    Words words = new Words(directive);
    OptionalLong file = words.number();
    OptionalLong line = words.number();
    if (file.isEmpty() || line.isEmpty()) {
      usage(directive, LOC_USAGE);
      return;
    }
    DebugInformation debug = layout.debug();
    if (!debug.lines().hasFile((int) file.getAsLong())) {
      layout.report(
          Problem.FILE_NUMBER_UNKNOWN.at(directive.span(), file.getAsLong(), file.getAsLong()));
      return;
    }
    debug.flushLocation();
    LineLocation last = debug.location();
    OptionalLong column = words.startsWithDigit() ? words.number() : OptionalLong.empty();
    int flags = last.flags() & LineLocation.STATEMENT;
    int isa = last.isa();
    int discriminator = 0;
    boolean view = false;
    while (words.hasMore()) {
      SourceSpan word = words.next();
      switch (word.text()) {
        case "basic_block" -> flags |= LineLocation.BASIC_BLOCK;
        case "prologue_end" -> flags |= LineLocation.PROLOGUE_END;
        case "epilogue_begin" -> flags |= LineLocation.EPILOGUE_BEGIN;
        case "is_stmt" -> {
          long value = words.number().orElse(-1);
          if (value != 0 && value != 1) {
            usage(directive, ".loc ... is_stmt 0, or 1");
            return;
          }
          flags = (flags & ~LineLocation.STATEMENT) | (int) value * LineLocation.STATEMENT;
        }
        case "isa" -> isa = (int) words.number().orElse(0);
        case "discriminator" -> discriminator = (int) words.number().orElse(0);
        case "view" -> {
          view = true;
          if (words.hasMore()) {
            words.next();
          }
        }
        default -> {
          layout.report(Problem.BAD_LINE_WORD.at(word, word.text()));
          return;
        }
      }
    }
    debug.locate(
        new LineLocation(
            (int) file.getAsLong(),
            (int) line.getAsLong(),
            (int) column.orElse(last.column()),
            discriminator,
            isa,
            flags),
        directive.span());
    if (view) {
      debug.flushLocation();
    }
  }

  /// `.loc_mark_labels 1`: a label is the start of a basic block.
  void markLabels(Statement.Directive directive) {
    OptionalLong value = new Words(directive).number();
    if (value.isEmpty()) {
      usage(directive, ".loc_mark_labels 0, or 1");
    } else {
      layout.debug().markLabels(value.getAsLong() != 0);
    }
  }

  /// `.file 1 "directory/name.c"`.
  void file(Statement.Directive directive) {
    Words words = new Words(directive);
    OptionalLong number = words.number();
    String first = words.quoted();
    String second = words.quoted();
    byte[] md5 = null;
    if (words.hasMore() && words.next().text().equals("md5") && words.hasMore()) {
      md5 = md5(words.next().text());
    }
    if (number.isEmpty() || number.getAsLong() < 0 || first == null || words.hasMore()) {
      usage(directive, FILE_USAGE);
      return;
    }
    if (number.getAsLong() > 0xffff) {
      layout.report(
          Problem.NUMBER_RANGE.at(directive.span(), "file", number.getAsLong(), 0, 0xffff));
      return;
    }
    String directory = second == null ? null : first;
    String name = second == null ? first : second;
    DebugInformation debug = layout.debug();
    debug.compilerSpeaks();
    if (!debug.lines().file((int) number.getAsLong(), directory, name, md5)) {
      layout.report(Problem.FILE_NUMBER_TAKEN.at(directive.span(), number.getAsLong(), name));
    }
  }

  private static byte @Nullable [] md5(String text) {
    if (!text.matches("0x[0-9a-fA-F]{1,32}")) {
      return null;
    }
    String digits = "0".repeat(34 - text.length()) + text.substring(2);
    byte[] bytes = new byte[MD5_BYTES];
    for (int i = 0; i < MD5_BYTES; i++) {
      int at = digits.length() - 2 * i - 2;
      bytes[i] = (byte) Integer.parseInt(digits.substring(at, at + 2), 16);
    }
    return bytes;
  }

  private void usage(Statement.Directive directive, String usage) {
    layout.report(Problem.DIRECTIVE_USAGE.at(directive.span(), directive.name(), usage));
  }

  /// The words of a directive behind its name.
  private static final class Words {
    private final List<SourceSpan> words = new ArrayList<>();
    private int next;

    Words(Statement.Directive directive) {
      SourceSpan span = directive.span();
      String text = span.source().text();
      int at = directive.nameSpan().end();
      while (at < span.end()) {
        if (Character.isWhitespace(text.charAt(at))) {
          at++;
          continue;
        }
        int start = at;
        if (text.charAt(at) == '"') {
          at++;
          while (at < span.end() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
          }
          at = Math.min(at + 1, span.end());
        } else {
          while (at < span.end() && !Character.isWhitespace(text.charAt(at))) {
            at++;
          }
        }
        words.add(span.source().span(start, at));
      }
    }

    boolean hasMore() {
      return next < words.size();
    }

    SourceSpan next() {
      return words.get(next++);
    }

    boolean startsWithDigit() {
      return hasMore() && Character.isDigit(words.get(next).text().charAt(0));
    }

    OptionalLong number() {
      if (!hasMore()) {
        return OptionalLong.empty();
      }
      try {
        long value = Long.decode(words.get(next).text());
        next++;
        return value < 0 || value > Integer.MAX_VALUE
            ? OptionalLong.empty()
            : OptionalLong.of(value);
      } catch (NumberFormatException _) {
        return OptionalLong.empty();
      }
    }

    @Nullable String quoted() {
      if (!hasMore() || words.get(next).text().charAt(0) != '"') {
        return null;
      }
      String text = next().text();
      int end = text.length() > 1 && text.endsWith("\"") ? text.length() - 1 : text.length();
      return text.substring(1, end).replaceAll("\\\\(.)", "$1");
    }
  }
}
