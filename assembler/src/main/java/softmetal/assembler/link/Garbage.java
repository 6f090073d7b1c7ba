package softmetal.assembler.link;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Finds the sections that nothing reaches (`--gc-sections`).
///
/// Reached are the sections of the entry and of `-u`, those that the script says to KEEP, notes, and all that these
/// refer to. What describes code, such as debug information, stays as long as
/// anything of its object does.
final class Garbage {
  private final List<InputSection> inputs;
  private final SymbolTable symbols;
  private final Set<InputSection> reached = new HashSet<>();
  private final Deque<InputSection> waiting = new ArrayDeque<>();
  private final IdentityHashMap<Section, ObjectFile.Group> groups = new IdentityHashMap<>();
  private final Map<InputSection, List<Relocation>> frames = new HashMap<>();
  private final Map<String, List<InputSection>> byName = new HashMap<>();

  private Garbage(List<ObjectFile> objects, List<InputSection> inputs, SymbolTable symbols) {
    this.inputs = inputs;
    this.symbols = symbols;
    for (ObjectFile object : objects) {
      for (ObjectFile.Group group : object.groups()) {
        group.members().forEach(member -> groups.put(member, group));
      }
    }
    for (ObjectFile object : objects) {
      frames.putAll(MergedFrames.needs(object, inputs, symbols));
    }
    for (InputSection input : inputs) {
      byName.computeIfAbsent(input.name(), _ -> new java.util.ArrayList<>()).add(input);
    }
  }

  /// The sections to leave out, in order.
  ///
  /// @param roots names of symbols
  static List<InputSection> among(
      List<ObjectFile> objects,
      List<InputSection> inputs,
      SymbolTable symbols,
      Script script,
      Collection<String> roots) {
    Garbage garbage = new Garbage(objects, inputs, symbols);
    roots.forEach(garbage::reachName);
    Placement.kept(script, inputs).forEach(garbage::reach);
    inputs.stream().filter(input -> input.type() == Section.NOTE).forEach(garbage::reach);
    garbage.follow();
    garbage.keepDescriptions();
    return inputs.stream()
        .filter(input -> !input.isDiscarded() && !garbage.reached.contains(input))
        .toList();
  }

  private void reach(InputSection input) {
    if (!input.isDiscarded() && reached.add(input)) {
      waiting.add(input);
    }
  }

  private void follow() {
    while (!waiting.isEmpty()) {
      InputSection input = waiting.remove();
      // A description of functions keeps none of them.
      if (!input.name().equals(MergedFrames.NAME)) {
        input.relocations().stream().map(Relocation::symbol).forEach(this::reach);
      }
      frames.getOrDefault(input, List.of()).forEach(relocation -> reach(relocation.symbol()));
      input
          .section()
          .flatMap(section -> Optional.ofNullable(groups.get(section)))
          .ifPresent(group ->
              group.members().forEach(member -> symbols.input(member).ifPresent(this::reach)));
    }
  }

  private void reach(Symbol symbol) {
    if (symbol.binding() == Symbol.Binding.LOCAL) {
      symbols.home(symbol).ifPresent(this::reach);
    } else {
      reachName(symbol.name());
    }
  }

  /// `__start_x` and `__stop_x` reach all sections named `x`.
  private void reachName(String name) {
    SymbolTable.Definition definition = symbols.definition(name);
    if (definition != null) {
      symbols.home(definition.symbol()).ifPresent(this::reach);
      return;
    }
    for (String prefix : List.of("__start_", "__stop_")) {
      if (name.startsWith(prefix)) {
        byName.getOrDefault(name.substring(prefix.length()), List.of()).forEach(this::reach);
      }
    }
  }

  private void keepDescriptions() {
    Set<ObjectFile> live = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    for (InputSection input : reached) {
      if (input.has(Section.ALLOC) && input.type() != Section.NOTE) {
        live.add(input.object());
      }
    }
    for (InputSection input : inputs) {
      boolean grouped = input.section().map(groups::containsKey).orElse(false);
      boolean describes =
          !input.has(Section.ALLOC)
              && (input.relocations().isEmpty() || input.name().startsWith(".debug_"));
      if (describes && !grouped && live.contains(input.object())) {
        reached.add(input);
      }
    }
  }
}
