package softmetal.assembler.preprocess;

import java.util.Locale;
import java.util.function.Supplier;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.preprocess.Token.Kind;

/// The value of what stands behind `#if`: C's integer expressions in 64 bits, signed unless an operand is not.
final class Condition {
  private static final int MAX_DEPTH = 300;

  /// What a condition may ask about the world.
  interface Questions {
    /// Whether a macro has this name; asked with the expansion of macros off.
    boolean isDefined(String name);

    /// Reads the rest of `__has_include(...)`.
    boolean hasInclude(Token operator) throws InvalidInputException;
  }

  private record Value(long bits, boolean unsigned) {
    boolean isTrue() {
      return bits != 0;
    }
  }

  private final String directive;
  private final SourceSpan place;
  private final Supplier<Token> expanded;
  private final Supplier<Token> raw;
  private final Questions questions;
  private Token token;
  private int depth;
  private int unevaluated;

  /// @param place what to point at when there is no condition at all
  /// @param expanded gives the next token with macros replaced
  /// @param raw gives the next token as it is
  private Condition(
      String directive,
      SourceSpan place,
      Supplier<Token> expanded,
      Supplier<Token> raw,
      Questions questions) {
    this.directive = directive;
    this.place = place;
    this.expanded = expanded;
    this.raw = raw;
    this.questions = questions;
    this.token = expanded.get();
  }

  static boolean isTrue(
      String directive,
      SourceSpan place,
      Supplier<Token> expanded,
      Supplier<Token> raw,
      Questions questions)
      throws InvalidInputException {
    Condition condition = new Condition(directive, place, expanded, raw, questions);
    if (condition.token.kind() == Kind.END) {
      throw new InvalidInputException(Problem.CPP_CONDITION_MISSING.at(place, directive));
    }
    Value value = condition.conditional();
    if (condition.token.kind() != Kind.END) {
      throw condition.wrong();
    }
    return value.isTrue();
  }

  private InvalidInputException wrong() {
    if (token.kind() == Kind.END) {
      return new InvalidInputException(Problem.CPP_CONDITION_ENDS.at(place, directive));
    }
    return new InvalidInputException(at(Problem.CPP_BAD_CONDITION, token, token.text(), directive));
  }

  private static Diagnostic at(Problem problem, Token token, Object... values) {
    return problem.at(MacroDefinition.span(token), values);
  }

  private void advance() {
    token = expanded.get();
  }

  private void expect(String punctuation) throws InvalidInputException {
    if (!token.is(punctuation)) {
      throw wrong();
    }
    advance();
  }

  private Value conditional() throws InvalidInputException {
    if (++depth > MAX_DEPTH) {
      throw new InvalidInputException(at(Problem.CPP_CONDITION_TOO_DEEP, token, MAX_DEPTH));
    }
    Value test = binary(0);
    if (token.is("?")) {
      advance();
      Value yes = evaluatedIf(test.isTrue());
      expect(":");
      Value no = evaluatedIf(!test.isTrue());
      test = new Value(test.isTrue() ? yes.bits() : no.bits(), yes.unsigned() || no.unsigned());
    }
    depth--;
    return test;
  }

  private Value evaluatedIf(boolean wanted) throws InvalidInputException {
    unevaluated += wanted ? 0 : 1;
    Value value = conditional();
    unevaluated -= wanted ? 0 : 1;
    return value;
  }

  private static int level(Token operator) {
    if (operator.kind() != Kind.PUNCTUATION) {
      return -1;
    }
    return switch (operator.text()) {
      case "||" -> 1;
      case "&&" -> 2;
      case "|" -> 3;
      case "^" -> 4;
      case "&" -> 5;
      case "==", "!=" -> 6;
      case "<", ">", "<=", ">=" -> 7;
      case "<<", ">>" -> 8;
      case "+", "-" -> 9;
      case "*", "/", "%" -> 10;
      default -> -1;
    };
  }

  private Value binary(int above) throws InvalidInputException {
    Value left = unary();
    for (int level = level(token); level > above; level = level(token)) {
      Token operator = token;
      advance();
      boolean decided =
          (operator.is("||") && left.isTrue()) || (operator.is("&&") && !left.isTrue());
      unevaluated += decided ? 1 : 0;
      Value right = binary(level);
      unevaluated -= decided ? 1 : 0;
      left = apply(operator, left, right);
    }
    return left;
  }

  private Value apply(Token operator, Value left, Value right) throws InvalidInputException {
    boolean unsigned = left.unsigned() || right.unsigned();
    long a = left.bits();
    long b = right.bits();
    int order = unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
    return switch (operator.text()) {
      case "||" -> truth(a != 0 || b != 0);
      case "&&" -> truth(a != 0 && b != 0);
      case "==" -> truth(a == b);
      case "!=" -> truth(a != b);
      case "<" -> truth(order < 0);
      case ">" -> truth(order > 0);
      case "<=" -> truth(order <= 0);
      case ">=" -> truth(order >= 0);
      case "|" -> new Value(a | b, unsigned);
      case "^" -> new Value(a ^ b, unsigned);
      case "&" -> new Value(a & b, unsigned);
      case "<<" -> shifted(left, right.unsigned() || b >= 0 ? b : -b, right.unsigned() || b >= 0);
      case ">>" -> shifted(left, right.unsigned() || b >= 0 ? b : -b, !right.unsigned() && b < 0);
      case "+" -> new Value(a + b, unsigned);
      case "-" -> new Value(a - b, unsigned);
      case "*" -> new Value(a * b, unsigned);
      case "/" -> new Value(divided(operator, a, b, unsigned, false), unsigned);
      default -> new Value(divided(operator, a, b, unsigned, true), unsigned);
    };
  }

  private static Value truth(boolean value) {
    return new Value(value ? 1 : 0, false);
  }

  private static Value shifted(Value value, long by, boolean left) {
    boolean far = Long.compareUnsigned(by, 64) >= 0;
    long bits = value.bits();
    if (left) {
      return new Value(far ? 0 : bits << by, value.unsigned());
    }
    if (value.unsigned()) {
      return new Value(far ? 0 : bits >>> by, true);
    }
    return new Value(bits >> (far ? 63 : by), false);
  }

  private long divided(Token operator, long a, long b, boolean unsigned, boolean remainder)
      throws InvalidInputException {
    if (b == 0) {
      if (unevaluated > 0) {
        return 0;
      }
      throw new InvalidInputException(at(Problem.CPP_DIVISION, operator, directive));
    }
    if (unsigned) {
      return remainder ? Long.remainderUnsigned(a, b) : Long.divideUnsigned(a, b);
    }
    return remainder ? a % b : a / b;
  }

  private Value unary() throws InvalidInputException {
    if (++depth > MAX_DEPTH) {
      throw new InvalidInputException(at(Problem.CPP_CONDITION_TOO_DEEP, token, MAX_DEPTH));
    }
    Value value = operand();
    depth--;
    return value;
  }

  private Value operand() throws InvalidInputException {
    Token first = token;
    switch (first.kind()) {
      case NUMBER -> {
        advance();
        return number(first);
      }
      case CHARACTER -> {
        advance();
        return character(first);
      }
      case NAME -> {
        return name(first);
      }
      default -> {
        advance();
      }
    }
    if (first.is("(")) {
      Value value = conditional();
      expect(")");
      return value;
    }
    if (first.is("!")) {
      return truth(!unary().isTrue());
    }
    if (first.is("-") || first.is("+") || first.is("~")) {
      Value value = unary();
      long bits = value.bits();
      return new Value(first.is("-") ? -bits : first.is("~") ? ~bits : bits, value.unsigned());
    }
    token = first;
    throw wrong();
  }

  private Value name(Token name) throws InvalidInputException {
    switch (name.text()) {
      case "defined" -> {
        Token asked = raw.get();
        boolean parenthesis = asked.is("(");
        asked = parenthesis ? raw.get() : asked;
        if (asked.kind() != Kind.NAME || (parenthesis && !raw.get().is(")"))) {
          throw new InvalidInputException(at(Problem.CPP_BAD_DEFINED, name));
        }
        advance();
        return truth(questions.isDefined(asked.text()));
      }
      case "__has_include", "__has_include_next" -> {
        boolean found = questions.hasInclude(name);
        advance();
        return truth(found);
      }
      default -> {
        advance();
        return new Value(0, false);
      }
    }
  }

  private static Value number(Token token) throws InvalidInputException {
    String text = token.text().toLowerCase(Locale.ROOT);
    int end = text.length();
    boolean hexadecimal = text.startsWith("0x");
    while (end > 0 && (text.charAt(end - 1) == 'u' || text.charAt(end - 1) == 'l')) {
      end--;
    }
    String suffix = text.substring(end);
    int radix =
        hexadecimal ? 16 : text.startsWith("0b") ? 2 : text.startsWith("0") && end > 1 ? 8 : 10;
    String digits = text.substring(radix == 16 || radix == 2 ? 2 : 0, end);
    boolean goodSuffix = suffix.matches("|u|l|ll|ul|ull|lu|llu");
    try {
      long bits = Long.parseUnsignedLong(digits, radix);
      if (goodSuffix && !digits.startsWith("+") && !digits.startsWith("-")) {
        return new Value(bits, suffix.contains("u") || bits < 0);
      }
    } catch (NumberFormatException _) {
      if (goodSuffix && tooWide(digits, radix)) {
        throw new InvalidInputException(at(Problem.NUMBER_TOO_WIDE, token, token.text()));
      }
    }
    throw new InvalidInputException(at(Problem.CPP_BAD_NUMBER, token, token.text()));
  }

  private static boolean tooWide(String digits, int radix) {
    return !digits.isEmpty() && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
  }

  /// Several characters make one number, as in gcc: the last one in the lowest byte, four of them at most. As
  /// `char` is unsigned on RISC-V, so is one character.
  private static Value character(Token token) throws InvalidInputException {
    String text = token.text();
    int at = text.indexOf('\'') + 1;
    int end = text.length() - 1;
    if (at >= end) {
      throw new InvalidInputException(at(Problem.CPP_EMPTY_CHARACTER, token));
    }
    int value = 0;
    int count = 0;
    while (at < end) {
      int[] next = {at};
      value = value << 8 | (escaped(text, next, end) & 0xff);
      at = next[0];
      count++;
    }
    boolean plain = count == 1 && !text.startsWith("L");
    return new Value(count == 1 ? value & 0xff : value, plain);
  }

  private static int escaped(String text, int[] at, int end) {
    char c = text.charAt(at[0]++);
    if (c != '\\' || at[0] >= end) {
      return c;
    }
    char e = text.charAt(at[0]++);
    if (e == 'x') {
      return digits(text, at, end, 16, 8);
    }
    if (e >= '0' && e <= '7') {
      at[0]--;
      return digits(text, at, end, 8, 3);
    }
    return switch (e) {
      case 'a' -> 7;
      case 'b' -> 8;
      case 't' -> 9;
      case 'n' -> 10;
      case 'v' -> 11;
      case 'f' -> 12;
      case 'r' -> 13;
      case 'e' -> 27;
      default -> e;
    };
  }

  private static int digits(String text, int[] at, int end, int radix, int most) {
    int value = 0;
    for (int i = 0; i < most && at[0] < end; i++) {
      int digit = Character.digit(text.charAt(at[0]), radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      at[0]++;
    }
    return value;
  }
}
