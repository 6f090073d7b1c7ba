package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Symbol;

/// The symbols that are used and defined nowhere: each is reported once, with its uses and with what may have been meant.
final class UndefinedSymbols {
  private static final int MAX_USES_SHOWN = 4;

  private record Use(InputSection section, Relocation relocation) {}

  private final List<ObjectFile> objects;
  private final Places places;
  private final Map<String, List<Use>> uses = new LinkedHashMap<>();

  UndefinedSymbols(List<ObjectFile> objects, Places places) {
    this.objects = objects;
    this.places = places;
  }

  void add(InputSection section, Relocation relocation) {
    uses.computeIfAbsent(relocation.symbol().name(), _ -> new ArrayList<>())
        .add(new Use(section, relocation));
  }

  /// The messages, in the order of the first uses.
  ///
  /// @param globals all names that are defined
  List<Diagnostic> messages(Set<String> globals) {
    List<Diagnostic> messages = new ArrayList<>();
    Map<String, ObjectFile> locals = uses.isEmpty() ? Map.of() : locals();
    uses.forEach((name, found) ->
        messages.add(
            hint(withUses(name, found), name, found.getFirst().section.object(), globals, locals)));
    return messages;
  }

  private Diagnostic withUses(String name, List<Use> found) {
    Use first = found.getFirst();
    Diagnostic diagnostic =
        Problem.UNDEFINED_SYMBOL.at(places.span(first.section, first.relocation), name);
    if (first.relocation.source().isEmpty()) {
      diagnostic = diagnostic.note("used at " + shown(first));
    }
    for (Use use : found.subList(1, Math.min(found.size(), MAX_USES_SHOWN))) {
      diagnostic =
          use.relocation.source().isPresent()
              ? diagnostic.note(places.span(use.section, use.relocation), "also used here")
              : diagnostic.note("also used at " + shown(use));
    }
    return found.size() > MAX_USES_SHOWN
        ? diagnostic.note("and %d more times".formatted(found.size() - MAX_USES_SHOWN))
        : diagnostic;
  }

  private String shown(Use use) {
    return places.shown(use.section, use.relocation);
  }

  /// The object that has a local symbol of a name.
  private Map<String, ObjectFile> locals() {
    Map<String, ObjectFile> locals = new LinkedHashMap<>();
    for (ObjectFile object : objects) {
      for (Symbol symbol : object.symbols()) {
        if (symbol.binding() == Symbol.Binding.LOCAL
            && Places.isWritten(symbol)
            && !symbol.isUndefined()) {
          locals.putIfAbsent(symbol.name(), object);
        }
      }
    }
    return locals;
  }

  @SuppressWarnings("ReferenceEquality") // two objects of the same content are two
  private static Diagnostic hint(
      Diagnostic diagnostic,
      String name,
      ObjectFile user,
      Set<String> globals,
      Map<String, ObjectFile> locals) {
    ObjectFile owner = locals.get(name);
    if (owner != null) {
      return diagnostic.note(
          "%s defines it, but only for itself: `.globl %s` there would share it"
              .formatted(owner.name(), name));
    }
    Set<String> known = new HashSet<>(globals);
    known.addAll(locals.keySet());
    Optional<String> near = Spelling.nearest(name, globals).or(() -> Spelling.nearest(name, known));
    if (near.isEmpty()) {
      return diagnostic;
    }
    ObjectFile home = globals.contains(near.get()) ? null : locals.get(near.get());
    return home == null || home == user
        ? diagnostic.note("did you mean `%s`?".formatted(near.get()))
        : diagnostic.note(
            "did you mean `%s`, which is local to %s? `.globl %1$s` there would share it"
                .formatted(near.get(), home.name()));
  }
}
