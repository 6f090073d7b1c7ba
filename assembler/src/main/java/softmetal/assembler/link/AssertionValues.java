package softmetal.assembler.link;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the parts of a failed ASSERT are: its comparisons with both sides worked out, and the names that stand in them.
final class AssertionValues {
  private static final int MOST = 8;

  private final Evaluator evaluator;
  private final Map<String, String> comparisons = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private AssertionValues(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A line for each comparison and each name.
  static List<String> of(Formula condition, Evaluator evaluator) {
    AssertionValues values = new AssertionValues(evaluator);
    values.add(condition);
    return Stream.concat(values.comparisons.values().stream(), values.names.values().stream())
        .limit(MOST)
        .toList();
  }

  private void add(Formula formula) {
    switch (formula) {
      case Formula.Literal _ -> {}
      case Formula.Name name -> addName(name);
      case Formula.Unary(_, _, Formula operand) -> add(operand);
      case Formula.Binary binary -> {
        boolean compares = isComparison(binary.operator());
        if (compares) {
          addComparison(binary);
        }
        for (Formula side : List.of(binary.left(), binary.right())) {
          if (!compares || !(side instanceof Formula.Name || side instanceof Formula.Call)) {
            add(side);
          }
        }
      }
      case Formula.Conditional(_, Formula condition, Formula yes, Formula no) -> {
        add(condition);
        add(yes);
        add(no);
      }
      case Formula.Call call -> addName(call);
    }
  }

  private static boolean isComparison(String operator) {
    return switch (operator) {
      case "==", "!=", "<", "<=", ">", ">=" -> true;
      default -> false;
    };
  }

  private void addComparison(Formula.Binary binary) {
    String left = value(binary.left());
    String right = value(binary.right());
    if (left == null || right == null) {
      return;
    }
    boolean holds = evaluator.value(binary).map(value -> value.number() != 0).orElse(false);
    comparisons.putIfAbsent(
        binary.span().text(),
        "`%s` is %s: %s %s %s"
            .formatted(oneLine(binary), holds ? "true" : "false", left, binary.operator(), right));
  }

  /// Symbols, and functions of sections and regions, are shown with their values.
  private void addName(Formula formula) {
    String value = value(formula);
    if (value != null) {
      names.putIfAbsent(formula.span().text(), "`%s` is %s".formatted(oneLine(formula), value));
    }
    if (formula instanceof Formula.Call call && !Evaluator.takesName(call.function())) {
      call.arguments().forEach(this::add);
    }
  }

  private @Nullable String value(Formula formula) {
    Optional<Value> value = evaluator.value(formula);
    return value.map(v -> "%#x".formatted(v.address())).orElse(null);
  }

  private static String oneLine(Formula formula) {
    return formula.span().text().replaceAll("\\s+", " ");
  }
}
