package softmetal.assembler.syntax;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;

/// One operand of an instruction or directive, as written.
public sealed interface Operand {
  SourceSpan span();

  /// An expression; a register, CSR, rounding mode or fence set is a bare [Expression.Symbol].
  record Value(SourceSpan span, Expression expression) implements Operand {}

  /// `8(sp)`, `(a0)`, `%lo(x)(a1)`: an offset, absent when nothing stands before the parenthesis, and a base.
  ///
  /// Only instructions have these; in a directive, `(x)` is a [Value]. Where the name in the parentheses is no
  /// register, `(x)` is an expression too: the grammar cannot know.
  record Memory(SourceSpan span, @Nullable Expression offset, Expression.Symbol base)
      implements Operand {}

  /// `"text"`, escapes resolved to bytes.
  record Text(SourceSpan span, byte[] bytes) implements Operand {}

  /// `1.5e3`, only where a directive wants a floating-point number.
  record Decimal(SourceSpan span, String digits) implements Operand {}

  /// A number of more than 64 bits, which only `.octa` takes.
  record Huge(SourceSpan span, BigInteger value) implements Operand {}

  /// Nothing between two commas, as in `.balign 8, , 4`. Only directives have these.
  record Empty(SourceSpan span) implements Operand {}

  /// `@progbits`, `%function`: a word of a directive; `name` is without the sign.
  record Word(SourceSpan span, String name) implements Operand {}
}
