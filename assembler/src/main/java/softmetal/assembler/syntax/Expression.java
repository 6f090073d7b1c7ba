package softmetal.assembler.syntax;

import softmetal.assembler.diagnostic.SourceSpan;

/// An operand expression as written: nothing looked up, nothing folded.
public sealed interface Expression {
  SourceSpan span();

  /// The same expression, said to stand there: with the parentheses around it counted in.
  Expression at(SourceSpan span);

  /// `0x1f`, `'a'`, `-` is not part of it. Values are 64-bit patterns.
  record Literal(SourceSpan span, long value) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Literal(other, value);
    }
  }

  /// `loop`, `.L1`, `a0`: whether a name is a register depends on where it stands.
  record Symbol(SourceSpan span, String name) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Symbol(other, name);
    }
  }

  /// `1b`, `2f`: the nearest numeric label before or behind.
  record LocalLabel(SourceSpan span, int number, boolean forward) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new LocalLabel(other, number, forward);
    }
  }

  /// `.`, the current location.
  record Here(SourceSpan span) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Here(other);
    }
  }

  record Unary(SourceSpan span, UnaryOperator operator, Expression operand) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Unary(other, operator, operand);
    }
  }

  record Binary(SourceSpan span, BinaryOperator operator, Expression left, Expression right)
      implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Binary(other, operator, left, right);
    }
  }

  /// `%hi(symbol)`: a part of an address, left to a relocation. `name` is without the percent sign.
  record Modifier(SourceSpan span, String name, Expression operand) implements Expression {
    @Override
    public Expression at(SourceSpan other) {
      return new Modifier(other, name, operand);
    }
  }

  enum UnaryOperator {
    NEGATE,
    COMPLEMENT,
    NOT,
    PLUS
  }

  enum BinaryOperator {
    MULTIPLY,
    DIVIDE,
    REMAINDER,
    SHIFT_LEFT,
    SHIFT_RIGHT,
    OR,
    AND,
    XOR,
    OR_NOT,
    ADD,
    SUBTRACT,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LOGICAL_AND,
    LOGICAL_OR;

    public boolean compares() {
      return switch (this) {
        case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
        case MULTIPLY,
            DIVIDE,
            REMAINDER,
            SHIFT_LEFT,
            SHIFT_RIGHT,
            OR,
            AND,
            XOR,
            OR_NOT,
            ADD,
            SUBTRACT,
            LOGICAL_AND,
            LOGICAL_OR ->
            false;
      };
    }
  }
}
