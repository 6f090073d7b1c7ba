package softmetal.assembler.layout;

import softmetal.assembler.debug.Reference;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.assembler.syntax.Expression.UnaryOperator;

/// An expression tied to the place where it stands: names are symbols, `.` is a position, and what was an absolute
/// number then stays that number.
sealed interface Term extends Reference {
  record Constant(long value) implements Term {}

  record Named(Entry entry) implements Term {}

  record Unary(UnaryOperator operator, Term operand) implements Term {}

  record Binary(BinaryOperator operator, Term left, Term right, SourceSpan span) implements Term {}

  /// Whether a symbol is in it that was no number where the term stands.
  default boolean hasSymbols() {
    return switch (this) {
      case Constant _ -> false;
      case Named _ -> true;
      case Unary unary -> unary.operand.hasSymbols();
      case Binary binary -> binary.left.hasSymbols() || binary.right.hasSymbols();
    };
  }
}
