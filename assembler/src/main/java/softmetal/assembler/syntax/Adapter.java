package softmetal.assembler.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.assembler.syntax.Expression.UnaryOperator;

/// Turns the parse tree of one statement into records.
final class Adapter {
  /// A chain of more operators than this is no expression of a person, and costs stack to walk.
  private static final int MAX_OPERATORS = 500;

  private final SourceText source;
  private final Diagnostics diagnostics;
  private int operators;

  Adapter(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  List<Statement> statements(AssemblyParser.StatementContext tree) {
    List<Statement> statements = new ArrayList<>(tree.label().size() + 1);
    for (AssemblyParser.LabelContext label : tree.label()) {
      Token name = label.start;
      if (name.getType() == AssemblyLexer.INTEGER) {
        Literals.localLabel(span(name));
      }
      statements.add(new Statement.Label(span(name), name.getText()));
    }
    AssemblyParser.AssignmentContext assignment = tree.assignment();
    if (assignment != null) {
      Token name = assignment.start;
      statements.add(
          new Statement.Assignment(
              span(assignment), span(name), name.getText(), expression(assignment.expression())));
    }
    if (tree.command() != null) {
      statements.add(command(tree.command()));
    }
    return statements;
  }

  private Statement command(AssemblyParser.CommandContext tree) {
    Token head = tree.start;
    String name = head.getText().toLowerCase(Locale.ROOT);
    boolean directive = name.startsWith(".");
    List<Operand> operands = new ArrayList<>();
    Token comma = null;
    boolean filled = false;
    for (ParseTree child : tree.children.subList(1, tree.children.size())) {
      if (child instanceof AssemblyParser.OperandContext operand) {
        operands.add(operand(operand, directive));
        filled = true;
      } else if (child instanceof TerminalNode terminal) {
        Token next = terminal.getSymbol();
        if (!filled) {
          operands.add(empty(next, comma == null ? head : comma, directive));
        }
        comma = next;
        filled = false;
      }
    }
    if (comma != null && !filled) {
      throw new Malformed(trailing(comma));
    }
    return directive
        ? new Statement.Directive(span(tree), span(head), name, operands)
        : new Statement.Operation(span(tree), span(head), name, operands);
  }

  /// `addi a0, a0, #1`, as on Arm: the rest is a comment.
  private Diagnostic trailing(Token comma) {
    Diagnostic missing = Problem.TRAILING_COMMA.at(span(comma));
    String text = source.text();
    int mark = comma.getStopIndex() + 1;
    while (mark < text.length() && text.charAt(mark) == ' ') {
      mark++;
    }
    boolean number =
        mark + 1 < text.length()
            && text.charAt(mark) == '#'
            && "-0123456789".indexOf(text.charAt(mark + 1)) >= 0;
    return number
        ? missing
            .note("`#` starts a comment")
            .fix(source.span(mark, mark + 1), "", "numbers are written without a mark")
        : missing;
  }

  private Operand empty(Token comma, Token before, boolean directive) {
    if (!directive) {
      throw new Malformed(Problem.MISSING_OPERAND.at(span(comma), before.getText()));
    }
    return new Operand.Empty(source.span(comma.getStartIndex(), comma.getStartIndex()));
  }

  private Operand operand(AssemblyParser.OperandContext tree, boolean directive) {
    SourceSpan span = span(tree);
    if (!tree.STRING().isEmpty()) {
      return new Operand.Text(
          span,
          Literals.strings(
              tree.STRING().stream().map(node -> span(node.getSymbol())).toList(),
              diagnostics::report));
    }
    AssemblyParser.ExpressionContext value = tree.expression();
    if (tree.NAME() != null) {
      if (directive) {
        throw new Malformed(Problem.UNEXPECTED_TOKEN.at(span(tree.OPEN().getSymbol()), "("));
      }
      return new Operand.Memory(span, expression(value), symbol(tree.NAME().getSymbol()));
    }
    if (value.term().size() == 1) {
      Operand special = special(span, value.term(0), directive);
      if (special != null) {
        return special;
      }
    }
    return new Operand.Value(span, expression(value));
  }

  /// What looks like an expression of one term and is not: `(a0)`, `-1.5`, `%function`.
  private @Nullable Operand special(
      SourceSpan span, AssemblyParser.TermContext term, boolean directive) {
    AssemblyParser.PrimaryContext primary = term.primary();
    if (primary.DECIMAL() != null) {
      return new Operand.Decimal(span, signs(term) + primary.DECIMAL().getText());
    }
    if (directive && primary.INTEGER() != null) {
      return huge(span, term, span(primary));
    }
    if (term.getChildCount() > 1) {
      return null;
    }
    Token first = primary.start;
    if (first.getType() == AssemblyLexer.AT
        || (first.getType() == AssemblyLexer.PERCENT && primary.OPEN() == null)) {
      return new Operand.Word(span, primary.NAME(0).getText());
    }
    if (first.getType() == AssemblyLexer.OPEN && !directive) {
      Expression inner = expression(primary.expression());
      if (inner instanceof Expression.Symbol base) {
        return new Operand.Memory(span, null, base);
      }
    }
    return null;
  }

  /// A number that no expression can hold; null for others.
  private static @Nullable Operand huge(
      SourceSpan span, AssemblyParser.TermContext term, SourceSpan digits) {
    if (digits.end() - digits.start() <= 16) {
      return null;
    }
    BigInteger value = Literals.number(digits);
    if (value.bitLength() <= 64) {
      return null;
    }
    for (int i = term.getChildCount() - 2; i >= 0; i--) {
      switch (((TerminalNode) term.getChild(i)).getSymbol().getType()) {
        case AssemblyLexer.MINUS -> value = value.negate();
        case AssemblyLexer.TILDE -> value = value.not();
        case AssemblyLexer.BANG -> {
          return null;
        }
        default -> {}
      }
    }
    return new Operand.Huge(span, value);
  }

  private static String signs(AssemblyParser.TermContext term) {
    boolean negative = false;
    for (ParseTree child : term.children.subList(0, term.children.size() - 1)) {
      negative ^= "-".equals(child.getText());
    }
    return negative ? "-" : "";
  }

  Expression expression(AssemblyParser.ExpressionContext tree) {
    operators += tree.operator().size();
    if (operators > MAX_OPERATORS) {
      throw new Malformed(Problem.EXPRESSION_TOO_DEEP.at(span(tree), MAX_OPERATORS));
    }
    return climb(new Cursor(tree), 0);
  }

  /// Where precedence climbing stands in a flat `term operator term operator term`.
  private static final class Cursor {
    final AssemblyParser.ExpressionContext tree;
    int at;

    Cursor(AssemblyParser.ExpressionContext tree) {
      this.tree = tree;
    }

    boolean hasOperator() {
      return at < tree.operator().size();
    }

    BinaryOperator operator() {
      return Operators.of(tree.operator(at));
    }
  }

  private Expression climb(Cursor cursor, int weakest) {
    Expression left = term(cursor.tree.term(cursor.at));
    while (cursor.hasOperator() && Operators.precedence(cursor.operator()) > weakest) {
      BinaryOperator operator = cursor.operator();
      cursor.at++;
      Expression right = climb(cursor, Operators.precedence(operator));
      left = new Expression.Binary(left.span().to(right.span()), operator, left, right);
    }
    return left;
  }

  private Expression term(AssemblyParser.TermContext tree) {
    Expression value = primary(tree.primary());
    operators += tree.getChildCount();
    if (operators > MAX_OPERATORS) {
      throw new Malformed(Problem.EXPRESSION_TOO_DEEP.at(span(tree), MAX_OPERATORS));
    }
    for (int i = tree.getChildCount() - 2; i >= 0; i--) {
      Token sign = ((TerminalNode) tree.getChild(i)).getSymbol();
      UnaryOperator operator =
          switch (sign.getType()) {
            case AssemblyLexer.MINUS -> UnaryOperator.NEGATE;
            case AssemblyLexer.TILDE -> UnaryOperator.COMPLEMENT;
            case AssemblyLexer.BANG -> UnaryOperator.NOT;
            default -> UnaryOperator.PLUS;
          };
      value = new Expression.Unary(span(sign).to(value.span()), operator, value);
    }
    return value;
  }

  private Expression primary(AssemblyParser.PrimaryContext tree) {
    Token first = tree.start;
    SourceSpan span = span(tree);
    return switch (first.getType()) {
      case AssemblyLexer.INTEGER -> new Expression.Literal(span, Literals.integer(span));
      case AssemblyLexer.CHARACTER -> new Expression.Literal(span, Literals.character(span));
      case AssemblyLexer.LOCAL -> {
        String text = first.getText();
        SourceSpan digits = source.span(span.start(), span.end() - 1);
        yield new Expression.LocalLabel(span, Literals.localLabel(digits), text.endsWith("f"));
      }
      case AssemblyLexer.HERE -> new Expression.Here(span);
      case AssemblyLexer.NAME -> {
        if (tree.AT() != null && !"plt".equalsIgnoreCase(tree.NAME(1).getText())) {
          throw new Malformed(Problem.UNEXPECTED_TOKEN.at(span(tree.AT().getSymbol()), "@"));
        }
        yield new Expression.Symbol(span, first.getText());
      }
      case AssemblyLexer.OPEN -> expression(tree.expression()).at(span);
      case AssemblyLexer.PERCENT -> {
        if (tree.OPEN() == null) {
          throw new Malformed(
              Problem.MODIFIER_WITHOUT_OPERAND
                  .at(span, tree.NAME(0).getText())
                  .note("a register is written without `%`, a macro's parameter as `\\name`"));
        }
        yield new Expression.Modifier(span, tree.NAME(0).getText(), expression(tree.expression()));
      }
      case AssemblyLexer.DECIMAL ->
          throw new Malformed(Problem.DECIMAL_IN_EXPRESSION.at(span, first.getText()));
      default -> throw new Malformed(Problem.UNEXPECTED_TOKEN.at(span, first.getText()));
    };
  }

  private Expression.Symbol symbol(Token token) {
    return new Expression.Symbol(span(token), token.getText());
  }

  private SourceSpan span(Token token) {
    return source.span(token.getStartIndex(), token.getStopIndex() + 1);
  }

  private SourceSpan span(ParserRuleContext tree) {
    return source.span(tree.start.getStartIndex(), tree.stop.getStopIndex() + 1);
  }
}
