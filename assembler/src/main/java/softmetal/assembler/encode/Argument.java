package softmetal.assembler.encode;

import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression;

/// What an operand turned out to be.
sealed interface Argument {
  SourceSpan span();

  /// A number for a field of the instruction: a constant, or the number of a register, CSR or rounding mode.
  record Value(long value, SourceSpan span) implements Argument {}

  /// A part of an address, left to a relocation: `%lo(symbol)`.
  ///
  /// @param function without the percent sign
  record Part(String function, Expression address, SourceSpan span) implements Argument {}

  /// A whole address: where a jump goes.
  record Address(Expression address, SourceSpan span) implements Argument {}
}
