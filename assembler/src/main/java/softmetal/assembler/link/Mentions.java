package softmetal.assembler.link;

import java.util.HashSet;
import java.util.Set;

/// The names that the expressions of a script mention.
final class Mentions {
  private final Set<String> names = new HashSet<>();

  private Mentions() {}

  static Set<String> of(Script script) {
    Mentions mentions = new Mentions();
    script.statements().forEach(mentions::add);
    return mentions.names;
  }

  private void add(Script.Statement statement) {
    switch (statement) {
      case Script.Assignment assignment -> add(assignment.value());
      case Script.Assertion assertion -> add(assertion.condition());
      case Script.Entry(_, String symbol) -> names.add(symbol);
      case Script.Output output -> {
        output.body().forEach(this::add);
        output.address().ifPresent(this::add);
        output.loadAddress().ifPresent(this::add);
      }
      case Script.Data data -> add(data.value());
      case Script.Fill _, Script.Inputs _ -> {}
    }
  }

  private void add(Formula formula) {
    switch (formula) {
      case Formula.Literal _ -> {}
      case Formula.Name(_, String name) -> names.add(name);
      case Formula.Unary(_, _, Formula operand) -> add(operand);
      case Formula.Binary(_, _, Formula left, Formula right) -> {
        add(left);
        add(right);
      }
      case Formula.Conditional(_, Formula condition, Formula yes, Formula no) -> {
        add(condition);
        add(yes);
        add(no);
      }
      case Formula.Call call -> call.arguments().forEach(this::add);
    }
  }
}
