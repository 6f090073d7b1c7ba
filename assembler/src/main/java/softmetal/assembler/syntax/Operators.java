package softmetal.assembler.syntax;

import softmetal.assembler.syntax.Expression.BinaryOperator;

/// Binary operators, and how strongly they bind in GNU as: not as in C.
///
/// Source: GNU as manual, "Infix Operators".
final class Operators {
  private Operators() {}

  /// From 1, `||`, to 5, `*`. Operators of the same strength bind from the left.
  static int precedence(BinaryOperator operator) {
    return switch (operator) {
      case MULTIPLY, DIVIDE, REMAINDER, SHIFT_LEFT, SHIFT_RIGHT -> 6;
      case OR, AND, XOR, OR_NOT -> 5;
      case ADD, SUBTRACT -> 4;
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> 3;
      case LOGICAL_AND -> 2;
      case LOGICAL_OR -> 1;
    };
  }

  /// As in GNU as, `!!` between two terms is another way to write `^`.
  static BinaryOperator of(AssemblyParser.OperatorContext operator) {
    return operator.getChildCount() > 1 ? BinaryOperator.XOR : of(operator.start.getType());
  }

  private static BinaryOperator of(int token) {
    return switch (token) {
      case AssemblyLexer.STAR -> BinaryOperator.MULTIPLY;
      case AssemblyLexer.SLASH -> BinaryOperator.DIVIDE;
      case AssemblyLexer.PERCENT -> BinaryOperator.REMAINDER;
      case AssemblyLexer.LEFT -> BinaryOperator.SHIFT_LEFT;
      case AssemblyLexer.RIGHT -> BinaryOperator.SHIFT_RIGHT;
      case AssemblyLexer.OR -> BinaryOperator.OR;
      case AssemblyLexer.AND -> BinaryOperator.AND;
      case AssemblyLexer.XOR -> BinaryOperator.XOR;
      case AssemblyLexer.BANG -> BinaryOperator.OR_NOT;
      case AssemblyLexer.PLUS -> BinaryOperator.ADD;
      case AssemblyLexer.MINUS -> BinaryOperator.SUBTRACT;
      case AssemblyLexer.EQUAL -> BinaryOperator.EQUAL;
      case AssemblyLexer.NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case AssemblyLexer.LESS -> BinaryOperator.LESS;
      case AssemblyLexer.LESS_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      case AssemblyLexer.GREATER -> BinaryOperator.GREATER;
      case AssemblyLexer.GREATER_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case AssemblyLexer.ALSO -> BinaryOperator.LOGICAL_AND;
      case AssemblyLexer.ELSE -> BinaryOperator.LOGICAL_OR;
      default -> throw new IllegalArgumentException("token " + token + " is no operator");
    };
  }
}
