package softmetal.monitor.lint;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import softmetal.monitor.debug.Hexadecimal;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Machine;

/// Tells of each rule once.
final class Findings {
  private final Machine machine;
  private final SymbolTable symbols;
  private final Consumer<String> output;
  private final Hexadecimal hexadecimal;
  private final Set<Rule> told = EnumSet.noneOf(Rule.class);

  Findings(Machine machine, SymbolTable symbols, Consumer<String> output) {
    this.machine = machine;
    this.symbols = symbols;
    this.output = output;
    hexadecimal = new Hexadecimal(machine.instructionSet().xlen());
  }

  boolean has(Rule rule) {
    return told.contains(rule);
  }

  /// @param pc where the hart was when it broke the rule
  /// @param details as the wording of the rule needs them
  void report(Rule rule, long pc, Object... details) {
    if (told.add(rule)) {
      String name = symbols.describe(pc);
      String place = name.startsWith("0x") ? name : "%s (%s)".formatted(name, hexadecimal.of(pc));
      String hart = machine.harts() == 1 ? "" : "hart %d, ".formatted(machine.turn());
      output.accept(
          "lint: %s%s: %s [%s: %s]"
              .formatted(hart, place, rule.message(plain(details)), rule.label(), rule.source()));
    }
  }

  private Object[] plain(Object[] details) {
    return Stream.of(details)
        .map(detail -> detail instanceof Long number ? hexadecimal.plain(number) : detail)
        .toArray();
  }

  String name(long address) {
    return symbols.describe(address);
  }
}
