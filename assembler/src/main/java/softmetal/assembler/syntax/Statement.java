package softmetal.assembler.syntax;

import java.util.List;
import softmetal.assembler.diagnostic.SourceSpan;

/// One assembly statement, macros expanded, nothing resolved.
public sealed interface Statement {
  SourceSpan span();

  /// `loop:` names the current location; a numeric label has digits for a name.
  record Label(SourceSpan span, String name) implements Statement {}

  /// `addi sp, sp, -16`: one machine or pseudo instruction. The mnemonic is in lower case.
  record Operation(
      SourceSpan span, SourceSpan mnemonicSpan, String mnemonic, List<Operand> operands)
      implements Statement {
    public Operation {
      operands = List.copyOf(operands);
    }
  }

  /// `.word 1, 2`: the name is with its dot, in lower case.
  record Directive(SourceSpan span, SourceSpan nameSpan, String name, List<Operand> operands)
      implements Statement {
    public Directive {
      operands = List.copyOf(operands);
    }
  }

  /// `size = . - start`.
  record Assignment(SourceSpan span, SourceSpan nameSpan, String name, Expression value)
      implements Statement {}
}
