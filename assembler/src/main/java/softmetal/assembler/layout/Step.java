package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.syntax.Expression.BinaryOperator;

/// What `.set next, before + 4` says: one symbol is worth another one and a number, whatever addresses come out.
///
/// Sources count in this way, so that there may be very many steps in a row. They are followed in a loop, and the way is
/// kept short: every symbol on it remembers where it led. What a step says never changes, but the symbol that it ends at
/// may get a value later, and be a step then.
///
/// @param base what is no step itself, as far as was known
record Step(Entry base, long constant) {
  /// Whether a value is of this kind.
  static boolean isStep(Term value) {
    return value instanceof Term.Named
        || (value instanceof Term.Binary(BinaryOperator operator, Term left, Term right, var _)
            && ((operator == BinaryOperator.ADD
                    && left instanceof Term.Constant
                    && right instanceof Term.Named)
                || ((operator == BinaryOperator.ADD || operator == BinaryOperator.SUBTRACT)
                    && left instanceof Term.Named
                    && right instanceof Term.Constant)));
  }

  /// All steps from a symbol whose value is one; null if they lead in a circle.
  static @Nullable Step from(Entry entry) {
    Step known = entry.step();
    if (known != null && !leadsOn(known.base)) {
      return known;
    }
    List<Entry> way = new ArrayList<>();
    Entry at = entry;
    while (leadsOn(at) && !at.isOnWay()) {
      at.onWay(true);
      way.add(at);
      at = next(at).base;
    }
    boolean circle = at.isOnWay();
    long constant = 0;
    for (int i = way.size() - 1; i >= 0; i--) {
      Entry one = way.get(i);
      constant += next(one).constant;
      one.onWay(false);
      if (!circle) {
        one.step(new Step(at, constant));
      }
    }
    return circle ? null : entry.step();
  }

  private static boolean leadsOn(Entry entry) {
    Term value = entry.value();
    return value != null && isStep(value);
  }

  private static Step next(Entry entry) {
    Step known = entry.step();
    return known != null ? known : of(entry.value());
  }

  private static Step of(@Nullable Term value) {
    return switch (value) {
      case Term.Named(Entry entry) -> new Step(entry, 0);
      case Term.Binary(var _, Term.Constant(long number), Term.Named(Entry entry), var _) ->
          new Step(entry, number);
      case Term.Binary(var operator, Term.Named(Entry entry), Term.Constant(long number), var _) ->
          new Step(entry, operator == BinaryOperator.ADD ? number : -number);
      case null, default -> throw new IllegalStateException(value + " is no step");
    };
  }
}
