package softmetal.assembler.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.assembler.syntax.Expression.UnaryOperator;

/// Reads the statements that programs are made of, by hand, and leaves all others to the grammar. The fast path.
///
/// The grammar decides what a statement means: whatever is unusual here, or wrong, is given up ([GiveUp]) and read
/// again by the generated parser, which also words the message. For what this class does read, it makes the very records
/// that the [Adapter] makes; a test compares the two on every source at hand and on random lines.
///
/// Why it exists: see `docs/decisions/0010-fast-paths.md`. Used by one thread.
final class QuickReader {
  /// Deeper or longer expressions are the grammar's, with its limits.
  private static final int MAX_DEPTH = 30;

  private static final int MAX_OPERATORS = 100;

  /// Leaves a statement to the grammar. Without a stack trace it costs little, and few statements need it.
  private static final class GiveUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GiveUp() {
      super(null, null, false, false);
    }
  }

  private static final byte NAME_START = 1;
  private static final byte DIGIT = 2;
  private static final byte BLANK = 4;
  private static final byte[] KINDS = kinds();

  private final Names names;
  private SourceSpan given = SourceText.file("", "").whole();
  private SourceText source = given.source();
  private String text = "";
  private int at;
  private int end;
  private int depth;
  private int operators;

  /// Behind the last character of the token read last: where a span that contains it ends.
  private int last;

  private @Nullable Operand[] operands = new Operand[16];
  private int count;

  QuickReader(Names names) {
    this.names = names;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c = 'a'; c <= 'z'; c++) {
      kinds[c] = NAME_START;
      kinds[c - 'a' + 'A'] = NAME_START;
    }
    for (char c = '0'; c <= '9'; c++) {
      kinds[c] = DIGIT;
    }
    for (char c : new char[] {'_', '.', '$'}) {
      kinds[c] = NAME_START;
    }
    for (char c : new char[] {' ', '\t', '\r', '\n', '\f'}) {
      kinds[c] = BLANK;
    }
    return kinds;
  }

  /// What [StatementParser#parse] gives, or null when this is for the grammar.
  @Nullable List<Statement> statements(SourceSpan span) {
    start(span);
    try {
      skipBlanks();
      if (at == end) {
        return List.of();
      }
      int begin = at;
      if (isDigit(peek())) {
        return labels(begin);
      }
      int behind = readName();
      skipBlanks();
      if (at < end) {
        char c = text.charAt(at);
        if (c == ':') {
          return labels(begin);
        }
        if (c == '=' && peek(1) != '=') {
          return List.of(assignment(begin, behind));
        }
      }
      return List.of(command(begin, behind));
    } catch (GiveUp | Malformed _) {
      return null;
    }
  }

  /// What [StatementParser#parseExpression] gives, or null when this is for the grammar.
  @Nullable Expression expression(SourceSpan span) {
    start(span);
    try {
      skipBlanks();
      Expression expression = expression(0);
      return at == end ? expression : null;
    } catch (GiveUp | Malformed _) {
      return null;
    }
  }

  private void start(SourceSpan span) {
    given = span;
    source = span.source();
    text = source.text();
    at = span.start();
    end = span.end();
    depth = 0;
    operators = 0;
  }

  /// Labels, and one statement behind them.
  private List<Statement> labels(int begin) {
    List<Statement> read = new ArrayList<>(2);
    read.add(label(begin));
    while (at < end) {
      int start = at;
      if (isDigit(peek())) {
        read.add(label(start));
        continue;
      }
      int name = readName();
      skipBlanks();
      if (at < end && text.charAt(at) == ':') {
        read.add(label(start));
      } else if (at < end && text.charAt(at) == '=') {
        throw new GiveUp();
      } else {
        read.add(command(start, name));
      }
    }
    return read;
  }

  /// Stands behind the label and the blanks that follow it.
  private Statement label(int begin) {
    at = begin;
    while (at < end && isNamePart(text.charAt(at))) {
      at++;
    }
    int behind = at;
    boolean number = isDigit(text.charAt(begin));
    for (int i = begin; number && i < behind; i++) {
      if (!isDigit(text.charAt(i)) || i > begin + 8) {
        throw new GiveUp();
      }
    }
    skipBlanks();
    if (at == end || text.charAt(at) != ':') {
      throw new GiveUp();
    }
    at++;
    Statement label =
        new Statement.Label(source.span(begin, behind), names.name(text, begin, behind));
    skipBlanks();
    return label;
  }

  private Statement assignment(int begin, int behind) {
    at++;
    skipBlanks();
    Expression value = expression(0);
    if (at < end) {
      throw new GiveUp();
    }
    return new Statement.Assignment(
        source.span(begin, last),
        source.span(begin, behind),
        names.name(text, begin, behind),
        value);
  }

  /// Stands behind the name and the blanks that follow it.
  private Statement command(int begin, int behind) {
    String name = names.lowerCase(text, begin, behind);
    boolean directive = name.charAt(0) == '.';
    last = behind;
    count = 0;
    while (at < end) {
      if (text.charAt(at) == ',') {
        if (!directive) {
          throw new GiveUp();
        }
        add(new Operand.Empty(source.span(at, at)));
      } else {
        add(operand(directive));
        if (at == end) {
          break;
        }
        if (text.charAt(at) != ',') {
          throw new GiveUp();
        }
      }
      at++;
      skipBlanks();
      if (at == end) {
        throw new GiveUp();
      }
    }
    SourceSpan span = sameAs(given, begin);
    SourceSpan head = source.span(begin, behind);
    List<Operand> list = list();
    return directive
        ? new Statement.Directive(span, head, name, list)
        : new Statement.Operation(span, head, name, list);
  }

  /// The span up to the end of the last token: one that is there already, if it is the same.
  private SourceSpan sameAs(SourceSpan known, int begin) {
    return known.start() == begin && known.end() == last ? known : source.span(begin, last);
  }

  private void add(Operand operand) {
    if (count == operands.length) {
      operands = Arrays.copyOf(operands, 2 * count);
    }
    operands[count++] = operand;
  }

  @SuppressWarnings("NullAway") // the first `count` are filled
  private List<Operand> list() {
    return switch (count) {
      case 0 -> List.of();
      case 1 -> List.of(operands[0]);
      case 2 -> List.of(operands[0], operands[1]);
      case 3 -> List.of(operands[0], operands[1], operands[2]);
      default -> {
        Operand[] all = new Operand[count];
        System.arraycopy(operands, 0, all, 0, count);
        yield List.of(all);
      }
    };
  }

  /// One operand; stands behind the blanks that follow it afterwards.
  private Operand operand(boolean directive) {
    int begin = at;
    char c = text.charAt(at);
    switch (c) {
      case '"' -> {
        return string(begin);
      }
      case '@' -> {
        return word(begin);
      }
      case '%' -> {
        at++;
        skipBlanks();
        readName();
        skipBlanks();
        boolean modifier = at < end && text.charAt(at) == '(';
        at = begin;
        if (!modifier) {
          return word(begin);
        }
      }
      default -> {}
    }
    Expression expression = expression(0);
    if (at == end || text.charAt(at) != '(') {
      if (c == '('
          && !directive
          && expression instanceof Expression.Symbol
          && expression.span().start() == begin) {
        return loneParentheses(begin, expression.span().end());
      }
      return new Operand.Value(sameAs(expression.span(), begin), expression);
    }
    if (directive) {
      throw new GiveUp();
    }
    at++;
    skipBlanks();
    int name = at;
    int behind = readName();
    Expression.Symbol base =
        new Expression.Symbol(source.span(name, behind), names.name(text, name, behind));
    skipBlanks();
    close();
    return new Operand.Memory(source.span(begin, last), expression, base);
  }

  /// `(a0)`: the symbol in it is what stands between the parentheses.
  private Operand loneParentheses(int begin, int behind) {
    int from = at;
    at = begin + 1;
    skipBlanks();
    int name = at;
    if (at < end && text.charAt(at) == '(') {
      throw new GiveUp();
    }
    int stop = readName();
    skipBlanks();
    if (at != behind - 1) {
      throw new GiveUp();
    }
    at = from;
    Expression.Symbol base =
        new Expression.Symbol(source.span(name, stop), names.name(text, name, stop));
    return new Operand.Memory(source.span(begin, behind), null, base);
  }

  /// `@progbits`, `%function`.
  private Operand word(int begin) {
    at++;
    skipBlanks();
    int name = at;
    int behind = readName();
    last = behind;
    skipBlanks();
    return new Operand.Word(source.span(begin, behind), names.name(text, name, behind));
  }

  private Operand string(int begin) {
    boolean plain = true;
    int i = begin + 1;
    while (i < end && text.charAt(i) != '"') {
      char c = text.charAt(i);
      if (c == '\n') {
        throw new GiveUp();
      }
      if (c == '\\') {
        plain = false;
        i++;
        if (i < end && text.charAt(i) == '\n') {
          throw new GiveUp();
        }
      }
      i++;
    }
    if (i >= end) {
      throw new GiveUp();
    }
    at = i + 1;
    last = at;
    SourceSpan span = source.span(begin, at);
    skipBlanks();
    if (at < end && text.charAt(at) == '"') {
      throw new GiveUp();
    }
    return new Operand.Text(
        span,
        plain
            ? text.substring(begin + 1, i).getBytes(StandardCharsets.UTF_8)
            : Literals.strings(List.of(span)));
  }

  // --- expressions

  private Expression expression(int weakest) {
    Expression left = term();
    while (at < end) {
      BinaryOperator operator = operator();
      if (operator == null || Operators.precedence(operator) <= weakest) {
        return left;
      }
      if (++operators > MAX_OPERATORS) {
        throw new GiveUp();
      }
      at += length(operator);
      skipBlanks();
      if (operator == BinaryOperator.OR_NOT && at < end && text.charAt(at) == '!') {
        throw new GiveUp(); // two of them are another operator
      }
      Expression right = expression(Operators.precedence(operator));
      left =
          new Expression.Binary(
              source.span(left.span().start(), right.span().end()), operator, left, right);
    }
    return left;
  }

  /// The operator that stands here, or null; does not move.
  private @Nullable BinaryOperator operator() {
    char next = peek(1);
    return switch (text.charAt(at)) {
      case '+' -> BinaryOperator.ADD;
      case '-' -> BinaryOperator.SUBTRACT;
      case '*' -> BinaryOperator.MULTIPLY;
      case '/' -> {
        if (next == '*') {
          throw new GiveUp();
        }
        yield BinaryOperator.DIVIDE;
      }
      case '%' -> BinaryOperator.REMAINDER;
      case '^' -> BinaryOperator.XOR;
      case '|' -> next == '|' ? BinaryOperator.LOGICAL_OR : BinaryOperator.OR;
      case '&' -> next == '&' ? BinaryOperator.LOGICAL_AND : BinaryOperator.AND;
      case '!' -> next == '=' ? BinaryOperator.NOT_EQUAL : BinaryOperator.OR_NOT;
      case '=' -> {
        if (next != '=') {
          throw new GiveUp();
        }
        yield BinaryOperator.EQUAL;
      }
      case '<' ->
          switch (next) {
            case '<' -> BinaryOperator.SHIFT_LEFT;
            case '=' -> BinaryOperator.LESS_OR_EQUAL;
            case '>' -> throw new GiveUp(); // the second way to write `!=`
            default -> BinaryOperator.LESS;
          };
      case '>' ->
          switch (next) {
            case '>' -> BinaryOperator.SHIFT_RIGHT;
            case '=' -> BinaryOperator.GREATER_OR_EQUAL;
            default -> BinaryOperator.GREATER;
          };
      default -> null;
    };
  }

  private static int length(BinaryOperator operator) {
    return switch (operator) {
      case SHIFT_LEFT,
          SHIFT_RIGHT,
          EQUAL,
          NOT_EQUAL,
          LESS_OR_EQUAL,
          GREATER_OR_EQUAL,
          LOGICAL_AND,
          LOGICAL_OR ->
          2;
      case MULTIPLY, DIVIDE, REMAINDER, OR, AND, XOR, OR_NOT, ADD, SUBTRACT, LESS, GREATER -> 1;
    };
  }

  /// A term with its signs; stands behind the blanks that follow it afterwards.
  private Expression term() {
    if (at == end) {
      throw new GiveUp();
    }
    int begin = at;
    UnaryOperator sign =
        switch (text.charAt(at)) {
          case '-' -> UnaryOperator.NEGATE;
          case '~' -> UnaryOperator.COMPLEMENT;
          case '+' -> UnaryOperator.PLUS;
          case '!' -> {
            if (peek(1) == '=') {
              throw new GiveUp();
            }
            yield UnaryOperator.NOT;
          }
          default -> null;
        };
    if (sign == null) {
      return primary();
    }
    if (++operators > MAX_OPERATORS) {
      throw new GiveUp();
    }
    at++;
    skipBlanks();
    Expression operand = term();
    return new Expression.Unary(source.span(begin, operand.span().end()), sign, operand);
  }

  private Expression primary() {
    int begin = at;
    char c = text.charAt(at);
    if (isDigit(c)) {
      return number(begin);
    }
    if (isNameStart(c)) {
      return symbol(begin);
    }
    return switch (c) {
      case '(' -> {
        if (++depth > MAX_DEPTH) {
          throw new GiveUp();
        }
        at++;
        skipBlanks();
        Expression inner = expression(0);
        close();
        depth--;
        yield inner.at(source.span(begin, last));
      }
      case '\'' -> character(begin);
      case '%' -> modifier(begin);
      default -> throw new GiveUp();
    };
  }

  private Expression symbol(int begin) {
    int behind = begin;
    while (behind < end && isNamePart(text.charAt(behind))) {
      behind++;
    }
    at = behind;
    last = behind;
    if (text.charAt(begin) == '.') {
      if (behind == begin + 1) {
        skipBlanks();
        return new Expression.Here(source.span(begin, behind));
      }
      if (isDigit(text.charAt(begin + 1))) {
        throw new GiveUp();
      }
    }
    skipBlanks();
    if (at < end && text.charAt(at) == '@') {
      at++;
      skipBlanks();
      int name = at;
      last = readName();
      if (last - name != 3 || !text.regionMatches(true, name, "plt", 0, 3)) {
        throw new GiveUp();
      }
      skipBlanks();
    }
    return new Expression.Symbol(source.span(begin, last), names.name(text, begin, behind));
  }

  private Expression modifier(int begin) {
    at++;
    skipBlanks();
    int name = at;
    int behind = readName();
    skipBlanks();
    if (at == end || text.charAt(at) != '(' || ++depth > MAX_DEPTH) {
      throw new GiveUp();
    }
    at++;
    skipBlanks();
    Expression operand = expression(0);
    close();
    depth--;
    return new Expression.Modifier(
        source.span(begin, last), names.name(text, name, behind), operand);
  }

  private Expression character(int begin) {
    if (begin + 1 >= end) {
      throw new GiveUp();
    }
    char c = text.charAt(begin + 1);
    if (c == '\\' || c == '\n') {
      throw new GiveUp();
    }
    at = begin + 2;
    if (at < end && text.charAt(at) == '\'') {
      at++;
    }
    last = at;
    skipBlanks();
    return new Expression.Literal(source.span(begin, last), c);
  }

  private Expression number(int begin) {
    int behind = begin;
    boolean decimal = true;
    while (behind < end && isNamePart(text.charAt(behind))) {
      decimal &= isDigit(text.charAt(behind));
      behind++;
    }
    SourceSpan span = source.span(begin, behind);
    int length = behind - begin;
    char first = text.charAt(begin);
    char second = length > 1 ? text.charAt(begin + 1) : ' ';
    Expression number;
    if (decimal && length <= 15) {
      number =
          new Expression.Literal(
              span, first == '0' ? octal(begin, behind) : digits(begin, behind, 10));
    } else if (first == '0' && (second == 'x' || second == 'X') && length > 2 && length <= 18) {
      number = new Expression.Literal(span, digits(begin + 2, behind, 16));
    } else if (first == '0' && (second == 'b' || second == 'B') && length > 2 && length <= 66) {
      number = new Expression.Literal(span, digits(begin + 2, behind, 2));
    } else {
      number = localLabel(span, begin, behind);
    }
    at = behind;
    last = behind;
    skipBlanks();
    return number;
  }

  private Expression localLabel(SourceSpan span, int begin, int behind) {
    char letter = text.charAt(behind - 1);
    boolean floating = behind < end && (text.charAt(behind) == '+' || text.charAt(behind) == '-');
    if ((letter != 'f' && letter != 'b') || behind - begin > 9 || floating) {
      throw new GiveUp();
    }
    return new Expression.LocalLabel(span, (int) digits(begin, behind - 1, 10), letter == 'f');
  }

  private long octal(int begin, int behind) {
    return digits(begin, behind, 8);
  }

  private long digits(int begin, int behind, int radix) {
    long value = 0;
    for (int i = begin; i < behind; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0 || text.charAt(i) >= 128) {
        throw new GiveUp();
      }
      value = value * radix + digit;
    }
    return value;
  }

  // --- characters

  private void close() {
    if (at == end || text.charAt(at) != ')') {
      throw new GiveUp();
    }
    at++;
    last = at;
    skipBlanks();
  }

  /// Moves behind a name, which must stand here, and gives up where the grammar would see something else.
  private int readName() {
    if (at == end || !isNameStart(text.charAt(at))) {
      throw new GiveUp();
    }
    int i = at + 1;
    while (i < end && isNamePart(text.charAt(i))) {
      i++;
    }
    if (text.charAt(at) == '.' && (i == at + 1 || isDigit(text.charAt(at + 1)))) {
      throw new GiveUp(); // the current location, or a number
    }
    at = i;
    return i;
  }

  private void skipBlanks() {
    while (at < end) {
      char c = text.charAt(at);
      if (c >= 128 || KINDS[c] != BLANK) {
        if (c == '/' && peek(1) == '*') {
          throw new GiveUp();
        }
        return;
      }
      at++;
    }
  }

  private char peek() {
    return text.charAt(at);
  }

  /// The character some places further, or a blank behind the end.
  private char peek(int distance) {
    return at + distance < end ? text.charAt(at + distance) : ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c >= 128 || KINDS[c] == NAME_START;
  }

  private static boolean isNamePart(char c) {
    return c >= 128 || (KINDS[c] & (NAME_START | DIGIT)) != 0;
  }
}
