package softmetal.assembler.link;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Spelling;

/// What a global name stands for: a symbol of the script or of an object, or a bound of a section.
///
/// What the script defines changes with every walk of the layout.
final class Globals {
  private final SymbolTable objectSymbols;
  private final List<OutputSection> sections;
  private final Set<String> mentioned;
  private final Map<String, Value> scriptSymbols = new LinkedHashMap<>();
  private final Map<String, Integer> dotSymbols = new HashMap<>();
  private final Set<String> assigned = new HashSet<>();
  private final Set<String> hidden = new HashSet<>();

  /// @param mentioned the names in the script's expressions
  Globals(SymbolTable objectSymbols, List<OutputSection> sections, Set<String> mentioned) {
    this.objectSymbols = objectSymbols;
    this.sections = sections;
    this.mentioned = mentioned;
  }

  // --- symbols of the script

  /// Those that the script defines, in the order of their first assignment.
  Map<String, Value> ofScript() {
    return scriptSymbols;
  }

  /// Begins a new walk through the script.
  void startWalk() {
    assigned.clear();
  }

  void assign(String name, Value value) {
    scriptSymbols.put(name, value);
    dotSymbols.remove(name);
    assigned.add(name);
  }

  /// Remembers where in the script a symbol was set to the location counter, outside of any section.
  ///
  /// @param step the number of the statement
  void countFromDot(String name, int step) {
    dotSymbols.put(name, step);
  }

  /// Where a symbol was set to the location counter, if it was, as the number of a statement.
  @Nullable Integer stepOfDot(String name) {
    return dotSymbols.get(name);
  }

  void hide(String name) {
    hidden.add(name);
  }

  boolean isHidden(String name) {
    return hidden.contains(name);
  }

  /// Whether PROVIDE must define a name: something refers to it, and no object defines it.
  boolean isWanted(String name) {
    return objectSymbols.definition(name) == null
        && (objectSymbols.isReferenced(name) || mentioned.contains(name));
  }

  // --- what a name stands for

  /// The value, or empty if nobody defines the name. An undefined symbol that all refer to weakly is 0.
  Optional<Value> value(String name) {
    return defined(name).or(() -> weakly(name));
  }

  /// The value that somebody gave the name.
  Optional<Value> defined(String name) {
    Value known = scriptSymbols.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    SymbolTable.Definition definition = objectSymbols.definition(name);
    if (definition != null) {
      return objectSymbols.value(definition.symbol());
    }
    return startOrStop(name);
  }

  private Optional<Value> weakly(String name) {
    boolean weak =
        objectSymbols.definition(name) == null
            && objectSymbols.isReferenced(name)
            && !objectSymbols.isStronglyReferenced(name);
    return weak ? Optional.of(new Value.Absolute(0)) : Optional.empty();
  }

  /// `__start_x` and `__stop_x` are the bounds of the output section `x`.
  Optional<Value> startOrStop(String name) {
    boolean start = name.startsWith("__start_");
    if (!start && !name.startsWith("__stop_")) {
      return Optional.empty();
    }
    String wanted = name.substring(start ? "__start_".length() : "__stop_".length());
    for (OutputSection section : sections) {
      if (section.name().equals(wanted)) {
        return Optional.of(new Value.Relative(section, start ? 0 : section.size()));
      }
    }
    return Optional.empty();
  }

  /// Whether an object defines a name, or the script further up.
  boolean isDefined(String name) {
    return assigned.contains(name) || objectSymbols.definition(name) != null;
  }

  /// Adds to a message which name may have been meant.
  Diagnostic hint(Diagnostic diagnostic, String name) {
    Set<String> known = new HashSet<>(scriptSymbols.keySet());
    known.addAll(objectSymbols.definedNames());
    return Spelling.nearest(name, known)
        .map(close -> diagnostic.note("did you mean `%s`?".formatted(close)))
        .orElse(diagnostic);
  }
}
