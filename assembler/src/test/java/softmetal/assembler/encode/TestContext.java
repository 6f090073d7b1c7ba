package softmetal.assembler.encode;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.syntax.Expression;
import softmetal.isa.InstructionSet;

/// A place where statements stand: an instruction set, and constants that are known by name.
final class TestContext implements Context {
  final Diagnostics diagnostics = new Diagnostics();
  final Map<String, Long> constants = new HashMap<>();
  private final InstructionSet instructionSet;
  private boolean relax;
  private boolean positionIndependent;
  private int labels;

  TestContext(String architecture) {
    this.instructionSet = InstructionSet.parse(architecture);
  }

  TestContext relaxed() {
    relax = true;
    return this;
  }

  TestContext positionIndependentToo() {
    positionIndependent = true;
    return this;
  }

  @Override
  public InstructionSet instructionSet() {
    return instructionSet;
  }

  @Override
  public boolean relax() {
    return relax;
  }

  @Override
  public boolean positionIndependent() {
    return positionIndependent;
  }

  @Override
  public OptionalLong constant(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> OptionalLong.of(literal.value());
      case Expression.Symbol symbol ->
          constants.containsKey(symbol.name())
              ? OptionalLong.of(constants.get(symbol.name()))
              : OptionalLong.empty();
      case Expression.Unary unary -> {
        OptionalLong value = constant(unary.operand());
        yield value.isEmpty()
            ? value
            : switch (unary.operator()) {
              case NEGATE -> OptionalLong.of(-value.getAsLong());
              case COMPLEMENT -> OptionalLong.of(~value.getAsLong());
              case NOT, PLUS -> OptionalLong.empty();
            };
      }
      case Expression.Binary binary -> {
        OptionalLong left = constant(binary.left());
        OptionalLong right = constant(binary.right());
        yield left.isPresent()
                && right.isPresent()
                && binary.operator() == Expression.BinaryOperator.ADD
            ? OptionalLong.of(left.getAsLong() + right.getAsLong())
            : OptionalLong.empty();
      }
      case Expression.Here _, Expression.LocalLabel _, Expression.Modifier _ ->
          OptionalLong.empty();
    };
  }

  /// How many hidden labels there were.
  int labels() {
    return labels;
  }

  /// Goes on with the hidden labels from there.
  void labels(int number) {
    labels = number;
  }

  @Override
  public Expression.Symbol hiddenLabel(Expression near) {
    return new Expression.Symbol(near.span(), ".L" + labels++);
  }

  @Override
  public void report(Diagnostic diagnostic) {
    diagnostics.report(diagnostic);
  }
}
