package softmetal.assembler.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// The one adapter between the grammar and the rest: the text of one statement to records.
///
/// One lexer and one parser serve all statements. The parser gives up at the first surprise, which costs nothing
/// where there is none; a statement that failed is then read once more, token by token, for a good message
/// ([SyntaxErrors]). Used by one thread.
public final class StatementParser {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_SIGNS = 5000;

  /// Only for what the grammar reads: each operand and each label makes a tree.
  private static final int MAX_COMMAS = 20_000;

  private static final String OPERATORS = "+-*/%~!&|^<>";

  /// Labels, and `.insn` with the name of a format.
  private static final Pattern RAW_INSTRUCTION =
      Pattern.compile(
          "(?<labels>(?:\\s*+[\\w.$]++\\s*+:)*+)\\s*+(?<insn>\\.insn)\\s+(?<format>[A-Za-z]\\w*)(?=\\s+[^\\s,])",
          Pattern.CASE_INSENSITIVE);

  private static final int MAX_REMEMBERED = 1_000;

  private final Diagnostics diagnostics;

  /// What is wrong with statements that could not be read: a loop comes by again, and long ones take their time.
  private final Map<SourceSpan, Diagnostic> malformed = new HashMap<>();

  private final Names names = new Names();
  private final QuickReader quick = new QuickReader(names);
  private final AssemblyLexer lexer;
  private final CommonTokenStream tokens;
  private final AssemblyParser parser;

  public StatementParser(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    lexer = new AssemblyLexer(new TextRange(SourceText.file("", "").whole()));
    lexer.removeErrorListeners();
    tokens = new CommonTokenStream(lexer);
    parser = new AssemblyParser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
  }

  /// The labels, and then the instruction, directive or assignment of one statement.
  ///
  /// @param span the statement, without its end and without a comment up to the end of the line
  /// @return empty after an error, which is reported
  public List<Statement> parse(SourceSpan span) {
    List<Statement> statements = quick.statements(span);
    return statements != null ? statements : parseSlowly(span);
  }

  /// The same, or null if it takes the grammar. Reports nothing.
  public @Nullable List<Statement> parseQuickly(SourceSpan span) {
    return quick.statements(span);
  }

  /// By the grammar, in which `.insn` has no place: its format is a word of its own before the operands.
  private List<Statement> parseSlowly(SourceSpan span) {
    Matcher matcher = RAW_INSTRUCTION.matcher(span.text());
    if (!matcher.lookingAt()) {
      return parseByGrammar(span);
    }
    SourceText source = span.source();
    int format = span.start() + matcher.start("format");
    List<Statement> statements =
        new ArrayList<>(
            parseByGrammar(source.span(span.start(), span.start() + matcher.end("labels"))));
    for (Statement statement : parseByGrammar(source.span(format, span.end()))) {
      if (statement instanceof Statement.Operation(var whole, var head, var name, var operands)) {
        int start = span.start() + matcher.start("insn");
        statements.add(
            new Statement.Operation(
                source.span(start, whole.end()),
                source.span(start, head.end()),
                ".insn " + name,
                operands));
      }
    }
    return statements;
  }

  /// The same by the grammar alone: the plain twin of [QuickReader].
  List<Statement> parseByGrammar(SourceSpan span) {
    SourceText source = span.source();
    if (isRemembered(span) || !reset(span)) {
      return List.of();
    }
    try {
      return new Adapter(source, diagnostics).statements(parser.statement());
    } catch (ParseCancellationException e) {
      refuse(span, explanation(source, e));
    } catch (Malformed e) {
      refuse(span, e.diagnostic());
    }
    return List.of();
  }

  /// An expression that is all of a span, such as the condition of an `.if`.
  ///
  /// @return empty after an error, which is reported
  public Optional<Expression> parseExpression(SourceSpan span) {
    Expression expression = quick.expression(span);
    return expression != null ? Optional.of(expression) : parseExpressionByGrammar(span);
  }

  Optional<Expression> parseExpressionByGrammar(SourceSpan span) {
    SourceText source = span.source();
    if (isRemembered(span) || !reset(span)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Adapter(source, diagnostics).expression(parser.condition().expression()));
    } catch (ParseCancellationException e) {
      refuse(span, explanation(source, e));
    } catch (Malformed e) {
      refuse(span, e.diagnostic());
    }
    return Optional.empty();
  }

  /// A name of the source in lower case: always the same string for the same name.
  public String lowerCase(SourceSpan name) {
    return lowerCase(name.source().text(), name.start(), name.end());
  }

  /// The same for a name from `start` to `end` of a text.
  public String lowerCase(String text, int start, int end) {
    return names.lowerCase(text, start, end);
  }

  /// Whether this could not be read before; then that is reported again.
  private boolean isRemembered(SourceSpan span) {
    Diagnostic known = malformed.get(span);
    if (known != null) {
      diagnostics.report(known);
    }
    return known != null;
  }

  private void refuse(SourceSpan span, Diagnostic diagnostic) {
    if (malformed.size() < MAX_REMEMBERED) {
      malformed.put(span, diagnostic);
    }
    diagnostics.report(diagnostic);
  }

  private Diagnostic explanation(SourceText source, ParseCancellationException failure) {
    tokens.fill();
    Token offending =
        failure.getCause() instanceof RecognitionException cause
            ? cause.getOffendingToken()
            : parser.getCurrentToken();
    return new SyntaxErrors(source, tokens.getTokens()).explain(offending);
  }

  /// Makes a span the input, unless it nests so deep that reading it would cost too much stack.
  private boolean reset(SourceSpan span) {
    String text = span.source().text();
    int depth = 0;
    int signs = 0;
    int commas = 0;
    for (int i = span.start(); i < span.end(); i++) {
      char c = text.charAt(i);
      // Reading a chain of operators that is refused afterwards would cost far more than this.
      signs = c == ',' || c == '"' || c == '\n' ? 0 : signs + (OPERATORS.indexOf(c) >= 0 ? 1 : 0);
      if (signs > MAX_SIGNS) {
        refuse(span, Problem.EXPRESSION_TOO_DEEP.at(span.source().span(i, i + 1), MAX_SIGNS));
        return false;
      }
      commas += c == ',' || c == ':' ? 1 : 0;
      if (commas > MAX_COMMAS) {
        refuse(span, Problem.OPERANDS_BEYOND_COUNT.at(span.source().span(i, i + 1), MAX_COMMAS));
        return false;
      }
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (depth > MAX_DEPTH) {
        refuse(span, Problem.EXPRESSION_TOO_DEEP.at(span.source().span(i, i + 1), MAX_DEPTH));
        return false;
      }
    }
    lexer.setInputStream(new TextRange(span));
    tokens.setTokenSource(lexer);
    parser.setTokenStream(tokens);
    return true;
  }
}
