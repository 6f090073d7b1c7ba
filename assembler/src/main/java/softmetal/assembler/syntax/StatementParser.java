package softmetal.assembler.syntax;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
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

  private final Diagnostics diagnostics;
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
    return statements != null ? statements : parseByGrammar(span);
  }

  /// The same by the grammar alone: the plain twin of [QuickReader].
  List<Statement> parseByGrammar(SourceSpan span) {
    SourceText source = span.source();
    if (reset(span)) {
      try {
        return new Adapter(source, diagnostics).statements(parser.statement());
      } catch (ParseCancellationException e) {
        explain(source, e);
      } catch (Malformed e) {
        diagnostics.report(e.diagnostic());
      }
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
    if (reset(span)) {
      try {
        return Optional.of(
            new Adapter(source, diagnostics).expression(parser.condition().expression()));
      } catch (ParseCancellationException e) {
        explain(source, e);
      } catch (Malformed e) {
        diagnostics.report(e.diagnostic());
      }
    }
    return Optional.empty();
  }

  /// A name of the source in lower case: always the same string for the same name.
  public String lowerCase(SourceSpan name) {
    return names.lowerCase(name.source().text(), name.start(), name.end());
  }

  private void explain(SourceText source, ParseCancellationException failure) {
    tokens.fill();
    Token offending =
        failure.getCause() instanceof RecognitionException cause
            ? cause.getOffendingToken()
            : parser.getCurrentToken();
    diagnostics.report(new SyntaxErrors(source, tokens.getTokens()).explain(offending));
  }

  /// Makes a span the input, unless it nests so deep that reading it would cost too much stack.
  private boolean reset(SourceSpan span) {
    String text = span.source().text();
    int depth = 0;
    for (int i = span.start(); i < span.end(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (depth > MAX_DEPTH) {
        diagnostics.report(Problem.EXPRESSION_TOO_DEEP.at(span.source().span(i, i + 1), MAX_DEPTH));
        return false;
      }
    }
    lexer.setInputStream(new TextRange(span));
    tokens.setTokenSource(lexer);
    parser.setTokenStream(tokens);
    return true;
  }
}
