package softmetal.assembler.encode;

import java.util.OptionalLong;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.syntax.Expression;
import softmetal.isa.InstructionSet;

/// What choosing an encoding has to know about the place where a statement stands.
public interface Context {
  /// The extensions that `-march` and the `.option`s so far allow.
  InstructionSet instructionSet();

  /// Whether `.option relax` holds here, so that relocations are followed by R_RISCV_RELAX.
  boolean relax();

  /// Whether `.option pic` holds here, so that `la` goes through the global offset table.
  boolean positionIndependent();

  /// The value of an expression that is absolute already here; empty for anything that needs a relocation or a
  /// symbol that is not yet defined, as in GNU as.
  OptionalLong constant(Expression expression);

  /// A fresh hidden label, defined by the [Piece.Code] that carries it.
  Expression.Symbol hiddenLabel(Expression near);

  /// Whether anybody will read this when it is reported, or it is only counted: advice takes time to find.
  default boolean isNews(Diagnostic diagnostic) {
    return true;
  }

  /// Reports what is wrong with the statement; its pieces are then of no interest.
  void report(Diagnostic diagnostic);
}
