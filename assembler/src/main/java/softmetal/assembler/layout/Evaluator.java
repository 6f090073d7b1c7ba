package softmetal.assembler.layout;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.syntax.Expression.BinaryOperator;

/// What a term is worth, as far as it can be known: while the source is being read, or at the end when every
/// fragment has its address.
final class Evaluator {
  private static final int MAX_DEPTH = 1500;

  /// Symbols defined by each other can take exponential time; nobody's do.
  private static final int MAX_STEPS = 100_000;

  /// At most so deep is a symbol that the source itself names, and not one by way of others.
  private static final int SHALLOW = 4;

  /// Distances that are known.
  enum Known {
    /// Only within one run: later fragments may still move.
    EARLY,
    FINAL
  }

  private final Known known;
  private int depth;
  private int steps;

  /// Whether an evaluation has met one of the bounds.
  private boolean exhausted;

  Evaluator(Known known) {
    this.known = known;
  }

  /// The value as a number, or empty when it is none, or none yet.
  OptionalLong absolute(Term term) {
    Linear linear = linear(term, true);
    return linear != null && linear.isAbsolute()
        ? OptionalLong.of(linear.constant())
        : OptionalLong.empty();
  }

  /// The value in the form that relocations can express; null when it has no such form.
  ///
  /// @param acrossCode whether the distance of two labels in a code section counts as known: a linker may change it
  @Nullable Linear linear(Term term, boolean acrossCode) {
    steps = depth == 0 ? 0 : steps + 1;
    if (depth >= MAX_DEPTH || steps > MAX_STEPS) {
      exhausted = true;
      return null;
    }
    depth++;
    try {
      return term instanceof Term.Constant(long value)
          ? Linear.of(value)
          : term instanceof Term.Named(Entry entry)
              ? reference(entry)
              : term instanceof Term.Unary unary
                  ? unary(unary, acrossCode)
                  : binary((Term.Binary) term, acrossCode);
    } finally {
      depth--;
    }
  }

  private @Nullable Linear reference(Entry entry) {
    Term value = entry.value();
    if (value == null) {
      return new Linear(entry, null, 0);
    }
    Linear linear = Step.isStep(value) ? alongSteps(entry) : anew(entry, value);
    if (linear == null || linear.isAbsolute()) {
      return linear;
    }
    // A name for a place in this object stands for itself; a name for another's place, for that
    // one.
    return linear.minus() == null && linear.plus() != null && linear.plus().isUndefined()
        ? linear
        : linear.minus() == null ? new Linear(entry, null, 0) : linear;
  }

  private @Nullable Linear alongSteps(Entry entry) {
    Step step = Step.from(entry);
    Linear base = step == null ? null : reference(step.base());
    return step == null || base == null
        ? null
        : new Linear(base.plus(), base.minus(), base.constant() + step.constant());
  }

  /// What took too long once would take as long again: a symbol's value is never less than it was.
  private @Nullable Linear anew(Entry entry, Term value) {
    if (entry.isHopeless()) {
      exhausted = true;
      return null;
    }
    exhausted = false;
    Linear linear = linear(value, true);
    if (linear == null && exhausted && depth <= SHALLOW) {
      entry.giveUp();
    }
    return linear;
  }

  private @Nullable Linear unary(Term.Unary unary, boolean acrossCode) {
    Linear operand = linear(unary.operand(), acrossCode);
    if (operand == null) {
      return null;
    }
    if (!operand.isAbsolute()) {
      return switch (unary.operator()) {
        case PLUS -> operand;
        case NEGATE -> operand.negated();
        case COMPLEMENT -> null;
        case NOT -> notAPlace(operand);
      };
    }
    long value = operand.constant();
    return Linear.of(
        switch (unary.operator()) {
          case PLUS -> value;
          case NEGATE -> -value;
          case COMPLEMENT -> ~value;
          case NOT -> value == 0 ? 1 : 0;
        });
  }

  /// As in GNU as, `!place` asks whether its offset is 0, which that of an undefined symbol is.
  private @Nullable Linear notAPlace(Linear operand) {
    Entry plus = operand.plus();
    return known != Known.FINAL || plus == null || operand.minus() != null
        ? null
        : Linear.of(addressOf(plus) + operand.constant() == 0 ? 1 : 0);
  }

  private @Nullable Linear binary(Term.Binary binary, boolean acrossCode) {
    return switch (binary.operator()) {
      case ADD -> {
        Linear left = linear(binary.left(), acrossCode);
        yield left == null ? null : sum(left, linear(binary.right(), acrossCode), acrossCode);
      }
      case SUBTRACT -> {
        Linear right = linear(binary.right(), acrossCode);
        yield right == null
            ? null
            : sum(linear(binary.left(), acrossCode), right.negated(), acrossCode);
      }
      case MULTIPLY,
          DIVIDE,
          REMAINDER,
          SHIFT_LEFT,
          SHIFT_RIGHT,
          OR,
          AND,
          XOR,
          OR_NOT,
          EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          LOGICAL_AND,
          LOGICAL_OR ->
          operate(binary);
    };
  }

  private @Nullable Linear sum(@Nullable Linear a, @Nullable Linear b, boolean acrossCode) {
    if (a == null || b == null) {
      return null;
    }
    long constant = a.constant() + b.constant();
    @Nullable Entry[] plus = {a.plus(), b.plus()};
    @Nullable Entry[] minus = {a.minus(), b.minus()};
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        Entry from = minus[j];
        Entry to = plus[i];
        if (from == null || to == null) {
          continue;
        }
        OptionalLong distance = distance(from, to, acrossCode);
        if (distance.isPresent()) {
          constant += distance.getAsLong();
          plus[i] = null;
          minus[j] = null;
        }
      }
    }
    if ((plus[0] != null && plus[1] != null) || (minus[0] != null && minus[1] != null)) {
      return null;
    }
    return new Linear(
        plus[0] != null ? plus[0] : plus[1], minus[0] != null ? minus[0] : minus[1], constant);
  }

  private OptionalLong distance(Entry from, Entry to, boolean acrossCode) {
    // In the end, GNU as leaves such a distance in code to the linker, even if it is none.
    if (from == to && (acrossCode || known != Known.FINAL)) {
      return OptionalLong.of(0);
    }
    Place a = place(from);
    Place b = place(to);
    if (a == null || b == null || a.position().section() != b.position().section()) {
      return OptionalLong.empty();
    }
    if (!acrossCode && a.position().section().isCode()) {
      return OptionalLong.empty();
    }
    long constant = b.constant() - a.constant();
    Position start = a.position();
    Position end = b.position();
    if (known == Known.FINAL) {
      return OptionalLong.of(end.address() - start.address() + constant);
    }
    if (start.fragment().run() != end.fragment().run()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        end.fragment().offsetInRun()
            + end.offset()
            - start.fragment().offsetInRun()
            - start.offset()
            + constant);
  }

  /// A position and a number of bytes behind it.
  private record Place(Position position, long constant) {}

  private @Nullable Place place(Entry entry) {
    Position position = entry.position();
    if (position != null) {
      return new Place(position, 0);
    }
    Term value = entry.value();
    if (value != null && Step.isStep(value)) {
      Step step = Step.from(entry);
      Place base = step == null ? null : place(step.base());
      return step == null || base == null
          ? null
          : new Place(base.position(), base.constant() + step.constant());
    }
    Linear linear = value == null ? null : anew(entry, value);
    if (linear == null || linear.plus() == null || linear.minus() != null) {
      return null;
    }
    Place base = linear.plus() == entry ? null : place(linear.plus());
    return base == null ? null : new Place(base.position(), base.constant() + linear.constant());
  }

  /// The section and final address that a defined entry stands for; null for numbers and undefined symbols.
  @Nullable Position positionOf(Entry entry) {
    Place place = place(entry);
    return place == null ? null : place.position();
  }

  /// A number, or where allowed a place in a section, as an offset from the start of that section.
  OptionalLong offsetIn(SectionBuilder section, Linear value, boolean placeAllowed) {
    if (value.isAbsolute()) {
      return OptionalLong.of(value.constant());
    }
    Entry plus = value.plus();
    if (!placeAllowed || plus == null || value.minus() != null) {
      return OptionalLong.empty();
    }
    Position position = positionOf(plus);
    return position != null && position.section() == section
        ? OptionalLong.of(addressOf(plus) + value.constant())
        : OptionalLong.empty();
  }

  /// The final offset of an entry in its section.
  long addressOf(Entry entry) {
    Place place = place(entry);
    return place == null ? 0 : place.position().address() + place.constant();
  }

  private @Nullable Linear operate(Term.Binary binary) {
    Linear left = linear(binary.left(), true);
    Linear right = left == null ? null : linear(binary.right(), true);
    if (left == null || right == null) {
      return null;
    }
    if (!left.isAbsolute() || !right.isAbsolute()) {
      // Two places in one section can be compared by their distance.
      Linear difference = sum(left, right.negated(), true);
      if (difference == null || !difference.isAbsolute()) {
        return sameness(binary.operator(), left, right);
      }
      return switch (binary.operator()) {
        case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
            apply(binary.operator(), difference.constant(), 0);
        default -> null;
      };
    }
    return apply(binary.operator(), left.constant(), right.constant());
  }

  /// Whether two places are the same may be asked of any; those of which nothing is known are not.
  private static @Nullable Linear sameness(BinaryOperator operator, Linear left, Linear right) {
    if (left.minus() != null || right.minus() != null) {
      return null;
    }
    boolean same = left.plus() == right.plus() && left.constant() == right.constant();
    return switch (operator) {
      case EQUAL -> truth(same);
      case NOT_EQUAL -> truth(!same);
      default -> null;
    };
  }

  /// Whether a term compares two places that are known to be in different sections.
  boolean comparesSections(Term.Binary binary) {
    Linear left = linear(binary.left(), true);
    Linear right = linear(binary.right(), true);
    Position a = left == null || left.plus() == null ? null : positionOf(left.plus());
    Position b = right == null || right.plus() == null ? null : positionOf(right.plus());
    return a != null && b != null && a.section() != b.section();
  }

  /// Source: GNU as manual, "Infix Operators"; a comparison that holds is -1, a logical operator gives 1.
  private static @Nullable Linear apply(BinaryOperator operator, long a, long b) {
    boolean byZero = b == 0;
    return switch (operator) {
      case MULTIPLY -> Linear.of(a * b);
      case DIVIDE -> byZero ? null : Linear.of(a / b);
      case REMAINDER -> byZero ? null : Linear.of(a % b);
      case SHIFT_LEFT -> Linear.of(b < 0 || b > 63 ? 0 : a << b);
      case SHIFT_RIGHT -> Linear.of(b < 0 || b > 63 ? 0 : a >>> b);
      case OR -> Linear.of(a | b);
      case AND -> Linear.of(a & b);
      case XOR -> Linear.of(a ^ b);
      case OR_NOT -> Linear.of(a | ~b);
      case ADD -> Linear.of(a + b);
      case SUBTRACT -> Linear.of(a - b);
      case EQUAL -> truth(a == b);
      case NOT_EQUAL -> truth(a != b);
      case LESS -> truth(a < b);
      case LESS_OR_EQUAL -> truth(a <= b);
      case GREATER -> truth(a > b);
      case GREATER_OR_EQUAL -> truth(a >= b);
      case LOGICAL_AND -> Linear.of(a != 0 && b != 0 ? 1 : 0);
      case LOGICAL_OR -> Linear.of(a != 0 || b != 0 ? 1 : 0);
    };
  }

  private static Linear truth(boolean holds) {
    return Linear.of(holds ? -1 : 0);
  }

  /// The division by zero in a term, if that is why it has no value.
  Term.@Nullable Binary divisionByZero(Term term) {
    if (term instanceof Term.Unary(var _, Term operand)) {
      return divisionByZero(operand);
    }
    if (!(term instanceof Term.Binary binary)) {
      return null;
    }
    if (binary.operator() == BinaryOperator.DIVIDE
        || binary.operator() == BinaryOperator.REMAINDER) {
      OptionalLong divisor = absolute(binary.right());
      if (divisor.isPresent() && divisor.getAsLong() == 0) {
        return binary;
      }
    }
    Term.Binary left = divisionByZero(binary.left());
    return left != null ? left : divisionByZero(binary.right());
  }
}
