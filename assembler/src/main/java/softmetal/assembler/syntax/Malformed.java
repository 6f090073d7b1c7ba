package softmetal.assembler.syntax;

import softmetal.assembler.diagnostic.Diagnostic;

/// Leaves the adapter when a statement has the right shape and a wrong word. Caught by [StatementParser].
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Diagnostic diagnostic;

  Malformed(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
