package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import softmetal.assembler.diagnostic.SourceSpan;

/// `OVERLAY` in a script, spelt out in other statements: sections that all run at one address and are loaded one behind
/// the other, as whatever runs where the section before it runs, and symbols that say where a kernel finds them, to copy the one that it needs.
final class Overlay {
  private final SourceSpan span;
  private final Optional<Formula> start;
  private final Optional<Formula> loadStart;
  private final List<Script.Statement> statements = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /// @param start where all run
  /// @param loadStart where the first is loaded
  Overlay(SourceSpan span, Optional<Formula> start, Optional<Formula> loadStart) {
    this.span = span;
    this.start = start;
    this.loadStart = loadStart;
  }

  /// @param section makes it of its address and its load address
  void add(BiFunction<Optional<Formula>, Optional<Formula>, Script.Output> section) {
    Script.Output made =
        names.isEmpty()
            ? section.apply(start, loadStart)
            : section.apply(Optional.of(of("ADDR", names.getFirst())), Optional.empty());
    names.add(made.name());
    statements.add(made);
    String name = made.name().replaceAll("[^A-Za-z0-9_]", "");
    statements.add(provide("__load_start_" + name, of("LOADADDR", made.name())));
    statements.add(provide("__load_stop_" + name, loadEnd(made.name())));
  }

  /// The sections and symbols, and the location counter behind the longest section.
  List<Script.Statement> statements() {
    if (!names.isEmpty()) {
      Formula longest = of("SIZEOF", names.getFirst());
      for (String name : names.subList(1, names.size())) {
        longest = new Formula.Call(span, "MAX", List.of(longest, of("SIZEOF", name)));
      }
      Formula end = new Formula.Binary(span, "+", of("ADDR", names.getFirst()), longest);
      statements.add(new Script.Assignment(span, ".", Script.Mode.SET, end));
    }
    return statements;
  }

  private Formula loadEnd(String section) {
    return new Formula.Binary(span, "+", of("LOADADDR", section), of("SIZEOF", section));
  }

  private Formula of(String function, String section) {
    return new Formula.Call(span, function, List.of(new Formula.Name(span, section)));
  }

  private Script.Assignment provide(String symbol, Formula value) {
    return new Script.Assignment(span, symbol, Script.Mode.PROVIDE, value);
  }
}
