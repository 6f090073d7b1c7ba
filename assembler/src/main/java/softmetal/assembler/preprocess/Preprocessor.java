package softmetal.assembler.preprocess;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.LineMarkers;
import softmetal.assembler.diagnostic.MacroUse;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Provenance;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.preprocess.Headers.Header;
import softmetal.assembler.preprocess.Token.Kind;

/// Runs the C preprocessor over a text.
///
/// Text in which there is nothing to do is copied in long runs; only a word that names a macro makes tokens. A text
/// in which there is nothing to do at all is returned as it is. Used once, by one thread.
///
/// Dates and times are always those of the first second of 1970, so that the same sources give the same bytes.
public final class Preprocessor implements MacroExpander.Below {
  private static final String ALWAYS =
      """
      #define __DATE__ "Jan  1 1970"
      #define __TIME__ "00:00:00"
      #define __TIMESTAMP__ "Thu Jan  1 00:00:00 1970"
      #define _Pragma(text)
      """;

  private final SourceText main;
  private final Settings settings;
  private final Headers headers;
  private final Diagnostics diagnostics;
  private final MacroTable macros = new MacroTable();
  private final MacroExpander expander;
  private final Provenance.Builder out = new Provenance.Builder();
  private final Set<Path> once = new HashSet<>();
  private final Set<Header> included = new LinkedHashSet<>();
  private final Directives directives = new Directives(this);

  private Input input;
  private int depth;
  private int inclusions;
  private long counter;
  private boolean collecting;
  private boolean inDirective;
  private boolean stopped;

  /// How to run it.
  ///
  /// @param predefined directives that come before all others, such as [Predefined] makes
  /// @param commandLine directives of `-D` and `-U`, in their order
  /// @param includes files that come before the main one (`-include`)
  /// @param bounds what one source may ask for
  public record Settings(
      String predefined, String commandLine, List<String> includes, Bounds bounds) {
    public Settings {
      includes = List.copyOf(includes);
    }
  }

  /// What one source may ask for.
  ///
  /// @param depth of headers that include each other
  /// @param inclusions of headers, all together
  /// @param tokensOfOne what one use of a macro may leave; also counted is what disappears again
  /// @param tokens what all uses of macros may leave
  /// @param characters how much text all headers and macros may add
  public record Bounds(
      long depth, long inclusions, long tokensOfOne, long tokens, long characters) {}

  /// One file being read.
  static final class Input {
    final SourceText source;
    final @Nullable Header header;
    final Lexer lexer;
    final LineMarkers markers = new LineMarkers();
    final Conditionals conditionals = new Conditionals();
    private final SourceText written;

    /// How far it was copied.
    int copied;

    Input(SourceText text, @Nullable Header header, Diagnostics diagnostics) {
      this.written = text.withMarkers(markers);
      this.source = Splices.join(written);
      this.header = header;
      this.lexer = new Lexer(source, diagnostics);
    }

    boolean isAsWritten() {
      return source == written;
    }

    SourceSpan span(int start, int end) {
      return source.span(start, end);
    }
  }

  private Preprocessor(
      SourceText main, Settings settings, Headers headers, Diagnostics diagnostics) {
    this.main = main;
    this.settings = settings;
    this.headers = headers;
    this.diagnostics = diagnostics;
    this.expander = new MacroExpander(macros, this, settings.bounds(), diagnostics);
    this.input = new Input(main, null, diagnostics);
  }

  /// @param text what remains for the assembler
  /// @param headers the files that were included, each once, in the order of their first inclusion
  public record Result(SourceText text, List<Header> headers) {}

  /// @param diagnostics takes what is wrong; there is a result all the same
  public static Result run(
      SourceText source, Settings settings, Headers headers, Diagnostics diagnostics) {
    Preprocessor preprocessor = new Preprocessor(source, settings, headers, diagnostics);
    SourceText text = preprocessor.run();
    return new Result(text, List.copyOf(preprocessor.included));
  }

  private SourceText run() {
    builtIn("__FILE__", Macro.BuiltIn.FILE);
    builtIn("__BASE_FILE__", Macro.BuiltIn.BASE_FILE);
    builtIn("__LINE__", Macro.BuiltIn.LINE);
    builtIn("__COUNTER__", Macro.BuiltIn.COUNTER);
    builtIn("__INCLUDE_LEVEL__", Macro.BuiltIn.INCLUDE_LEVEL);
    SourceText builtIns = SourceText.file("<built-in>", ALWAYS + settings.predefined());
    file(new Input(builtIns, null, diagnostics));
    SourceText commandLine = SourceText.file("<command line>", settings.commandLine());
    file(new Input(commandLine, null, diagnostics));
    SourceText includes =
        SourceText.file(
            "<command line>",
            String.join(
                "", settings.includes().stream().map("#include \"%s\"\n"::formatted).toList()));
    file(new Input(includes, null, diagnostics));
    Input whole = new Input(main, null, diagnostics);
    file(whole);
    if (out.length() == 0 && whole.copied == 0 && whole.isAsWritten()) {
      return main;
    }
    flush(whole, stopped ? whole.copied : whole.source.text().length());
    return out.build(main.name(), main);
  }

  private void builtIn(String name, Macro.BuiltIn which) {
    SourceSpan nowhere = SourceText.binary("<built-in>").whole();
    macros.put(new Macro(name, nowhere, null, false, List.of(), which));
  }

  // --- text

  /// Reads a file from its beginning to its end. What is left to copy of it is left to the caller.
  private void file(Input next) {
    Input before = input;
    input = next;
    depth++;
    scan(next);
    depth--;
    if (!stopped) {
      for (Conditionals.Group open : next.conditionals.open()) {
        diagnostics.report(Problem.CPP_UNCLOSED_IF.at(open.place, open.directive));
      }
    }
    input = before;
  }

  private void flush(Input from, int end) {
    out.copy(from.source, from.copied, end);
    from.copied = Math.max(from.copied, end);
  }

  private void scan(Input in) {
    Lexer lexer = in.lexer;
    String text = lexer.text;
    int limit = text.length();
    boolean lineStart = true;
    while (lexer.at < limit && !stopped) {
      if (lineStart) {
        lineStart = false;
        if (directive(in)) {
          lineStart = true;
          continue;
        }
        if (lexer.at >= limit) {
          return;
        }
      }
      char c = text.charAt(lexer.at);
      if (Lexer.isNameStart(c)) {
        word(in, lexer, text, limit);
      } else if (c == '\n') {
        lexer.at++;
        lineStart = true;
      } else if (Lexer.isDigit(c) || (c == '.' && Lexer.isDigit(lexer.peek(1)))) {
        lexer.skipNumber();
      } else if (c == '"' || c == '\'') {
        lexer.skipQuoted();
      } else if (c == '/') {
        comment(in, lexer);
      } else {
        lexer.at++;
      }
    }
  }

  private void word(Input in, Lexer lexer, String text, int limit) {
    int start = lexer.at;
    int at = start;
    int hash = 0;
    while (at < limit && Lexer.isNamePart(text.charAt(at))) {
      hash = 31 * hash + text.charAt(at);
      at++;
    }
    lexer.at = at;
    Macro macro = macros.find(text, start, at, hash);
    if (macro != null && (macro.parameters == null || opensParenthesis())) {
      replace(in, macro, start);
    }
  }

  private void comment(Input in, Lexer lexer) {
    char next = lexer.peek(1);
    if (next != '*' && next != '/') {
      lexer.at++;
      return;
    }
    flush(in, lexer.at);
    if (next == '*') {
      out.append(" ", in.source, lexer.at, null);
      lexer.skipBlockComment();
    } else {
      lexer.skipLine();
    }
    in.copied = lexer.at;
  }

  private void replace(Input in, Macro macro, int start) {
    Lexer lexer = in.lexer;
    flush(in, start);
    boolean spaceBefore = start == 0 || Lexer.isBlank(out.last()) || out.last() == '\n';
    Token name =
        new Token(Kind.NAME, macro.name, spaceBefore, false, false, in.source, start, null);
    if (!expander.begin(macro, name)) {
      out.append(macro.name, in.source, start, null);
      in.copied = lexer.at;
      limits(name);
      return;
    }
    boolean first = true;
    Kind last = Kind.OTHER;
    Token token = expander.next();
    while (token.kind() != Kind.END && out.length() <= limit()) {
      boolean space = token.space() && !first;
      if (space || (token.edge() && sticks(last, out.last(), token.kind(), token.text()))) {
        out.append(" ", token.source(), token.offset(), expander.use());
      }
      out.append(token.text(), token.source(), token.offset(), expander.use());
      first = false;
      last = token.kind();
      token = expander.next();
    }
    if (!lexer.atEnd() && !Lexer.isBlank(lexer.peek(0))) {
      Kind next = kindOf(lexer.peek(0));
      if ((token.space() && !first)
          || sticks(last, out.last(), next, lexer.text.substring(lexer.at, behind(next, lexer)))) {
        out.append(" ", in.source, lexer.at, null);
      }
    }
    in.copied = lexer.at;
    limits(name);
  }

  /// Where the next token ends, if it is a number; else the place behind its first character.
  private static int behind(Kind kind, Lexer lexer) {
    int start = lexer.at;
    if (kind == Kind.NUMBER) {
      lexer.skipNumber();
    }
    int end = lexer.at;
    lexer.at = start;
    return Math.max(end, start + 1);
  }

  private static Kind kindOf(char first) {
    if (Lexer.isNameStart(first)) {
      return Kind.NAME;
    }
    return switch (first) {
      case '"' -> Kind.STRING;
      case '\'' -> Kind.CHARACTER;
      default -> Lexer.isDigit(first) ? Kind.NUMBER : Kind.PUNCTUATION;
    };
  }

  private long limit() {
    return main.text().length() + settings.bounds().characters();
  }

  private void limits(Token place) {
    if (expander.isExhausted()) {
      stopped = true;
    } else if (out.length() > limit()) {
      stop(
          Problem.CPP_TEXT_TOO_LARGE.at(
              place.source().span(place.offset(), place.end()), settings.bounds().characters()));
    }
  }

  /// Whether two tokens without a space between them would be read as something else.
  ///
  /// A name and a number such as `42.` are not kept apart, as gcc does not do it.
  private static boolean sticks(Kind left, char last, Kind right, String following) {
    char first = following.charAt(0);
    if (left == Kind.NAME && right == Kind.NUMBER) {
      return following.chars().allMatch(c -> Lexer.isNamePart((char) c));
    }
    if (left == Kind.NAME || left == Kind.NUMBER) {
      boolean number = left == Kind.NUMBER;
      return switch (right) {
        case NAME, NUMBER -> true;
        case STRING -> !number;
        case CHARACTER -> true;
        default -> number && (first == '.' || first == '+' || first == '-');
      };
    }
    if (left == Kind.STRING || left == Kind.CHARACTER) {
      return false;
    }
    boolean assigns = first == '=';
    return switch (last) {
      case '+', '&', '|', '>' -> first == last || assigns;
      case '<' -> first == '<' || first == ':' || first == '%' || assigns;
      case '-' -> first == '-' || first == '>' || assigns;
      case '/' -> first == '/' || first == '*' || assigns;
      case '%' -> first == ':' || first == '>' || assigns;
      case '*', '^', '!', '=' -> assigns;
      case ':' -> first == ':' || first == '>';
      case '.' -> right == Kind.NUMBER || first == '.';
      case '#' -> first == '#';
      case '\\' -> right == Kind.NAME;
      default -> false;
    };
  }

  // --- what lies below the macros

  @Override
  public Token next() {
    if (inDirective) {
      Token token = input.lexer.next();
      return token.kind() == Kind.NEWLINE ? end(input.source, token.offset()) : token;
    }
    return collecting ? across() : end(input.source, input.lexer.at);
  }

  private static Token end(SourceText source, int at) {
    return new Token(Kind.END, "", false, false, false, source, at, null);
  }

  /// The next token of an argument, which may go on over several lines, with directives between them.
  private Token across() {
    Lexer lexer = input.lexer;
    boolean space = false;
    Token token = lexer.next();
    while (token.kind() == Kind.NEWLINE) {
      space = true;
      lexer.at++;
      while (!stopped && directive(input)) {
        // Another one may follow.
      }
      token = stopped ? end(input.source, lexer.at) : lexer.next();
    }
    return space ? token.with(true, token.edge()) : token;
  }

  @Override
  public boolean collect(boolean on) {
    boolean before = collecting;
    collecting = on;
    return before;
  }

  @Override
  public boolean opensParenthesis() {
    Lexer lexer = input.lexer;
    int before = lexer.at;
    lexer.skipBlanks();
    while (!inDirective && !lexer.atEnd() && lexer.peek(0) == '\n') {
      lexer.at++;
      lexer.skipBlanks();
    }
    boolean opens = !lexer.atEnd() && lexer.peek(0) == '(';
    lexer.at = before;
    return opens;
  }

  @Override
  public Token builtIn(Macro.BuiltIn which, Token name, @Nullable MacroUse use) {
    String text =
        switch (which) {
          case FILE -> quoted(input.source.name(at()));
          case BASE_FILE -> quoted(main.name());
          case LINE -> Integer.toString(line(name, use));
          case COUNTER -> Long.toString(counter++);
          case INCLUDE_LEVEL -> Integer.toString(depth - 1);
        };
    Kind kind = text.startsWith("\"") ? Kind.STRING : Kind.NUMBER;
    return new Token(kind, text, false, false, false, name.source(), name.offset(), null);
  }

  /// The line that a name stands in, or the call that brought it here, as far out as needed to be in the file.
  private static int line(Token name, @Nullable MacroUse innermost) {
    SourceText text = name.source();
    int at = name.offset();
    for (MacroUse use = innermost; use != null; use = use.outer()) {
      if (text != use.callText() || at < use.callStart() || at >= use.callEnd()) {
        text = use.callText();
        at = use.callStart();
      }
    }
    return text.line(at);
  }

  private int at() {
    return Math.min(input.lexer.at, input.lexer.text.length());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  // --- directives

  /// At the start of a line: carries out the directive on it, and moves to the next line; false when there is none.
  private boolean directive(Input in) {
    Lexer lexer = in.lexer;
    int start = lexer.at;
    int at = start;
    String text = lexer.text;
    while (at < text.length() && Lexer.isBlank(text.charAt(at))) {
      at++;
    }
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    if (c == '/' && at + 1 < text.length() && text.charAt(at + 1) == '*') {
      lexer.skipBlanks();
      at = lexer.at;
      lexer.at = start;
      c = at < text.length() ? text.charAt(at) : '\n';
    }
    if (c != '#' || (at + 1 < text.length() && text.charAt(at + 1) == '#')) {
      return false;
    }
    lexer.at = at + 1;
    Token name = lexer.next();
    boolean empty = name.kind() == Kind.NEWLINE || name.kind() == Kind.END;
    if (!empty && (name.kind() != Kind.NAME || !Directives.NAMES.contains(name.text()))) {
      lexer.at = start;
      return false;
    }
    if (!collecting) {
      flush(in, start);
    }
    if (!empty) {
      run(in, name);
    }
    lexer.skipDeadLine();
    lexer.at = Math.min(lexer.at + 1, text.length());
    in.copied = lexer.at;
    if (!in.conditionals.active()) {
      skip(in);
    }
    return true;
  }

  private void run(Input in, Token name) {
    inDirective = true;
    expander.restart();
    directives.run(in, name);
    inDirective = false;
    stopped |= expander.isExhausted();
  }

  /// Moves over the lines that do not count.
  private void skip(Input in) {
    Lexer lexer = in.lexer;
    while (!lexer.atEnd() && !in.conditionals.active()) {
      int start = lexer.at;
      lexer.skipBlanks();
      if (lexer.peek(0) == '#' && !lexer.atEnd()) {
        lexer.at++;
        Token name = lexer.next();
        if (name.kind() == Kind.NAME && Directives.CONDITIONS.contains(name.text())) {
          run(in, name);
        }
      }
      lexer.skipDeadLine();
      lexer.at = Math.min(lexer.at + 1, lexer.text.length());
      if (lexer.at == start) {
        break;
      }
    }
    in.copied = lexer.at;
  }

  // --- for Directives

  MacroTable macros() {
    return macros;
  }

  MacroExpander expander() {
    return expander;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  Headers headers() {
    return headers;
  }

  Set<Path> once() {
    return once;
  }

  /// Reads a header now, in the middle of the line that names it.
  void include(Header header, SourceSpan from) {
    included.add(header);
    if (once.contains(header.file())) {
      return;
    }
    if (collecting) {
      diagnostics.report(Problem.CPP_INCLUDE_IN_CALL.at(from));
    } else if (depth > settings.bounds().depth()) {
      stop(Problem.CPP_INCLUDES_TOO_DEEP.at(from, settings.bounds().depth()));
    } else if (++inclusions > settings.bounds().inclusions()) {
      stop(Problem.CPP_TOO_MANY_INCLUDES.at(from, settings.bounds().inclusions()));
    } else if (out.length() + header.text().length() > limit()) {
      stop(Problem.CPP_TEXT_TOO_LARGE.at(from, settings.bounds().characters()));
    } else {
      inDirective = false;
      SourceText text = SourceText.included(header.name(), header.text(), from);
      Input in = new Input(text, header, diagnostics);
      file(in);
      flush(in, stopped ? in.copied : in.source.text().length());
      if (out.last() != '\n') {
        out.append("\n", from.source(), from.start(), null);
      }
      inDirective = true;
    }
  }

  private void stop(Diagnostic why) {
    diagnostics.report(why);
    stopped = true;
  }
}
