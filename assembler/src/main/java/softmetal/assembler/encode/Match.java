package softmetal.assembler.encode;

import java.util.Map;
import java.util.function.Supplier;
import softmetal.assembler.diagnostic.Diagnostic;

/// Whether the operands of a statement fit a form.
sealed interface Match {
  /// They do.
  ///
  /// @param arguments by the names in the form's signature
  record Fits(Map<String, Argument> arguments) implements Match {}

  /// They do not.
  ///
  /// @param progress how far they did: the form with the most is the one that was meant
  /// @param complaint what is wrong, made only when nothing else fits either
  record Misfit(int progress, Supplier<Diagnostic> complaint) implements Match {
    /// The number of operands is wrong.
    static final int COUNT = -1;

    /// All operands are of the right kind, but one has a value that the instruction cannot hold.
    static final int VALUE = 1000;
  }
}
