package softmetal.assembler.layout;

import softmetal.assembler.debug.Reference;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression.BinaryOperator;
import softmetal.assembler.syntax.Expression.UnaryOperator;

/// An expression tied to the place where it stands: names are symbols, `.` is a position, and what was an absolute
/// number then stays that number.
sealed interface Term extends Reference {
  record Constant(long value) implements Term {}

  record Reference(Entry entry) implements Term {}

  record Unary(UnaryOperator operator, Term operand) implements Term {}

  record Binary(BinaryOperator operator, Term left, Term right, SourceSpan span) implements Term {}
}
