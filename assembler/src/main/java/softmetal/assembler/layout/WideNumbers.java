package softmetal.assembler.layout;

import java.math.BigInteger;
import java.util.OptionalLong;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Expression.UnaryOperator;

/// What the value of an expression is to directives that look beyond its 64 bits: `.octa` and `.sleb128`.
///
/// As in GNU as, a number and a name stand for what they are without a sign, even a name that was set to -1; only a
/// minus makes a value negative, and whether a result is depends on the operand on its left.
final class WideNumbers {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private final Layout layout;

  WideNumbers(Layout layout) {
    this.layout = layout;
  }

  static BigInteger unsigned(long value) {
    return value >= 0 ? BigInteger.valueOf(value) : BigInteger.valueOf(value).add(TWO_TO_64);
  }

  /// A value for `.octa`: the bits above the 64 of an expression are those of its sign.
  ///
  /// @param value of the expression
  static BigInteger extended(Expression expression, long value) {
    return startsNegative(expression) ? unsigned(value).subtract(TWO_TO_64) : unsigned(value);
  }

  private static boolean startsNegative(Expression expression) {
    return switch (expression) {
      case Expression.Unary unary -> unary.operator() == UnaryOperator.NEGATE;
      case Expression.Binary binary -> startsNegative(binary.left());
      case Expression.Literal _,
          Expression.Symbol _,
          Expression.LocalLabel _,
          Expression.Here _,
          Expression.Modifier _ ->
          false;
    };
  }

  /// A value for `.sleb128`, of an expression whose value is known.
  BigInteger signed(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> unsigned(literal.value());
      case Expression.Unary(var _, var operator, var inner) ->
          switch (operator) {
            case NEGATE -> signed(inner).negate();
            case COMPLEMENT -> BigInteger.valueOf(~value(inner));
            case PLUS -> signed(inner);
            case NOT -> unsigned(value(expression));
          };
      case Expression.Binary(var _, var operator, var left, var right) ->
          switch (operator) {
            case ADD -> signed(left).add(signed(right));
            case SUBTRACT -> signed(left).subtract(signed(right));
            default -> {
              BigInteger result = unsigned(value(expression));
              yield signed(left).signum() < 0 ? result.subtract(TWO_TO_64) : result;
            }
          };
      case Expression.Symbol _, Expression.LocalLabel _, Expression.Here _, Expression.Modifier _ ->
          unsigned(value(expression));
    };
  }

  private long value(Expression expression) {
    Term term = layout.freeze(expression);
    OptionalLong value = term == null ? OptionalLong.empty() : layout.early().absolute(term);
    return value.orElse(0);
  }
}
