package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// Reads the operands of directives; what does not fit is reported, and answered with nothing.
final class OperandReader {
  private final Layout layout;

  OperandReader(Layout layout) {
    this.layout = layout;
  }

  /// @return null when there are not so many
  @Nullable Operand operand(Statement.Directive directive, int index) {
    return index < directive.operands().size() ? directive.operands().get(index) : null;
  }

  /// Reports how a directive is written.
  void usage(Statement.Directive directive, String usage) {
    layout.report(Problem.DIRECTIVE_USAGE.at(directive.span(), directive.name(), usage));
  }

  /// A name, plain or in quotes.
  @Nullable String name(Operand operand) {
    if (operand instanceof Operand.Value(var _, Expression.Symbol(var _, String name))) {
      return name;
    }
    if (operand instanceof Operand.Text text) {
      return new String(text.bytes(), StandardCharsets.UTF_8);
    }
    layout.report(Problem.NAME_EXPECTED.at(operand.span()));
    return null;
  }

  /// A number that is known at this point.
  OptionalLong number(Operand operand, String directive) {
    if (operand instanceof Operand.Value(var _, Expression expression)) {
      return layout.absolute(expression, directive);
    }
    layout.report(Problem.NUMBER_EXPECTED.at(operand.span(), directive));
    return OptionalLong.empty();
  }

  /// The only operand, which is text in quotes.
  @Nullable String text(Statement.Directive directive) {
    if (operand(directive, 0) instanceof Operand.Text text) {
      return new String(text.bytes(), StandardCharsets.UTF_8);
    }
    usage(directive, directive.name() + " \"text\"");
    return null;
  }
}
