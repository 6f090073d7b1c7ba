package softmetal.assembler.expand;

import java.util.OptionalLong;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Statement;

/// Who takes the expanded statements, one by one, and therefore knows what symbols are worth at each point.
public interface Target {
  void accept(Statement statement);

  /// Whether it has told that it takes no more, so that there is no use in reading on.
  boolean isFull();

  /// The value of an expression that must be absolute here; when it is not, reports why and answers empty.
  ///
  /// @param directive who asks, for the message
  OptionalLong absolute(Expression expression, String directive);

  /// Whether a symbol has a definition by now.
  boolean isDefined(String symbol);

  /// Whether a name, in small letters, is that of a directive: no macro can take it.
  boolean isDirective(String name);
}
