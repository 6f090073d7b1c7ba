package softmetal.assembler.layout;

import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.syntax.Expression.BinaryOperator;

/// Why a value cannot be had, in more than one place.
final class Complaints {
  private Complaints() {}

  static Diagnostic notKnown(Evaluator evaluator, Term term, SourceSpan span) {
    Term.Binary division = evaluator.divisionByZero(term);
    if (division != null) {
      return Problem.DIVISION_BY_ZERO.at(division.span());
    }
    if (term instanceof Term.Binary binary && binary.operator() == BinaryOperator.ADD) {
      return Problem.NO_RELOCATION
          .at(span, span.text())
          .note("an object can hold `symbol + number` and `symbol - symbol + number`");
    }
    return Problem.NO_RELOCATION.at(span, span.text());
  }
}
