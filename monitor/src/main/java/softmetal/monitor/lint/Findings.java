package softmetal.monitor.lint;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Machine;

/// Tells of each rule once.
final class Findings {
  private final Machine machine;
  private final SymbolTable symbols;
  private final Consumer<String> output;
  private final Set<Rule> told = EnumSet.noneOf(Rule.class);

  Findings(Machine machine, SymbolTable symbols, Consumer<String> output) {
    this.machine = machine;
    this.symbols = symbols;
    this.output = output;
  }

  boolean has(Rule rule) {
    return told.contains(rule);
  }

  /// @param pc where the hart was when it broke the rule
  /// @param details as the wording of the rule needs them
  void report(Rule rule, long pc, Object... details) {
    if (told.add(rule)) {
      String name = symbols.describe(pc);
      String place = name.startsWith("0x") ? name : "%s (0x%x)".formatted(name, pc);
      String hart = machine.harts() == 1 ? "" : "hart %d, ".formatted(machine.turn());
      output.accept(
          "lint: %s%s: %s [%s: %s]"
              .formatted(hart, place, rule.message(details), rule.label(), rule.source()));
    }
  }

  String name(long address) {
    return symbols.describe(address);
  }
}
