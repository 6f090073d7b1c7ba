package softmetal.assembler.link;

import java.util.List;
import softmetal.assembler.diagnostic.SourceSpan;

/// An expression of a linker script.
sealed interface Formula {
  SourceSpan span();

  record Literal(SourceSpan span, long value) implements Formula {}

  /// A symbol, `.` for the location counter, or SIZEOF_HEADERS.
  record Name(SourceSpan span, String name) implements Formula {}

  record Unary(SourceSpan span, String operator, Formula operand) implements Formula {}

  record Binary(SourceSpan span, String operator, Formula left, Formula right) implements Formula {}

  record Conditional(SourceSpan span, Formula condition, Formula yes, Formula no)
      implements Formula {}

  /// `ALIGN(8)`, `ADDR(.text)`. An argument that is no expression (a section, a region) is a [Name].
  record Call(SourceSpan span, String function, List<Formula> arguments) implements Formula {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }
}
